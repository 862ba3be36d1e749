"""How often people here did something to the things of a page: one statement, whichever actions are on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from django.db import connection

from streams.actions.base import Offer, Offered
from streams.actions.sharing import entities_of, once
from streams.models import Viewer

# Beside the kinds of a Reaction.
COMMENT = "comment"


class Counted(NamedTuple):
    times: int
    # How many of them by the viewer; of comments that is not asked.
    mine: int


NEVER = Counted(0, 0)


def counted(activities: Sequence[Offered], viewer: Viewer) -> Mapping[tuple[str, str], Counted]:
    """By entity and what was done to it; nothing where nobody did."""
    return once(("counted", viewer.user_id), lambda: _count(entities_of(activities), viewer))


@lru_cache(maxsize=2048)
def standing(count: Counted, done_label: str = "") -> Offer:
    """The same object for the same count: what a page says of it is written once."""
    if count.mine:
        return Offer("done", done_label, count=count.times)
    return Offer(count=count.times)


def _count(entities: Sequence[str], viewer: Viewer) -> dict[tuple[str, str], Counted]:
    """By hand, because Django takes longer to build this than a database to answer it."""
    marks = ",".join(["%s"] * len(entities))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT entity, kind, COUNT(*), COUNT(CASE WHEN user_id = %s THEN 1 END) FROM streams_reaction "  # noqa: S608
            f"WHERE entity IN ({marks}) GROUP BY entity, kind "
            f"UNION ALL SELECT entity, '{COMMENT}', COUNT(*), 0 FROM streams_comment "
            f"WHERE entity IN ({marks}) GROUP BY entity",
            [viewer.user_id, *entities, *entities],
        )
        return {(entity, kind): Counted(times, mine) for entity, kind, times, mine in cursor.fetchall()}
