"""A statement that every request asks: past the cursors of Django and of the driver, which would take longer than it.

What it asks is also the look whether a connection that was kept still answers, so that Django takes no other.
"""

from __future__ import annotations

import threading
from typing import Any

from django.db import DEFAULT_DB_ALIAS, Error, OperationalError, connections

Row = tuple[int, ...]
# PostgreSQL's: where an error says what it is ("C" in its protocol), and of a prepared statement that it does not know.
SQLSTATE, UNKNOWN = ord("C"), b"26000"


class _Thread(threading.local):
    """Django's connection of this thread: to look it up costs as much as all else that is done here."""

    def __init__(self) -> None:
        self.database: Any = connections[DEFAULT_DB_ALIAS]


_thread = _Thread()


def first_row(name: str, statement: str) -> Row | None:
    """What the statement gives first, whole numbers. A kept connection that has ended is opened again.

    A name stands for one statement, always: PostgreSQL knows it by that. Raises django.db.Error.
    """
    database = _thread.database
    was_kept = database.connection is not None
    try:
        row = _ask(database, name, statement)
    except Error:
        if not was_kept or database.in_atomic_block:
            raise
        database.close()
        row = _ask(database, name, statement)
    database.health_check_done = True
    return row


def _ask(database: Any, name: str, statement: str) -> Row | None:
    database.ensure_connection()
    driver = database.connection
    with database.wrap_database_errors:
        if _may_prepare(driver) and not database.in_atomic_block:
            return _ask_prepared(driver, name.encode(), statement.encode())
        return driver.execute(statement).fetchone()


def _may_prepare(driver: Any) -> bool:
    """Not on SQLite, nor where PREPARE_STATEMENTS is off."""
    return getattr(driver, "prepare_threshold", None) is not None


def _ask_prepared(driver: Any, name: bytes, statement: bytes) -> Row | None:
    """By one blocking call of libpq: between the several of psycopg's own, other threads get in."""
    result = driver.pgconn.exec_prepared(name, [])
    if result.error_field(SQLSTATE) == UNKNOWN:
        # The connection is new, or psycopg made it forget all statements, as it does after a rollback.
        _checked(driver.pgconn.prepare(name, statement))
        result = driver.pgconn.exec_prepared(name, [])
    _checked(result)
    return tuple(int(result.get_value(0, column)) for column in range(result.nfields)) if result.ntuples else None


def _checked(result: Any) -> None:
    if result.error_message:
        raise OperationalError(result.error_message.decode(errors="replace"))
