"""What was found of one part."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from streams.logs import cleaned


class State(StrEnum):
    OK = "ok"
    WARNING = "warning"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """`hint`: what to do, where something is to be done."""

    part: str
    state: State
    said: str
    hint: str = ""


def good(part: str, said: str) -> Finding:
    return Finding(part, State.OK, said)


def warning(part: str, said: str, hint: str) -> Finding:
    return Finding(part, State.WARNING, said, hint)


def wrong(part: str, said: str, hint: str) -> Finding:
    return Finding(part, State.WRONG, said, hint)


def asked(part: str, ask: Callable[[], Finding], hint: str) -> Finding:
    """What `ask` finds; whatever it raises is what is wrong, told without secrets, and `hint` how it is mended."""
    try:
        return ask()
    except Exception as error:
        return wrong(part, cleaned(" ".join(f"{type(error).__name__}: {error}".split())), hint)
