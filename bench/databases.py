"""Where the test data lies: SQLite files in bench/data, and a PostgreSQL when there is one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from bench.worker import ROOT

DATA = ROOT / "bench" / "data"
LOCAL = "postgresql://postgres@127.0.0.1:5432/postgres"


class UnavailableError(RuntimeError):
    """There is no such database to measure on; the text says why."""


@dataclass(frozen=True)
class Database:
    """Empty and ours alone. The addresses are DATABASE_URLs; "" is a SQLite file in DATA."""

    name: str
    ours: str = ""
    das: str = ""


@contextmanager
def sqlite() -> Iterator[Database]:
    DATA.mkdir(exist_ok=True)
    _remove_files()
    try:
        yield Database("SQLite")
    finally:
        _remove_files()


@contextmanager
def postgresql() -> Iterator[Database]:
    """Two databases of our own on the server that DATABASE_URL_BENCH names, dropped at the end."""
    url = os.environ.get("DATABASE_URL_BENCH", LOCAL)
    try:
        server = psycopg.connect(url, autocommit=True, connect_timeout=3)
    except psycopg.Error as error:
        raise UnavailableError(
            f"no server answers ({str(error).splitlines()[0]}); name one in DATABASE_URL_BENCH"
        ) from error
    with server, _created(server, "streams_bench"), _created(server, "streams_bench_das"):
        yield Database("PostgreSQL", _named(url, "streams_bench"), _named(url, "streams_bench_das"))


@contextmanager
def _created(server: psycopg.Connection, name: str) -> Iterator[None]:
    try:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    except psycopg.errors.DuplicateDatabase as error:
        raise UnavailableError(f"the database {name} is there already: drop it, unless another bench runs") from error
    except psycopg.Error as error:
        raise UnavailableError(f"{name} could not be created ({str(error).strip()})") from error
    try:
        yield
    finally:
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _named(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _remove_files() -> None:
    for path in DATA.glob("*.sqlite3*"):
        with suppress(FileNotFoundError):
            path.unlink()
