"""Child interpreters that time things in process: one for us, one for the peer with its own packages."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.timing import GROW, Slice

ROOT = Path(__file__).resolve().parent.parent
STOP_SECONDS = 10


class EndedError(RuntimeError):
    """A child ended before it was told to; it has said why on stderr."""


class Worker:
    """A child that speaks lines of JSON (see `timing.serve`). `facts` is what it says first, which is waited for."""

    def __init__(self, process: subprocess.Popen[str], name: str) -> None:
        self._process = process
        self._name = name
        self.facts: dict[str, Any] = {}

    def wait(self) -> None:
        """Until it has its data and has said its facts."""
        self.facts = self._answer()

    def take(self, case: str) -> Slice:
        """One slice of this case."""
        return Slice(**self._ask(case))

    def grow(self, size: int) -> None:
        """Let its data grow to so many activities."""
        self._ask(f"{GROW}{size}")

    def _ask(self, line: str) -> dict[str, Any]:
        assert self._process.stdin
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise EndedError(f"a worker ended by itself ({self._name})")
        return json.loads(line)


@contextmanager
def worker(python: Path, module: str, size: int, environment: Mapping[str, str]) -> Iterator[Worker]:
    """`python -m module size` until the block ends."""
    command = [str(python), "-m", module, str(size)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with child(command, environment, **pipes) as process:
        yield Worker(process, module)


@contextmanager
def child(command: list[str], environment: Mapping[str, str], **pipes: Any) -> Iterator[subprocess.Popen[Any]]:
    """A process tree that ends with the block. It has a session of its own: Ctrl-C reaches us, and we end it."""
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, start_new_session=True, **pipes)
    try:
        yield process
    finally:
        _stop(process)


def _stop(process: subprocess.Popen[Any]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            pipe.close()
