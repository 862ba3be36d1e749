"""Where an activity can be looked at as its readers see it: apps above this one add their pages by `also`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from streams.models import Activity


@dataclass(frozen=True)
class Place:
    name: str
    url: str


Ask = Callable[[Activity], Iterable[Place]]
_asked: list[Ask] = []


def also(ask: Ask) -> Ask:
    _asked.append(ask)
    return ask


def places(activity: Activity) -> list[Place]:
    return [place for ask in _asked for place in ask(activity)]
