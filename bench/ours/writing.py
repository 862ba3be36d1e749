"""Writing in process: the least that any program would have to do to store rows, and the Python API."""

from __future__ import annotations

from functools import partial
from itertools import count
from typing import Any

from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bench import posting
from bench.cast import events
from bench.documents import document
from bench.ours.data import BATCH
from bench.timing import Case
from streams import service
from streams.models import Activity
from streams.models.activity import new_uid
from streams.publishing.publish import STORED_FIELDS

_numbers = count()
COLUMNS = [field.column for field in Activity._meta.concrete_fields if not field.primary_key]


def cases(poster: User) -> dict[str, Case]:
    """The same rows as are posted over HTTP, as often, by a raw upsert; and the Python API."""
    rows = _stored_rows()
    raw = {
        f"raw executemany of {size}": Case(_upsert, partial(_fresh, rows[:size]), size, calls=posting.requests_of(size))
        for size in posting.SIZES
    }
    posted = Case(lambda given: service.post_all(given, poster), lambda: _documents(BATCH), BATCH, calls=1)
    return raw | {"Python API, 500 at once": posted}


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
    return [document(event, next(_numbers), now, "called") for event in events(how_many)]


def _stored_rows() -> list[list[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {','.join(COLUMNS)} FROM streams_activity ORDER BY id LIMIT {max(posting.SIZES)}")
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
