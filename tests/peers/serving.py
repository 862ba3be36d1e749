"""A server of somebody else's as a child process: started, waited for, ended."""

from __future__ import annotations

import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.peers import environment

PATIENCE = 30


def cannot(why: str) -> None:
    """Skip aloud what needs a program that is absent; in CI that is a failure."""
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(why)
    pytest.skip(why)


@contextmanager
def running(command: Sequence[str | Path], folder: Path, **variables: str) -> Iterator[subprocess.Popen[bytes]]:
    """In its own session, what it says in output.txt of its folder; ended by its own id."""
    with (folder / "output.txt").open("ab") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment(variables),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        _end(process)


def wait_until(is_ready: Callable[[], object], process: subprocess.Popen[bytes], folder: Path) -> None:
    """Fails with what it said, when it ended or takes more than half a minute."""
    until = time.monotonic() + PATIENCE
    while not _is(is_ready):
        if process.poll() is not None or time.monotonic() > until:
            said = (folder / "output.txt").read_text(errors="replace")[-2000:]
            pytest.fail(f"{folder.name} did not start:\n{said}")
        time.sleep(0.1)


def _is(is_ready: Callable[[], object]) -> bool:
    try:
        return bool(is_ready())
    except (urllib.error.URLError, OSError, ValueError):
        return False


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
