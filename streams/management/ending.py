"""A command that runs until it is told to end, and then finishes what it has in hand."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

# Ctrl-C, a polite kill, and a terminal that was closed.
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def ending(hurry: bool = False) -> Iterator[Callable[[], bool]]:
    """Inside, a signal that would end the process is only noted: whether there was one is asked of what this gives.

    `hurry`: a second one interrupts what is in hand, for whoever would wait for a source that does not answer.
    """
    asked: list[int] = []

    def note(number: int, frame: Any) -> None:
        if asked and hurry:
            raise KeyboardInterrupt
        asked.append(number)

    before = {number: signal.signal(number, note) for number in ENDINGS}
    try:
        yield lambda: bool(asked)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
