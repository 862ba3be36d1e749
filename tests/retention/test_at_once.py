"""A hundred thousand activities, of which every fifth goes, while others read and write all the while."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import services
from tests.places import Place
from tests.processes import ROOT

pytestmark = pytest.mark.peer

NUMBER, OLD = 100_000, 20_000
SEED = """
from streams.models import *
from streams.publishing.document import Door
from streams.publishing.publish import Source, publish
source = Provider.objects.create(key="source", backend="webhook", name="Source", audience=Audience.public())
first = {"id": "1", "actor": {"displayName": "Ana"}, "object": {"id": "1"}}
publish([first], Source(Door.PROVIDER, source, source.audience))
RetentionRule.objects.create(days=30, enabled=True)
"""
COLUMNS = """source, provider_id, kind_id, audience_id, audience_fixed, actor, actor_username, verb, object, target,
title, summary, content, url, icon, links, categories, changes, project_key, is_bot, search, updated, created,
revision, digest, rendered"""
# The first OLD are a hundred days old, the others are new.
FILL = {
    "sqlite": f"""WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {NUMBER - 1})
    INSERT INTO streams_activity (uid, foreign_id, entity, published, {COLUMNS})
    SELECT lower(hex(randomblob(16))), 'copy ' || i, 'thing ' || i,
    datetime('now', CASE WHEN i <= {OLD} THEN '-100 days' ELSE '-1 hours' END), {COLUMNS} FROM n, streams_activity""",
    "postgresql": f"""INSERT INTO streams_activity (uid, foreign_id, entity, published, {COLUMNS})
    SELECT gen_random_uuid(), 'copy ' || i, 'thing ' || i,
    now() - CASE WHEN i <= {OLD} THEN interval '100 days' ELSE interval '1 hour' END, {COLUMNS}
    FROM generate_series(1, {NUMBER - 1}) i, streams_activity""",
}


class Filled(Place):
    """A database of a hundred thousand, and connections of others to it."""

    @property
    def vendor(self) -> str:
        return "postgresql" if self.database else "sqlite"

    def connect(self) -> Any:
        if self.database:
            import psycopg

            return psycopg.connect(self.database, autocommit=True)
        file = self.folder / "activity-streams.sqlite3"
        return sqlite3.connect(file, timeout=30, isolation_level=None, check_same_thread=False)

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        known = {"DATA_DIR": str(self.folder), "DATABASE_URL": self.database, "REDIS_URL": "", "SECRET_KEY": "x"}
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.Popen(command, cwd=ROOT, env=os.environ | known, text=True, stdout=subprocess.PIPE)


@pytest.fixture(params=["sqlite", "postgresql"])
def filled(request: Any, tmp_path: Path) -> Iterator[Filled]:
    if request.param == "sqlite":
        yield _filled(Filled(tmp_path))
        return
    if services.postgres() is None or not shutil.which("pg_dump"):
        why = "PostgreSQL does not answer on 127.0.0.1"
        (pytest.fail if os.environ.get("CI", "").lower() == "true" else pytest.skip)(why)
    with services.own_databases(1) as (url,):
        yield _filled(Filled(tmp_path, url))


def _filled(place: Filled) -> Filled:
    assert place.manage("migrate", "-v0").returncode == 0
    assert place.manage("shell", "--no-imports", "-c", SEED).returncode == 0
    connection = place.connect()
    connection.execute(FILL[place.vendor])
    connection.close()
    return place


class Others:
    """Who reads the newest page, and who writes, each again and again until it is over."""

    def __init__(self, place: Filled) -> None:
        self.is_over, self.counts, self.writes, self.faults = threading.Event(), [], 0, []
        self._place = place
        self._threads = [threading.Thread(target=self._safely, args=[work]) for work in (self._read, self._write)]

    def __enter__(self) -> Others:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.is_over.set()
        for thread in self._threads:
            thread.join()

    def _safely(self, work: Any) -> None:
        connection = self._place.connect()
        try:
            while not self.is_over.is_set():
                work(connection)
        except Exception as fault:
            self.faults.append(fault)
        finally:
            connection.close()

    def _read(self, connection: Any) -> None:
        page = "SELECT id FROM streams_activity ORDER BY published DESC, id DESC LIMIT 20"
        assert len(connection.execute(page).fetchall()) == 20
        both = "SELECT (SELECT count(*) FROM streams_activity), (SELECT removed FROM streams_retentionrule)"
        self.counts.append(connection.execute(both).fetchone())

    def _write(self, connection: Any) -> None:
        """As every writer does, by the version's row."""
        connection.execute("UPDATE streams_version SET number = number + 1 WHERE id = 1")
        self.writes += 1
        self.is_over.wait(0.01)


def test_others_read_and_write_all_the_while(filled: Filled) -> None:
    with Others(filled) as others:
        process = filled.start("retain")
        said, _ = process.communicate(timeout=300)
    assert (process.returncode, others.faults) == (0, [])
    assert said == f"Activities after 30 days: {OLD:,} removed.\n"
    # Whoever looked found the rows and the number that were removed in one and the same state, at many stages.
    assert all(count + removed == NUMBER for count, removed in others.counts)
    assert len({removed for _, removed in others.counts}) > 5
    assert others.writes > 20
    connection = filled.connect()
    last = connection.execute("SELECT number FROM streams_version").fetchone()[0]
    connection.close()
    # A version for each batch of a hundred, and each of the others' writes came between two of them.
    assert last - others.writes == OLD // 100 + 1
