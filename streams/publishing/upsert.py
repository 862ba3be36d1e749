"""Many activities stored by one statement, new and changed ones alike, to which they travel as one JSON text.

Django's bulk_create asks every field of every row how its value is stored, and adapts each by itself: that took longer
than the database does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from operator import attrgetter
from typing import Any

import orjson
from django.db import connection, models
from django.utils import timezone

from streams.models import Activity

# How a database reads a column of the rows in a JSON list.
COLUMN = {"sqlite": "json_extract(value, '$.{0}')", "postgresql": "{0}"}
ROWS = {"sqlite": "json_each(%s)", "postgresql": "json_populate_recordset(NULL::streams_activity, %s::json)"}
# JSON has these itself.
PLAIN = (
    models.CharField, models.TextField, models.BooleanField, models.IntegerField, models.ForeignKey, models.JSONField,
)  # fmt: skip

_FIELDS = [field for field in Activity._meta.concrete_fields if not field.primary_key]
# The names of the attributes are those of the columns: `provider_id`.
_COLUMNS = [field.attname for field in _FIELDS]
_values = attrgetter(*_COLUMNS)


def upsert(activities: Sequence[Activity], changed: tuple[str, ...]) -> None:
    """Insert each activity; where its key is stored already, these fields of the stored one are changed."""
    now = timezone.now()
    for activity in activities:
        activity.created = activity.created or now
    with connection.cursor() as cursor:
        cursor.execute(_statement(connection.vendor, changed), [_text(activities)])
        keys = {(source, foreign_id): pk for pk, source, foreign_id in cursor.fetchall()}
    for activity in activities:
        activity.pk = keys[activity.source, activity.foreign_id]
        activity._state.adding = False


def insert_new(activity: Activity, settled: int) -> bool:
    """On PostgreSQL, the next version and a new activity by one statement: nothing, and False, where the settings have
    moved since or the key is stored already. Raises IntegrityError where another writer stores it meanwhile."""
    activity.created = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(_insertion(), [settled, activity.source, activity.foreign_id, _text([activity])])
        row = cursor.fetchone()
    if row is not None:
        activity.pk, activity._state.adding = row[0], False
    return row is not None


@cache
def _insertion() -> str:
    """The next version is taken first: with it comes the lock of those who write (models/version.py)."""
    columns = ", ".join(_COLUMNS)
    return (
        "WITH next AS (UPDATE streams_version SET number = number + 1 WHERE id = 1 AND settled = %s"
        " AND NOT EXISTS (SELECT FROM streams_activity WHERE source = %s AND foreign_id = %s) RETURNING number)"
        f" INSERT INTO streams_activity ({columns}) SELECT {columns} FROM next, {ROWS['postgresql']} RETURNING id"
    )


def _text(activities: Sequence[Activity]) -> str:
    return orjson.dumps(list(_rows(activities))).decode()


@cache
def _statement(vendor: str, changed: tuple[str, ...]) -> str:
    """ON CONFLICT and not a look-up by application, for which PostgreSQL may take another index than the unique one."""
    read = (COLUMN[vendor].format(name) for name in _COLUMNS)
    renewed = (f"{field.attname} = excluded.{field.attname}" for field in _FIELDS if field.name in changed)
    return (
        f"INSERT INTO streams_activity ({', '.join(_COLUMNS)})"
        f" SELECT {', '.join(read)} FROM {ROWS[vendor]} WHERE true"
        f" ON CONFLICT (source, foreign_id) DO UPDATE SET {', '.join(renewed)} RETURNING id, source, foreign_id"
    )


def _rows(activities: Sequence[Activity]) -> Iterator[dict[str, Any]]:
    adapted = [field for field in _FIELDS if not isinstance(field, PLAIN)]
    for activity in activities:
        row = dict(zip(_COLUMNS, _values(activity), strict=True))
        for field in adapted:
            row[field.attname] = field.get_db_prep_value(row[field.attname], connection, prepared=True)
        yield row
