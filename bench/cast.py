"""Who does what in the test data, the same for us and the peer. Standard library only."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

ACTORS = 2000
PROJECTS = 300
VERBS = (
    "post", "update", "comment", "resolve", "close", "reopen", "push", "merge", "approve", "assign", "deploy", "delete",
)  # fmt: skip
OBJECT_TYPES = ("issue", "review", "file", "comment", "build", "page")
YEAR = 365 * 24 * 3600.0
BACK_DATED = 0.02
# These people stopped half a year ago.
GONE = range(1800, 1900)
# All of what happens in this one, a large one, is for a group that the reader is not in.
HIDDEN_PROJECT = 1


@dataclass(frozen=True)
class Event:
    """Somebody did something to a thing of a project, a while ago."""

    actor: int
    verb: str
    object_type: str
    thing: int
    project: int
    seconds_ago: float


def events(size: int, seed: int = 7) -> Iterator[Event]:
    """As many events, oldest first, over one year: few actors and projects are busy (Zipf), some come late."""
    chance = random.Random(seed)
    actors, projects, verbs = _zipf(ACTORS), _zipf(PROJECTS), _zipf(len(VERBS))
    for number in range(size):
        age = YEAR * (1 - number / size)
        actor = chance.choices(range(ACTORS), cum_weights=actors)[0]
        yield Event(
            actor=actor - len(GONE) if actor in GONE and age < YEAR / 2 else actor,
            verb=chance.choices(VERBS, cum_weights=verbs)[0],
            object_type=chance.choice(OBJECT_TYPES),
            thing=chance.randrange(max(1, size // 4)),
            project=chance.choices(range(PROJECTS), cum_weights=projects)[0],
            seconds_ago=chance.uniform(age, YEAR) if chance.random() < BACK_DATED else age,
        )


def _zipf(count: int) -> list[float]:
    return list(accumulate(1 / rank for rank in range(1, count + 1)))
