"""More activities than one would wait for at the write door: copies of the published ones, made by the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from tqdm import tqdm

from bench.ours.data import PUBLISHED, gather_statistics
from streams.models import Activity

# Each copy is up to so many seconds older or younger, as if by lot: side by side stand those of many originals.
SPREAD = 90 * 24 * 60 * 60
# What a database is told while it copies, and afterwards.
HURRY = {
    "sqlite": {"PRAGMA synchronous = {}": ("OFF", "NORMAL")},
    "postgresql": {
        "SET synchronous_commit = {}": ("off", "DEFAULT"),
        "SET maintenance_work_mem = {}": ("'1GB'", "DEFAULT"),
    },
}


def multiply(size: int) -> None:
    """Until there are so many. Each copy differs by its ids and by when it happened."""
    there = Activity.objects.count()
    with (
        _hurry(),
        tqdm(
            total=size, initial=there, desc=f"Copying ({connection.vendor})", unit=" rows", disable=None, leave=False
        ) as bar,
        _without_indexes(),
    ):
        for number in range(there // PUBLISHED, -(-size // PUBLISHED)):
            rows = min(PUBLISHED, size - PUBLISHED * number)
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(_copy(number), [rows])
            bar.update(rows)
    gather_statistics()


@contextmanager
def _hurry() -> Iterator[None]:
    """Who loses the test data makes them anew: nothing waits for the disk."""
    with connection.cursor() as cursor:
        for setting, (while_copying, _) in HURRY[connection.vendor].items():
            cursor.execute(setting.format(while_copying))
        yield
        for setting, (_, otherwise) in HURRY[connection.vendor].items():
            cursor.execute(setting.format(otherwise))


@contextmanager
def _without_indexes() -> Iterator[None]:
    """To sort an index at once takes a tenth of the time that putting row after row into it takes.

    Not in Django's editor, which on SQLite looks all foreign keys up whenever it is done.
    """
    editor, indexes = connection.schema_editor(), Activity._meta.indexes
    with connection.cursor() as cursor:
        for index in indexes:
            cursor.execute(f'DROP INDEX "{index.name}"')
        yield
        for index in tqdm(indexes, desc=f"Indexing ({connection.vendor})", disable=None, leave=False):
            cursor.execute(str(index.create_sql(Activity, editor)))


def _copy(number: int) -> str:
    """The first so many of the originals, which have the lowest keys."""
    # Two primes, so that neither the originals nor the copies of one of them come in a row.
    older = f"(id * 7919 + {number * 104_729}) %% {2 * SPREAD} - {SPREAD}"
    if connection.vendor == "sqlite":
        uid = f"printf('%012x', {number}) || lower(hex(randomblob(10)))"
        age = f"abs((julianday('now') - julianday(published)) * 86400 + {older})"
        published = f"strftime('%%Y-%%m-%%d %%H:%%M:%%f', 'now', '-' || {age} || ' seconds')"
    else:
        # In the order of creation, as the real ones are.
        uid = f"(lpad(to_hex({number}), 12, '0') || substr(replace(gen_random_uuid()::text, '-', ''), 13))::uuid"
        published = f"now() - abs(EXTRACT(EPOCH FROM now() - published) + {older}) * interval '1 second'"
    changed = {"uid": uid, "foreign_id": f"'{number}#' || foreign_id", "published": published}
    columns = [field.column for field in Activity._meta.concrete_fields if not field.primary_key]
    values = ", ".join(changed.get(column, f'"{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    return (
        f"INSERT INTO streams_activity ({names}) SELECT {values} "
        "FROM (SELECT * FROM streams_activity ORDER BY id LIMIT %s) originals"
    )
