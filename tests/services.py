"""The real programs the tests talk to: whether they answer, and how they are started where they are installed."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

POSTGRES_URL = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")
REDIS_URL = os.environ.get("TEST_REDIS_URL", "redis://127.0.0.1:6379/9")
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"


def postgres() -> str | None:
    """Its URL when it answers, starting Debian's cluster when that is installed and stopped."""
    return POSTGRES_URL if _answers(5432) or _started(_start_postgres, 5432) else None


def redis() -> str | None:
    return REDIS_URL if _answers(6379) or _started(_start_redis, 6379) else None


@contextmanager
def own_databases(number: int) -> Iterator[list[str]]:
    """The URLs of so many empty databases of the PostgreSQL that answers."""
    import psycopg

    names = [f"own_{os.getpid()}_{secrets.token_hex(4)}" for _ in range(number)]
    with psycopg.connect(POSTGRES_URL, autocommit=True) as server:
        for name in names:
            server.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
        try:
            yield [urlsplit(POSTGRES_URL)._replace(path=f"/{name}").geturl() for name in names]
        finally:
            for name in names:
                server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")  # type: ignore[arg-type]


@contextmanager
def own_redis() -> Iterator[str]:
    """The URL of an empty database of the Redis that answers, which nobody else who asks here gets meanwhile."""
    import redis

    base = REDIS_URL.rpartition("/")[0]
    for number in range(10, 16):
        with redis.Redis.from_url(f"{base}/{number}") as client:
            if client.set("taken-by-tests", os.getpid(), nx=True, ex=900):
                try:
                    yield f"{base}/{number}"
                finally:
                    client.flushdb()
                return
    raise RuntimeError("every Redis database from 10 to 15 is in use by tests; those end after 15 minutes")


def chromium() -> str | None:
    """Its path, installing Debian's package when we are root and it is absent."""
    if not Path(CHROMIUM).exists() and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Debian's chromium …", flush=True)
        _run(["apt-get", "update", "-qq"])
        _run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"])
    return CHROMIUM if Path(CHROMIUM).exists() else None


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _started(start: Callable[[], None], port: int) -> bool:
    start()
    for _ in range(50):
        if _answers(port):
            return True
        time.sleep(0.2)
    return False


def _start_postgres() -> None:
    clusters = Path("/etc/postgresql")
    if shutil.which("pg_ctlcluster") and clusters.is_dir():
        for version in clusters.iterdir():
            _run(["pg_ctlcluster", "--skip-systemctl-redirect", version.name, "main", "start"])


def _start_redis() -> None:
    if shutil.which("redis-server"):
        _run(["redis-server", "--daemonize", "yes", "--bind", "127.0.0.1", "--port", "6379", "--save", ""])


def _run(command: list[str]) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(command, env=environment, check=False, stdout=subprocess.DEVNULL)
