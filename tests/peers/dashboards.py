"""Dashboards that people write in Python: a real Streamlit and a real Dash, each with one page."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.peers.installing import installed
from tests.peers.serving import running, wait_until

LOCK = Path(__file__).resolve().parent / "dashboards-requirements.txt"

DASH = """
from dash import Dash, html

app = Dash(__name__)
app.layout = html.Div([html.H1("Dash"), html.Iframe(src={address!r}, style={{"width": "100%", "height": "800px"}})])
app.run(host="127.0.0.1", port={port}, debug=False)
"""
STREAMLIT = """
import streamlit as st
import streamlit.components.v1 as components

st.title("Streamlit")
components.html({markup!r}, height=800)
"""


@contextmanager
def dash(folder: Path, port: int, address: str) -> Iterator[None]:
    """A page with a frame of this address."""
    (folder / "app.py").write_text(DASH.format(address=address, port=port))
    with _serving(folder, port, ["python", "app.py"], "/"):
        yield


@contextmanager
def streamlit(folder: Path, port: int, markup: str) -> Iterator[None]:
    """A page with this markup, which Streamlit puts into a frame of its own."""
    (folder / "app.py").write_text(STREAMLIT.format(markup=markup))
    options = [f"--server.port={port}", "--server.address=127.0.0.1", "--server.headless=true"]
    command = ["streamlit", "run", "app.py", *options, "--browser.gatherUsageStats=false"]
    with _serving(folder, port, command, "/_stcore/health"):
        yield


@contextmanager
def _serving(folder: Path, port: int, command: Sequence[str], path: str) -> Iterator[None]:
    program, *arguments = command
    programs = installed("Streamlit and Dash", LOCK)
    with running([programs / program, *arguments], folder, HOME=str(folder)) as process:
        wait_until(
            lambda: urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5).close() or True, process, folder
        )
        yield


def _answers(url: str) -> bool:
    with urllib.request.urlopen(url, timeout=5) as answer:
        return bool(answer.status == 200)
