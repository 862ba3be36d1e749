"""Reads what a Plan describes: one index descent for each branch, a bounded number of entries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from streams.feed.cursor import EPOCH, Cursor
from streams.feed.plan import KnownKind, Plan
from streams.feed.statement import branches_at_once, statement

# Index entries that a page may pass over in search of what matches, all branches together: what a page costs at most,
# however large the table is.
BUDGET = 1000
# So many searched words cost about as much as reading the entry.
CHEAP_NEEDLES = 4


class Row(NamedTuple):
    """What a page needs of an activity: enough to splice it and to make offers on it."""

    pk: int
    # Text on SQLite, microseconds since 1970 on PostgreSQL. It compares in the order of time.
    stored_published: Any
    stored_uid: str
    revision: int
    rendered: str
    entity: str
    kind: KnownKind

    @property
    def uid(self) -> UUID:
        return UUID(self.stored_uid)

    @property
    def published(self) -> datetime:
        stored = self.stored_published
        if isinstance(stored, int):
            return EPOCH + timedelta(microseconds=stored)
        return datetime.fromisoformat(stored).replace(tzinfo=UTC)


_position = attrgetter("stored_published", "pk")


@dataclass(frozen=True)
class Found:
    """Rows, newest first, and where to go on: None at the end of what matches."""

    rows: tuple[Row, ...] = ()
    next: Cursor | None = None


def read(plan: Plan | None, limit: int, after: Cursor | None = None, budgets: int = 1) -> Found:
    """At most `limit` rows behind `after`. Fewer, even none, with a `next`: so many budgets were spent, go on there."""
    if plan is None or limit <= 0:
        return Found()
    found: list[Row] = []
    ends: list[Row] = []
    for branches in _portions(plan):
        for *columns, kind, is_end in _fetch(plan, branches, limit + 1, after, budgets):
            (ends if is_end else found).append(Row._make((*columns, plan.kind(kind))))
    return _page(found, ends, limit)


def _page(found: list[Row], ends: list[Row], limit: int) -> Found:
    """What is older than the end of a branch that ran out of budget is not complete yet: it is for the next page."""
    end = max(ends, key=_position, default=None)
    rows = found if end is None else [row for row in found if _position(row) >= _position(end)]
    rows.sort(key=_position, reverse=True)
    last = rows[limit - 1] if len(rows) > limit else end
    return Found(tuple(rows[:limit]), Cursor(last.published, last.pk) if last else None)


def _portions(plan: Plan) -> Iterator[list[list[Any]]]:
    """The values each branch starts with, as many as one statement takes."""
    branches, size = plan.branches, branches_at_once(plan)
    for start in range(0, len(branches), size):
        yield branches[start : start + size]


def _fetch(
    plan: Plan, branches: list[list[Any]], count: int, after: Cursor | None, budgets: int
) -> list[tuple[Any, ...]]:
    sql, params = statement(plan, branches, count, after, _budget(plan, budgets))
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def _budget(plan: Plan, budgets: int) -> int:
    """Entries a branch may pass over."""
    return max(BUDGET * budgets * CHEAP_NEEDLES // max(plan.needles, CHEAP_NEEDLES) // len(plan.branches), 1)
