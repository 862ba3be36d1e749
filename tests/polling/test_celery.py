"""Celery as it is run: real workers and beat, on Redis and PostgreSQL, in a database and a broker of their own."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests import services
from tests.processes import ROOT
from tests.repositories import Repository

# Seconds after which a test has failed; all of it takes a few on an idle machine.
TOO_LONG = 90


def missing() -> str:
    """What is not there to run it with; empty when all is."""
    if not importlib.util.find_spec("celery"):
        return "celery is not installed (the extra `scale`)"
    if services.postgres() is None:
        return "PostgreSQL does not answer on 127.0.0.1"
    return "" if services.redis() else "Redis does not answer on 127.0.0.1"


class Scaled:
    """An installation: one database, one broker, and the processes that a test starts."""

    def __init__(self, database: str, broker: str, folder: Path) -> None:
        self.database, self.folder = database, folder
        self._environment = {
            **os.environ, "DATABASE_URL": database, "CELERY_BROKER_URL": broker, "REDIS_URL": "",
            "DATA_DIR": str(folder), "EXTRA_PROVIDERS": "tests.polling.ledger.Ledger",
        }  # fmt: skip
        self._started: list[subprocess.Popen[bytes]] = []

    def manage(self, *arguments: str) -> None:
        subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=self._environment, check=True)

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """A process of Celery's, in a group of its own."""
        command = [sys.executable, "-m", "celery", "-A", "streams", *arguments]
        log = (self.folder / "celery.log").open("ab")
        with log:
            process = subprocess.Popen(
                command, cwd=ROOT, env=self._environment, stdout=log, stderr=log, start_new_session=True
            )
        self._started.append(process)
        return process

    def worker(self, name: str) -> subprocess.Popen[bytes]:
        return self.start("worker", "--concurrency", "2", "--hostname", f"{name}@%h")

    def end(self) -> None:
        for process in self._started:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self._started.clear()

    def ask(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        import psycopg

        with psycopg.connect(self.database, autocommit=True) as connection:
            cursor = connection.execute(sql, values)
            return cursor.fetchall() if cursor.description else []

    def add(self, key: str, backend: str, path: Path) -> int:
        """A source that is asked every second; its primary key."""
        make = (
            "from streams.models import *; Provider.objects.create("
            f"key={key!r}, backend={backend!r}, name={key!r}, config={{'path': {str(path)!r}}}, "
            "audience=Audience.members(), poll_seconds=1)"
        )
        self.manage("shell", "--no-imports", "-c", make)
        return self.ask("SELECT id FROM streams_provider WHERE key = %s", key)[0][0]

    def stored(self, pk: int) -> list[str]:
        rows = self.ask("SELECT foreign_id FROM streams_activity WHERE provider_id = %s ORDER BY foreign_id", pk)
        return [row[0] for row in rows]

    def wait_until(self, happened: Callable[[], object]) -> None:
        deadline = time.monotonic() + TOO_LONG
        while not happened():
            assert time.monotonic() < deadline, (self.folder / "celery.log").read_text()[-5000:]
            time.sleep(0.05)


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scaled]:
    if why := missing():
        # CI has everything: there it is a failure.
        (pytest.fail if os.environ.get("CI", "").lower() == "true" else pytest.skip)(why)
    import psycopg

    name = f"celery_{os.getpid()}"
    with psycopg.connect(services.POSTGRES_URL, autocommit=True) as server, services.own_redis() as broker:
        server.execute(f"CREATE DATABASE {name}")
        database = urlsplit(services.POSTGRES_URL)._replace(path=f"/{name}").geturl()
        scaled = Scaled(database, broker, tmp_path_factory.mktemp("scaled"))
        try:
            scaled.manage("migrate", "--verbosity", "0")
            yield scaled
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def scaled(installation: Scaled) -> Iterator[Scaled]:
    """With beat, and no worker yet."""
    installation.start("beat")
    yield installation
    installation.end()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "lines").write_text("\n".join("abcdef"))
    return tmp_path


