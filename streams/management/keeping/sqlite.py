"""SQLite's online backup (https://www.sqlite.org/backup.html): one snapshot, while others read and write."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.core.management.base import CommandError
from django.db import connection

BEGINS = b"SQLite format 3\0"
# Without these it is a database of something else.
OURS = {"django_migrations", "streams_version"}
# Seconds to wait for whoever is writing.
PATIENCE = 30


def back_up(path: Path) -> None:
    """All pages in one step: in WAL mode that is one moment of the database, and nobody waits for it."""
    with _opened(_file(), "ro") as live, _opened(path) as copy:
        live.backup(copy)
        # One file by itself, without a journal beside it.
        copy.execute("PRAGMA journal_mode=DELETE")
        _check(copy, path)


def restore(path: Path, force: bool) -> None:
    """One transaction of the database that is there: who is killed meanwhile leaves it as it was."""
    with path.open("rb") as file:
        if file.read(len(BEGINS)) != BEGINS:
            raise CommandError(f"{path} is no SQLite database; DATABASE_URL says that this server has one.")
    target = _file()
    connection.close()
    with _opened(path, "ro") as kept, _opened(target) as live:
        _check(kept, path)
        kept.backup(live)
        live.execute("PRAGMA journal_mode=WAL")


@contextmanager
def _opened(path: Path, mode: str = "rwc") -> Iterator[sqlite3.Connection]:
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=PATIENCE)) as opened:
            yield opened
    except sqlite3.Error as error:
        raise CommandError(f"{path}: {error}. Nothing was changed.") from error


def _check(database: sqlite3.Connection, path: Path) -> None:
    """Raises CommandError for one that is damaged, or that is not ours."""
    found = [row[0] for row in database.execute("PRAGMA integrity_check(3)")]
    if found != ["ok"]:
        raise CommandError(f"{path} is damaged: {'; '.join(found)}. Nothing was changed.")
    tables = {row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not tables >= OURS:
        raise CommandError(f"{path} holds no activity stream. Nothing was changed.")


def _file() -> Path:
    name = str(connection.settings_dict["NAME"])
    if connection.is_in_memory_db():  # type: ignore[attr-defined]
        raise CommandError("This database lives in memory only.")
    return Path(name)
