"""Reads what a Plan describes: one statement, one index descent for each branch, a bounded number of entries.

The same SQL on SQLite and PostgreSQL, written by hand, because Django would build it anew for every page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from streams.feed.cursor import EPOCH, Cursor
from streams.feed.plan import MAX_BRANCHES, KnownKind, Plan

# Index entries that a page may pass over in search of what matches, all branches together: what a page costs at most,
# however large the table is.
BUDGET = 1000
# So many searched words cost about as much as reading the entry.
CHEAP_NEEDLES = 4

# SQLite takes 32,766 parameters; this leaves room, and the text of the statement short.
MAX_PARAMS = 8000

ORDER = "ORDER BY published DESC, id DESC"


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

    rows: list[Row] = field(default_factory=list)
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
    return Found(rows[:limit], Cursor(last.published, last.pk) if last else None)


def _portions(plan: Plan) -> Iterator[list[list[Any]]]:
    """The values each branch starts with; a statement takes no more of them than its SQL may have."""
    branches = plan.branches
    size = max(1, min(MAX_BRANCHES, MAX_PARAMS // (len(plan.params) + 20)))
    for start in range(0, len(branches), size):
        yield branches[start : start + size]


def _fetch(
    plan: Plan, branches: list[list[Any]], count: int, after: Cursor | None, budgets: int
) -> list[tuple[Any, ...]]:
    span = _span(plan, after)
    shape = _Shape(
        plan.column,
        len(branches),
        " AND ".join(sql for sql, _ in span),
        " AND ".join(plan.rest),
        ", ".join(sorted(plan.columns - {"published"})),
        count,
        _budget(plan, budgets) if plan.rest else 0,
        connection.vendor,
        plan.is_whole,
    )
    bounds = [param for _, params in span for param in params]
    leads = [[*branch, *bounds] for branch in branches]
    params = [param for lead in leads for param in lead]
    if plan.rest:
        params = [*(param for lead in leads for param in (*lead, *plan.params)), *params]
    with connection.cursor() as cursor:
        cursor.execute(shape.checked if plan.rest else shape.simple, params)
        return cursor.fetchall()


def _budget(plan: Plan, budgets: int) -> int:
    """Entries a branch may pass over."""
    return max(BUDGET * budgets * CHEAP_NEEDLES // max(plan.needles, CHEAP_NEEDLES) // len(plan.branches), 1)


def _span(plan: Plan, after: Cursor | None) -> list[tuple[str, list[Any]]]:
    """The part of the index to read."""
    stored = connection.ops.adapt_datetimefield_value
    span: list[tuple[str, list[Any]]] = []
    if plan.since:
        span.append(("published >= %s", [stored(plan.since)]))
    if plan.until:
        span.append(("published < %s", [stored(plan.until)]))
    if after:
        published = stored(after.published)
        # The first condition repeats what the second implies: both databases start in the index by it.
        span.append(("published <= %s AND (published, id) < (%s, %s)", [published, published, after.pk]))
    return span


class _Shape(NamedTuple):
    """What the text of a statement depends on; the values come as parameters.

    But how many rows are wanted is part of the text: PostgreSQL keeps no plan for a number it does not know.
    """

    column: str
    branches: int
    span: str
    rest: str
    columns: str
    most: int
    budget: int
    vendor: str
    is_whole: bool

    @property
    def simple(self) -> str:
        return _simple(self)

    @property
    def checked(self) -> str:
        return _checked(self)

    @property
    def lead(self) -> str:
        column = f"{self.column} = %s" if self.column else ""
        audience = "" if self.is_whole else "audience_id = %s"
        return " AND ".join(filter(None, [column, audience, self.span])) or "1 = 1"


@lru_cache(maxsize=256)
def _simple(shape: _Shape) -> str:
    """Every entry matches: each branch gives its newest ones."""
    branch = (
        f"SELECT * FROM (SELECT id, published, 0 AS is_end FROM streams_activity WHERE {shape.lead} {ORDER} "
        f"LIMIT {shape.most}) b"
    )
    return _whole(shape, " UNION ALL ".join([branch] * shape.branches), shape.most)


@lru_cache(maxsize=256)
def _checked(shape: _Shape) -> str:
    """Each branch passes over its newest entries until enough match; where the budget ends before, it gives its end."""
    columns = ", ".join(filter(None, ["id", "published", shape.columns]))
    window = f"SELECT {columns} FROM streams_activity WHERE {shape.lead} {ORDER} LIMIT {shape.budget}"
    numbers = range(shape.branches)
    hits = [f"h{n} AS (SELECT id, published FROM ({window}) w WHERE {shape.rest} LIMIT {shape.most})" for n in numbers]
    ends = [
        f"SELECT * FROM (SELECT id, published, 1 AS is_end FROM streams_activity WHERE {shape.lead} {ORDER} "
        f"LIMIT (SELECT CASE WHEN COUNT(*) < {shape.most} THEN 1 ELSE 0 END FROM h{n}) OFFSET {shape.budget - 1}) e"
        for n in numbers
    ]
    found = [f"SELECT id, published, 0 AS is_end FROM h{n}" for n in numbers]
    # One end for each branch at most.
    entries = _whole(shape, " UNION ALL ".join([*found, *ends]), shape.most + shape.branches)
    return f"WITH {', '.join(hits)} {entries}"


# The drivers would build a datetime, and a UUID, in Python for each row; a page needs one of them at most.
_PUBLISHED = {
    "postgresql": "(EXTRACT(EPOCH FROM a.published) * 1000000)::bigint",
    "sqlite": "CAST(a.published AS TEXT)",
}


def _whole(shape: _Shape, entries: str, most: int) -> str:
    """The wide columns, only of the entries that a page can need."""
    return (
        f"SELECT a.id, {_PUBLISHED[shape.vendor]}, CAST(a.uid AS TEXT), a.revision, a.rendered, a.entity, a.kind_id, "
        f"m.is_end FROM (SELECT id, is_end FROM ({entries}) u ORDER BY is_end DESC, published DESC, id DESC "
        f"LIMIT {most}) m JOIN streams_activity a ON a.id = m.id"
    )
