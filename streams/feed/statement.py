"""The statement that reads a page: its text, which depends on the shape of a plan only, and its values.

Written by hand, because Django would build it anew for every page. On SQLite each branch of a plan is spelled out.
PostgreSQL would plan each of them, which takes it longer than to run them: it gets them as a table, and plans one.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection

from streams.feed.cursor import Cursor
from streams.feed.plan import Plan

ORDER = "ORDER BY published DESC, id DESC"
# SQLite takes 500 terms of a UNION and 32,766 parameters; this leaves room, and the text of the statement short.
MOST_AT_ONCE, MAX_PARAMS = 64, 8000


def branches_at_once(plan: Plan) -> int:
    """How many branches of this plan one statement takes."""
    if _is_table(plan):
        return len(plan.branches)
    return max(1, min(MOST_AT_ONCE, MAX_PARAMS // (len(plan.params) + 20)))


def statement(
    plan: Plan, branches: Sequence[Sequence[Any]], most: int, after: Cursor | None, budget: int
) -> tuple[str, list[Any]]:
    """For the newest `most` of what these branches of a plan match behind `after`, and the ends of those that passed
    over `budget` entries before: SQL and its parameters."""
    span = _span(plan, after)
    bounds = [param for _, params in span for param in params]
    shape = _Shape(
        plan.column,
        len(branches),
        " AND ".join(sql for sql, _ in span),
        " AND ".join(plan.rest),
        ", ".join(sorted(plan.columns - {"published"})),
        most,
        budget if plan.rest else 0,
        connection.vendor,
        plan.is_whole,
    )
    if _is_table(plan):
        table = [list(values) for values in zip(*branches, strict=True)]
        checked = [*plan.params, *bounds] if plan.rest else []
        return _of_a_table(shape), [*table, *bounds, *checked]
    leads = [[*branch, *bounds] for branch in branches]
    checked = [param for lead in leads for param in (*lead, *plan.params)] if plan.rest else []
    return _of_branches(shape), [*checked, *(param for lead in leads for param in lead)]


def _is_table(plan: Plan) -> bool:
    """Who sees all looks for the newest by one descent, with no value to give it."""
    return connection.vendor == "postgresql" and not plan.is_whole


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


@lru_cache(maxsize=256)
def _of_branches(shape: _Shape) -> str:
    """Each branch spelled out, one after the other."""
    lead = _lead(shape, "%s", "%s")
    if not shape.rest:
        branch = f"SELECT * FROM ({_newest(shape, lead)}) b"
        return _whole(shape, " UNION ALL ".join([branch] * shape.branches))
    numbers = range(shape.branches)
    hits = [f"h{n} AS ({_hits(shape, lead)})" for n in numbers]
    ends = [f"SELECT * FROM ({_end(shape, lead, f'h{n}')}) e" for n in numbers]
    found = [f"SELECT id, published, 0 AS is_end FROM h{n}" for n in numbers]
    return f"WITH {', '.join(hits)} {_whole(shape, ' UNION ALL '.join([*found, *ends]))}"


@lru_cache(maxsize=256)
def _of_a_table(shape: _Shape) -> str:
    """The same, each branch a row: its value, where an index has one, and its audience.

    How many there are is said once more: PostgreSQL takes an array that it does not know for ten, and a plan for ten
    for too dear to keep.
    """
    value = {"": "", "kind_id": "%s::bigint[], "}.get(shape.column, "%s::text[], ")
    names = "value, audience" if value else "audience"
    rows = f"SELECT * FROM unnest({value}%s::bigint[]) AS one({names}) LIMIT {shape.branches}"
    lead = _lead(shape, "l.value", "l.audience")
    if not shape.rest:
        return _whole(shape, f"SELECT b.* FROM ({rows}) l, LATERAL ({_newest(shape, lead)}) b")
    table = f"SELECT *, row_number() OVER () AS n FROM ({rows}) r"
    hits = f"SELECT l.n, h.* FROM l, LATERAL ({_hits(shape, lead)}) h"
    ends = f"SELECT e.* FROM l, LATERAL ({_end(shape, lead, 'h WHERE h.n = l.n')}) e"
    found = _whole(shape, f"SELECT id, published, 0 AS is_end FROM h UNION ALL {ends}")
    return f"WITH l AS ({table}), h AS ({hits}) {found}"


def _lead(shape: _Shape, value: str, audience: str) -> str:
    """The part of the index that one branch reads."""
    of_column = f"{shape.column} = {value}" if shape.column else ""
    of_audience = "" if shape.is_whole else f"audience_id = {audience}"
    return " AND ".join(filter(None, [of_column, of_audience, shape.span])) or "1 = 1"


def _newest(shape: _Shape, lead: str) -> str:
    """Every entry matches."""
    return f"SELECT id, published, 0 AS is_end FROM streams_activity WHERE {lead} {ORDER} LIMIT {shape.most}"


def _hits(shape: _Shape, lead: str) -> str:
    """A branch passes over its newest entries until enough match."""
    columns = ", ".join(filter(None, ["id", "published", shape.columns]))
    window = f"SELECT {columns} FROM streams_activity WHERE {lead} {ORDER} LIMIT {shape.budget}"
    return f"SELECT id, published FROM ({window}) w WHERE {shape.rest} LIMIT {shape.most}"


def _end(shape: _Shape, lead: str, hits: str) -> str:
    """Where the budget ended before, the last entry that it passed over."""
    is_short = f"SELECT CASE WHEN COUNT(*) < {shape.most} THEN 1 ELSE 0 END FROM {hits}"
    return (
        f"SELECT id, published, 1 AS is_end FROM streams_activity WHERE {lead} {ORDER} "
        f"LIMIT ({is_short}) OFFSET {shape.budget - 1}"
    )


# The drivers would build a datetime, and a UUID, in Python for each row; a page needs one of them at most.
_PUBLISHED = {
    "postgresql": "(EXTRACT(EPOCH FROM a.published) * 1000000)::bigint",
    "sqlite": "CAST(a.published AS TEXT)",
}


def _whole(shape: _Shape, entries: str) -> str:
    """The wide columns, only of the entries that a page can need."""
    # Where anything is checked, each branch may have an end.
    most = shape.most + (shape.branches if shape.rest else 0)
    return (
        f"SELECT a.id, {_PUBLISHED[shape.vendor]}, CAST(a.uid AS TEXT), a.revision, a.rendered, a.entity, a.kind_id, "
        f"m.is_end FROM (SELECT id, is_end FROM ({entries}) u ORDER BY is_end DESC, published DESC, id DESC "
        f"LIMIT {most}) m JOIN streams_activity a ON a.id = m.id"
    )
