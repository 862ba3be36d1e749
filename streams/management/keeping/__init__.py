"""The database in one file, and back."""

from __future__ import annotations

from types import ModuleType

from django.core.management.base import CommandError
from django.db import connection

from streams.management.keeping import postgresql, sqlite
from streams.models.encryption import tried
from streams.probes.readiness import NEEDED, OK

_VENDORS: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgresql}


def keeper() -> ModuleType:
    """How this database is kept: with `back_up(path)` and `restore(path, force)`, which raise CommandError."""
    if known := _VENDORS.get(connection.vendor):
        return known
    raise CommandError(f"A {connection.display_name} database is backed up by its own programs.")


def is_empty() -> bool:
    """Whether nothing would be lost."""
    with connection.cursor() as cursor:
        return not connection.introspection.table_names(cursor)


def last_version() -> int:
    """How far the stream was that is about to be replaced; 0 where there is none."""
    with connection.cursor() as cursor:
        if "streams_version" not in connection.introspection.table_names(cursor):
            return 0
        cursor.execute("SELECT MAX(number) FROM streams_version")
        return cursor.fetchone()[0] or 0


def go_beyond(version: int) -> None:
    """What readers were told of the stream before must not be taken for true of the one that was restored."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE streams_version SET number = %s WHERE number <= %s", [version + 1, version])


def remarks() -> list[str]:
    """What is left to be done after a restore."""
    connection.close()
    if NEEDED["migrations"]() != OK:
        return ["It is of an earlier version: run manage.py migrate, then manage.py doctor."]
    number, lost = tried()
    if lost:
        return [
            f"{lost} of its {number} secrets were encrypted with another SECRET_KEY: name that key in "
            "SECRET_KEY_FALLBACKS, then run manage.py rotate_secrets."
        ]
    return []
