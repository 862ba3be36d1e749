"""The programs of docs/consume.md are run against a server on loopback, and print what the page says."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.test.testcases import LiveServerThread

from tests.api.test_docs_publish import matches

TEXT = (Path(__file__).resolve().parents[2] / "docs/consume.md").read_text()
BLOCKS = re.findall(r"```(\w+)\n(.+?)```", TEXT, re.DOTALL)
# What a command prints follows it at once; what follows JavaScript is printed by Python as well.
COMMANDS = [(text, BLOCKS[place + 1 : place + 2]) for place, (kind, text) in enumerate(BLOCKS) if kind == "sh"]
PRINTED = "".join(BLOCKS[place + 1][1] for place, (kind, _) in enumerate(BLOCKS) if kind == "js")

# Threads of a server see what is committed only.
pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def serving() -> Iterator[str]:
    """The address of a server on loopback."""
    thread = LiveServerThread("127.0.0.1", StaticFilesHandler)
    thread.start()
    thread.is_ready.wait()
    assert thread.error is None
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()


@pytest.fixture
def server(make_activity: Any) -> Iterator[str]:
    """With the five activities of the page, and the person whose password it uses."""
    User.objects.create_superuser("admin", password="demo").groups.add(Group.objects.get(name="team"))
    for number in range(-2, 3):
        thing = {"objectType": "file", "id": f"deploys/{number}", "displayName": f"payments 4.{abs(number)}"}
        when, where = f"2026-01-02T03:0{number + 3}:00Z", f"https://deploys.example.com/{number}"
        make_activity(id=str(number), published=when, object=thing, url=where)
    with serving() as address:
        yield address


def run(command: list[str], program: str, server: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """In an empty folder. A program that is missing is skipped aloud, and fails in CI."""
    if shutil.which(command[0]) is None:
        why = f"{command[0]} is not installed: the examples of docs/consume.md for it have not run"
        if os.environ.get("CI", "").lower() == "true":
            pytest.fail(why)
        pytest.skip(why)
    program = program.replace("http://localhost:8000", server)
    return subprocess.run(command, input=program, cwd=folder, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    ("language", "command"), [("python", [sys.executable, "-"]), ("js", ["node", "--input-type=module", "-"])]
)
def test_a_program_prints_what_the_page_says(server: str, tmp_path: Path, language: str, command: list[str]) -> None:
    done = run(command, "\n".join(text for kind, text in BLOCKS if kind == language), server, tmp_path)
    assert (done.stderr, done.stdout) == ("", PRINTED)


@pytest.mark.skipif(shutil.which("curl") is None and os.environ.get("CI") != "true", reason="curl is not installed")
def test_every_command_is_answered_as_shown(server: str, tmp_path: Path) -> None:
    for text, after in COMMANDS:
        done = run(["bash", "-e", "-s"], text, server, tmp_path)
        assert (done.returncode, done.stderr) == (0, ""), text
        assert_shown(done.stdout, after)
    assert (tmp_path / "activities.csv").read_text().count("payments") > 4


def assert_shown(printed: str, after: list[tuple[str, str]]) -> None:
    """Where the page shows no answer, it is none of an error."""
    kind, shown = after[0] if after else ("", "")
    if kind == "json":
        assert matches(json.loads(shown), json.loads(printed)), printed
    elif kind == "text":
        assert printed == shown
    else:
        assert "about:blank" not in printed


def test_the_page_has_each_example_in_three_languages() -> None:
    kinds = [kind for kind, _ in BLOCKS]
    assert kinds.count("python") == kinds.count("js") == 4
    assert len(COMMANDS) >= 4
