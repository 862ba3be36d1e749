"""Writing in process: posted one by one and in batches, and the same rows by a raw upsert."""

from __future__ import annotations

from itertools import count
from typing import Any

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench.cast import events
from bench.ours.data import BATCH, document
from bench.timing import Case
from streams import service
from streams.models import Activity
from streams.models.activity import new_uid
from streams.publishing.publish import STORED_FIELDS

_numbers = count(1_000_000_000)
COLUMNS = [field.column for field in Activity._meta.concrete_fields if not field.primary_key]


def cases(poster: User) -> dict[str, Case]:
    rows = _stored_rows()
    return {
        "one by one": Case(lambda given: service.post_all(given, poster), lambda: _documents(1), calls=50),
        "raw upsert, one by one": Case(_upsert, lambda: _fresh(rows[:1]), calls=50),
        "batch of 500": Case(lambda given: service.post_all(given, poster), lambda: _documents(BATCH), BATCH, calls=2),
        "raw executemany": Case(_upsert, lambda: _fresh(rows), BATCH, calls=2),
    }


def facts(poster: User) -> dict[str, Any]:
    """What a batch of 500 new documents says to the database."""
    documents = _documents(BATCH)
    with CaptureQueriesContext(connection) as captured:
        service.post_all(documents, poster)
    said = [query["sql"] for query in captured.captured_queries]
    return {
        "statements of a batch of 500": len([sql for sql in said if sql not in {"BEGIN", "BEGIN IMMEDIATE", "COMMIT"}]),
        "transactions of a batch of 500": said.count("COMMIT"),
    }


def _documents(how_many: int) -> list[dict[str, Any]]:
    """New ones, spread over the year, so that the first page stays what it was."""
    now = timezone.now()
    return [document(event, next(_numbers), now) for event in events(how_many)]


def _stored_rows() -> list[list[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {','.join(COLUMNS)} FROM streams_activity ORDER BY id LIMIT {BATCH}")
        return [list(row) for row in cursor.fetchall()]


def _fresh(rows: list[list[Any]]) -> list[list[Any]]:
    """The same rows as if they were new: other ids."""
    uid, foreign_id = COLUMNS.index("uid"), COLUMNS.index("foreign_id")
    fresh = [row.copy() for row in rows]
    for row in fresh:
        row[uid] = Activity._meta.get_field("uid").get_db_prep_value(new_uid(), connection)
        row[foreign_id] = f"raw:{next(_numbers)}"
    return fresh


def _upsert(rows: list[list[Any]]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(UPSERT, rows)


_CHANGED = [Activity._meta.get_field(name).column for name in STORED_FIELDS]
UPSERT = (
    f"INSERT INTO streams_activity ({','.join(COLUMNS)}) VALUES ({','.join(['%s'] * len(COLUMNS))}) "
    f"ON CONFLICT (source, foreign_id) DO UPDATE SET {','.join(f'{name} = EXCLUDED.{name}' for name in _CHANGED)}"
)
