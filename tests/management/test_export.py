"""The stream as a file: what the API's export has, for all or for one person, of any length."""

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from streams.feed.page import walk
from streams.management.commands import export
from streams.models import Activity, Audience
from tests.conftest import Api
from tests.feeds import EXPORTS, body, ids
from tests.processes import ROOT

pytestmark = pytest.mark.django_db


@pytest.fixture
def activities(make_activity: Any, team: Audience) -> list[Activity]:
    return [make_activity(id=str(number), categories=["release"] * (number % 2)) for number in range(5)]


def exported(tmp_path: Path, **options: Any) -> bytes:
    file = tmp_path / "out"
    call_command("export", output=file, **options)
    return file.read_bytes()


@pytest.mark.parametrize("form", EXPORTS)
def test_it_is_byte_by_byte_what_the_api_exports(
    form: str, activities: list[Activity], as_bob: Api, tmp_path: Path
) -> None:
    assert exported(tmp_path, format=form) == body(as_bob.get(f"/api/v1/activities.{form}"))


def test_it_has_what_nobody_sees_any_more_as_well(make_activity: Any, team: Audience, tmp_path: Path) -> None:
    """It is the administrator's: an audience without its group is still one."""
    activity = make_activity()
    team.group.delete()
    assert str(activity.uid) in exported(tmp_path).decode()


def test_as_a_person_it_has_what_they_see(activities: list[Activity], bob: User, eve: User, tmp_path: Path) -> None:
    assert len(ids("jsonl", exported(tmp_path, user="bob"))) == 5
    assert exported(tmp_path, user="eve") == b""


@pytest.mark.parametrize("form", EXPORTS)
def test_a_filter_is_that_of_an_address(form: str, activities: list[Activity], as_bob: Api, tmp_path: Path) -> None:
    query = "streams=category+IS+release"
    found = exported(tmp_path, filter=query, format=form)
    assert ids(form, found) == ids(form, body(as_bob.get(f"/api/v1/activities.{form}?{query}")))
    assert len(ids(form, found)) == 2


def test_a_filter_that_is_none_writes_nothing(activities: list[Activity], tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="--filter: streams: "):
        exported(tmp_path, filter="streams=colour+IS+red")
    assert list(tmp_path.iterdir()) == []


def test_what_breaks_off_leaves_the_file_as_it_was(
    activities: list[Activity], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "out").write_text("yesterday's")

    def breaks(*asked: Any) -> Iterator[Any]:
        yield from islice(walk(*asked), 2)
        raise RuntimeError

    monkeypatch.setattr(export, "walk", breaks)
    with pytest.raises(RuntimeError):
        exported(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert (tmp_path / "out").read_text() == "yesterday's"


def test_a_folder_that_is_not_there_is_one_clear_line(tmp_path: Path, db: Any) -> None:
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export", output=tmp_path / "none" / "out")


def test_ten_times_as_many_take_no_more_memory(
    make_activity: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "BATCH", 10)
    activity = make_activity(content="x" * 4000)

    def peak(number: int) -> int:
        _multiply(activity, number)
        tracemalloc.start()
        call_command("export", output=tmp_path / "out")
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert len(ids("jsonl", (tmp_path / "out").read_bytes())) == number
        return most

    peak(20)
    assert peak(400) < peak(40) * 2


def _multiply(activity: Activity, number: int) -> None:
    from streams.models.activity import new_uid

    Activity.objects.exclude(pk=activity.pk).delete()
    rows = [Activity.objects.get(pk=activity.pk) for _ in range(number - 1)]
    for place, row in enumerate(rows):
        row.pk, row.uid, row.foreign_id = None, new_uid(), f"copy {place}"
    Activity.objects.bulk_create(rows)


def test_a_batch_is_one_query(activities: list[Activity], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def queries(batch: int) -> int:
        monkeypatch.setattr(export, "BATCH", batch)
        with CaptureQueriesContext(connection) as asked:
            exported(tmp_path)
        return len(asked)

    queries(5)
    assert queries(2) == queries(5) + 2


def test_who_reads_its_output_may_stop(tmp_path: Path) -> None:
    """As `head` does."""
    environment = {"PATH": "/usr/bin:/bin", "DATA_DIR": str(tmp_path), "SECRET_KEY": "x"}
    manage = f"{sys.executable} manage.py"
    line = f"{manage} migrate -v0 && {manage} export --format csv | true"
    done = subprocess.run(["bash", "-c", line], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
