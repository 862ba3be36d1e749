"""Backup and restore as an administrator types them, with the real programs, while others write."""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from streams.management.commands import backup, restore
from streams.management.keeping import sqlite
from tests import services
from tests.places import SECRET_KEY, Place
from tests.processes import free_port

pytestmark = pytest.mark.peer


@pytest.fixture(scope="module", params=["SQLite", "PostgreSQL"])
def places(request: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Place]]:
    """A filled one and two empty ones, of one sort."""
    folder = tmp_path_factory.mktemp("places")
    if request.param == "SQLite":
        places = [Place(folder / name) for name in ("full", "empty", "other")]
        places[0].fill()
        yield places
        return
    if services.postgres() is None or not shutil.which("pg_dump"):
        why = "PostgreSQL, or its programs pg_dump and pg_restore, are not there"
        (pytest.fail if os.environ.get("CI", "").lower() == "true" else pytest.skip)(why)
    with services.own_databases(3) as urls:
        places = [Place(folder, url) for url in urls]
        places[0].fill()
        yield places


def test_what_was_backed_up_is_restored_into_an_empty_place(places: list[Place], tmp_path: Path) -> None:
    full, empty, _ = places
    file = tmp_path / "copy"
    said = full.manage("backup", str(file))
    assert said.returncode == 0, said.stderr
    assert "Keep SECRET_KEY too" in said.stdout
    assert "its 1 stored secret cannot be read" in said.stdout
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["copy"]
    said = empty.manage("restore", str(file))
    assert (said.returncode, said.stdout) == (0, f"Restored {file}.\n"), said.stderr
    assert empty.holds() == ["hunter2", "1"]


def test_nothing_is_overwritten_unless_it_is_said(places: list[Place], tmp_path: Path) -> None:
    full, _, _ = places
    file = tmp_path / "copy"
    assert full.manage("backup", str(file)).returncode == 0
    known = file.read_bytes()
    assert "exists" in full.manage("backup", str(file)).stderr
    assert file.read_bytes() == known
    assert full.manage("backup", str(file), "--force").returncode == 0
    before = full.holds()
    assert "not empty" in full.manage("restore", str(file)).stderr
    assert full.holds() == before
    said = full.manage("restore", str(file), "--force")
    assert said.returncode == 0, said.stderr
    # Nobody who was told of the stream before is told that this one is unchanged.
    assert full.holds() == ["hunter2", str(int(before[1]) + 1)]


def test_a_file_that_is_damaged_changes_nothing(places: list[Place], tmp_path: Path) -> None:
    full, _, other = places
    file = tmp_path / "copy"
    assert full.manage("backup", str(file)).returncode == 0
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    for place, force in ((full, ["--force"]), (other, [])):
        before = place.holds()
        said = place.manage("restore", str(file), *force)
        assert said.returncode == 1
        assert "Nothing was changed." in said.stderr
        assert "Traceback" not in said.stderr
        assert place.holds() == before


def test_a_file_of_something_else_is_refused(places: list[Place], tmp_path: Path) -> None:
    _, _, other = places
    file = tmp_path / "letter"
    file.write_text("Dear Alice")
    said = other.manage("restore", str(file))
    assert (said.returncode, "Traceback" in said.stderr) == (1, False)
    assert str(file) in said.stderr


def test_with_another_key_it_says_what_is_to_be_done(places: list[Place], tmp_path: Path) -> None:
    full, _, other = places
    file = tmp_path / "copy"
    assert full.manage("backup", str(file)).returncode == 0
    said = other.manage("restore", str(file), "--force", SECRET_KEY=SECRET_KEY[::-1])
    assert said.returncode == 0, said.stderr
    assert "1 of its 1 secrets were encrypted with another SECRET_KEY" in said.stdout


def test_what_others_write_meanwhile_is_in_it_whole_or_not_at_all(tmp_path: Path, settings: Any) -> None:
    """Each write changes two tables; every copy has as much of one as of the other."""
    source = tmp_path / "live.sqlite3"
    with closing(sqlite3.connect(source)) as live:
        live.execute("PRAGMA journal_mode=WAL")
        live.executescript("CREATE TABLE django_migrations (id); CREATE TABLE streams_version (id, filler)")
        live.executemany("INSERT INTO streams_version VALUES (?, ?)", [(0, "x" * 1000)] * 20_000)
        live.commit()
    over, written = threading.Event(), threading.Semaphore(0)

    def write() -> None:
        with closing(sqlite3.connect(source, timeout=30)) as live:
            while not over.is_set():
                live.execute("INSERT INTO django_migrations VALUES (1)")
                live.execute("INSERT INTO streams_version VALUES (1, '')")
                live.commit()
                written.release()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        counts = [_copied(source, tmp_path / f"copy{number}", written) for number in range(3)]
    finally:
        over.set()
        writer.join()
    assert all(one == other for one, other in counts)
    # It went on all the while.
    assert [one for one, _ in counts] == sorted({one for one, _ in counts})


def _copied(source: Path, path: Path, written: threading.Semaphore) -> tuple[int, int]:
    for _ in range(10):
        assert written.acquire(timeout=30)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite, "_file", lambda: source)
        sqlite.back_up(path)
    with closing(sqlite3.connect(path)) as copy:
        one = copy.execute("SELECT count(*) FROM django_migrations").fetchone()[0]
        return one, copy.execute("SELECT count(*) FROM streams_version WHERE id = 1").fetchone()[0]


def test_a_backup_that_fails_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: Path) -> None:
        path.write_text("half")
        raise RuntimeError

    monkeypatch.setattr(sqlite, "back_up", fail)
    monkeypatch.setattr(backup, "keeper", lambda: sqlite)
    with pytest.raises(RuntimeError):
        backup.Command().handle(file=tmp_path / "copy", force=False)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_not_there_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(restore.CommandError, match="There is no file"):
        restore.Command().handle(file=tmp_path / "none", force=False)


def test_a_database_that_does_not_answer_is_told_without_its_password(tmp_path: Path) -> None:
    (tmp_path / "copy").write_bytes(b"PGDMP")
    place = Place(tmp_path, f"postgres://streams:hunter2@127.0.0.1:{free_port()}/streams")
    said = place.manage("restore", str(tmp_path / "copy"))
    assert said.returncode == 1
    assert said.stderr.startswith("CommandError: The database does not answer")
    assert "hunter2" not in said.stderr