def log(folder: Path) -> list[str]:
    file = folder / "log"
    return [line.partition(" by ")[0] for line in file.read_text().splitlines()] if file.exists() else []


@pytest.mark.peer
def test_workers_read_a_repository_and_never_ask_one_source_at_the_same_time(
    scaled: Scaled, folder: Path, tmp_path: Path
) -> None:
    repository = Repository.create(tmp_path / "code")
    commits = repository.commits(3)
    code, ledger = scaled.add("code", "git", repository.path), scaled.add("ledger", "ledger", folder)
    for name in ("one", "two"):
        scaled.worker(name)
    scaled.wait_until(lambda: scaled.stored(code) == sorted(commits))
    commits.append(repository.commit())
    scaled.wait_until(lambda: scaled.stored(code) == sorted(commits))
    scaled.wait_until(lambda: log(folder).count("end") >= 4)
    turns = [line for line in log(folder) if line in {"begin", "end"}]
    assert turns[: len(turns) // 2 * 2] == ["begin", "end"] * (len(turns) // 2)
    assert scaled.stored(ledger) == [f"lines-{number}" for number in range(6)]
    assert len({line.rpartition(" ")[2] for line in (folder / "log").read_text().splitlines()}) > 1


@pytest.mark.peer
def test_what_a_killed_worker_had_in_hand_another_goes_on_with(scaled: Scaled, folder: Path) -> None:
    killed = scaled.worker("killed")
    (folder / "hold").touch()
    pk = scaled.add("held", "ledger", folder)
    scaled.wait_until(lambda: "lines 3" in log(folder))
    os.killpg(killed.pid, signal.SIGKILL)
    killed.wait()
    (folder / "hold").unlink()
    assert scaled.stored(pk) == ["lines-0", "lines-1", "lines-2"]
    scaled.worker("another")
    # The lease of the dead keeps it from being asked; it ends now, without our waiting for it.
    lease = (
        "UPDATE streams_provider SET lease_until = now() - interval '1 second' WHERE id = %s AND lease_until > now()"
    )
    scaled.ask(lease, pk)
    scaled.wait_until(lambda: len(scaled.stored(pk)) == 6)
    read = [line for line in log(folder) if line.startswith("lines")]
    assert read == [f"lines {number}" for number in (0, 1, 2, 3, 3, 4, 5)]
    assert scaled.ask("SELECT sum(revision) FROM streams_activity WHERE provider_id = %s", pk) == [(6,)]


@pytest.mark.peer
def test_a_past_is_read_by_workers_as_well(scaled: Scaled, folder: Path) -> None:
    (folder / "older").write_text("\n".join("xyz"))
    pk = scaled.add("past", "ledger", folder)
    scaled.worker("reader")
    begin = "from streams.models import *; from streams.polling import backfill; "
    scaled.manage("shell", "--no-imports", "-c", f"{begin}backfill.start(Provider.objects.get(pk={pk}))")
    finished = "SELECT documents FROM streams_backfill WHERE provider_id = %s AND finished IS NOT NULL"
    scaled.wait_until(lambda: scaled.ask(finished, pk) == [(3,)])
    assert {"older-0", "older-1", "older-2"} <= set(scaled.stored(pk))


def test_without_a_broker_celery_says_what_to_set() -> None:
    if not importlib.util.find_spec("celery"):
        pytest.skip("celery is not installed (the extra `scale`)")
    environment = {**os.environ, "CELERY_BROKER_URL": ""}
    command = [sys.executable, "-c", "import streams.celery"]
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert "CELERY_BROKER_URL is empty; name the broker" in result.stderr


def test_nothing_but_celery_s_own_module_needs_celery() -> None:
    """The extra is one: everything else runs where it is not installed."""
    block = "import sys; sys.modules['celery'] = None; from streams.wsgi import application; import streams.urls"
    commands = "from django.core.management import call_command; call_command('poll', '--help')"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "streams.settings"}
    result = subprocess.run(
        [sys.executable, "-c", f"{block}; {commands}"], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert "poll these only" in result.stdout, result.stderr
