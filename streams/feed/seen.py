"""What the activities of some audiences have, found without reading them: from one value to the next in an index."""

from __future__ import annotations

from typing import Any

from django.db import connection


def distinct(column: str, audiences: list[int], most: int) -> list[tuple[str, int]]:
    """Each value of a column that an index leads with, in order, and the id of an activity that has it."""
    after = f"SELECT {column} FROM streams_activity WHERE {column} > {{}} ORDER BY {column} LIMIT 1"
    first, following = after.format("''"), after.format("found.k")
    one = f"(SELECT id FROM streams_activity WHERE {column} = found.k AND {_among(audiences)} LIMIT 1)"
    sql = (
        f"WITH RECURSIVE found(k) AS (SELECT * FROM ({first}) f "
        f"UNION ALL SELECT ({following}) FROM found WHERE k IS NOT NULL) "
        f"SELECT k, {one} FROM found WHERE k IS NOT NULL AND {one} IS NOT NULL LIMIT %s"
    )
    return rows(sql, [*audiences, *audiences, most])


def any_seen(condition: str, audiences: list[int]) -> str:
    """A scalar and no EXISTS, which PostgreSQL may turn into a join with the whole table."""
    return f"(SELECT 1 FROM streams_activity WHERE {condition} AND {_among(audiences)} LIMIT 1) IS NOT NULL"


def rows(sql: str, params: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def _among(audiences: list[int]) -> str:
    return f"audience_id IN ({','.join(['%s'] * len(audiences))})"
