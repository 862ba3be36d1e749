"""One page that says what is set, what can be reached, what is wrong and how it is mended."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import namedtuple
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from streams.conf import Conf
from streams.models import Audience, Provider
from tests.processes import ROOT, free_port

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_order(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server with which all is well."""
    settings.DATA_DIR, settings.SECURE_SSL_REDIRECT, settings.CELERY_BROKER_URL = tmp_path, True, ""
    settings.SECRET_KEY = "a-long-random-text-of-more-than-fifty-characters-0123456789-abc"
    monkeypatch.setenv("SECRET_KEY", settings.SECRET_KEY)


def examined(capsys: Any) -> tuple[dict[str, Any], int]:
    """What it says for programs, and how it ends."""
    code = 0
    try:
        call_command("doctor", json=True)
    except SystemExit as ended:
        code = int(ended.code or 0)
    return json.loads(capsys.readouterr().out), code


def found(said: dict[str, Any], part: str) -> tuple[str, str, str]:
    return next((one["state"], one["said"], one["hint"]) for one in said["findings"] if one["part"] == part)


def test_when_all_is_well_it_ends_with_0(capsys: Any) -> None:
    said, code = examined(capsys)
    assert [one for one in said["findings"] if one["state"] == "wrong"] == []
    assert (code, said["ok"]) == (0, True)
    parts = {one["part"] for one in said["findings"]}
    assert {"database", "migrations", "cache", "poller", "secrets", "disk", "static files", "clock"} <= parts


def test_the_page_is_for_people(capsys: Any) -> None:
    call_command("doctor")
    page = capsys.readouterr().out
    assert "POLL_SECONDS  " in page
    assert "ok       database" in page
    assert page.strip().endswith(("All is well.", "to look at."))


def test_it_says_every_setting_of_ours(capsys: Any) -> None:
    said, _ = examined(capsys)
    ours = {name.upper() for name, one in vars(Conf).items() if isinstance(one, property)} - {"DESCRIPTIONS"}
    assert ours <= said["set"].keys()


def test_no_secret_is_shown(capsys: Any, settings: Any) -> None:
    settings.STREAMS_METRICS_TOKEN, settings.SECRET_KEY_FALLBACKS = "scrape-4711", ["the-old-key"]
    settings.CELERY_BROKER_URL = f"redis://:hunter2@127.0.0.1:{free_port()}/1"
    call = [examined(capsys)[0]]
    with pytest.raises(SystemExit):
        call_command("doctor")
    shown = json.dumps(call) + capsys.readouterr().out
    for secret in ("scrape-4711", "the-old-key", "hunter2", settings.SECRET_KEY):
        assert secret not in shown


def test_a_broker_that_does_not_answer_is_wrong(capsys: Any, settings: Any) -> None:
    pytest.importorskip("celery")
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{free_port()}/1"
    said, code = examined(capsys)
    assert (found(said, "celery")[0], code) == ("wrong", 1)
    assert "CELERY_BROKER_URL" in found(said, "celery")[2]


def test_a_wrong_setting_is_told_with_its_hint(capsys: Any, settings: Any) -> None:
    settings.STREAMS_POLL_SECONDS = 0
    said, code = examined(capsys)
    assert found(said, "settings")[:2] == ("wrong", "STREAMS_POLL_SECONDS is 0. (streams.E003)")
    assert code == 1


def test_what_the_server_is_not_ready_for_is_wrong(capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The probe's own questions: nothing is looked at twice in two ways."""
    monkeypatch.setattr("streams.probes.readiness.MigrationExecutor.migration_plan", lambda *_: ["one"])
    monkeypatch.setattr(cache, "get", lambda *_: None)
    said, code = examined(capsys)
    assert found(said, "migrations")[0] == found(said, "cache")[0] == "wrong"
    assert "manage.py migrate" in found(said, "migrations")[2]
    assert "poller" not in {one["part"] for one in said["findings"]}
    assert code == 1


def test_a_silent_poller_is_wrong(capsys: Any, provider: Provider) -> None:
    Provider.objects.update(next_poll=timezone.now() - timedelta(minutes=5), last_ok=timezone.now())
    said, _ = examined(capsys)
    assert found(said, "poller")[:2] == ("wrong", "silent: 1 due for more than two minutes")


@pytest.mark.parametrize(
    ("fields", "state", "words"),
    [
        ({"last_ok": timedelta()}, "ok", "last heard of"),
        ({"failures": 3, "message": "of https://bob:hunter2@example.com"}, "wrong", "3 failed polls in a row"),
        (
            {"last_ok": timedelta(days=-1)},
            "wrong",
            "silent for three intervals, last heard of 1\N{NO-BREAK SPACE}day",
        ),
        ({"throttled_until": timedelta(days=1), "message": "Wait."}, "warning", "asks to wait"),
        ({"backend": "gone"}, "wrong", "is not installed"),
    ],
)
def test_each_source_says_how_it_fares(
    fields: dict[str, Any], state: str, words: str, capsys: Any, provider: Provider
) -> None:
    # From when the test runs, which may be long after the file was read.
    now = timezone.now()
    told = {name: now + value if isinstance(value, timedelta) else value for name, value in fields.items()}
    Provider.objects.update(next_poll=now + timedelta(hours=1), **told)
    said, _ = examined(capsys)
    assert found(said, "source source")[0] == state
    assert words in found(said, "source source")[1]
    assert "hunter2" not in json.dumps(said)


def test_a_source_that_is_off_is_not_looked_at(capsys: Any, provider: Provider) -> None:
    Provider.objects.update(enabled=False, failures=3)
    assert "source source" not in {one["part"] for one in examined(capsys)[0]["findings"]}


def test_secrets_that_no_key_opens_are_wrong(capsys: Any, provider: Provider, settings: Any) -> None:
    provider.set_secret("hunter2")
    provider.save()
    settings.SECRET_KEY = "another-long-random-text-of-more-than-fifty-characters-0123456789"
    said, _ = examined(capsys)
    assert found(said, "secrets")[:2] == ("wrong", "1 of 1 were encrypted with another SECRET_KEY")
    assert "SECRET_KEY_FALLBACKS" in found(said, "secrets")[2]


def test_a_full_disk_is_wrong(capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")  # noqa: PYI024
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(100 * 2**30, 0, 10**8))
    assert found(examined(capsys)[0], "disk")[0] == "wrong"


def test_files_that_are_missing_are_wrong(capsys: Any, settings: Any) -> None:
    settings.STATICFILES_DIRS = []
    assert "embed.js" in found(examined(capsys)[0], "static files")[1]


def test_files_that_were_not_collected_are_a_warning(capsys: Any, settings: Any, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path / "collected"
    state, _, hint = found(examined(capsys)[0], "static files")
    assert (state, "collectstatic" in hint) == ("warning", True)


def test_a_key_that_each_process_makes_up_is_wrong(
    capsys: Any, settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("SECRET_KEY")
    settings.SECRET_KEY_FILE = tmp_path / "secret_key"
    assert found(examined(capsys)[0], "secret key")[0] == "wrong"
    settings.SECRET_KEY_FILE.touch()
    assert found(examined(capsys)[0], "secret key")[0] == "ok"


def test_many_sources_cost_no_more_queries_than_one(capsys: Any, provider: Provider, team: Audience) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            examined(capsys)
        return len(asked)

    one = queries()
    for number in range(19):
        Provider.objects.create(key=f"p{number}", backend="git", name=f"P{number}", audience=team)
    assert queries() == one


def test_without_a_database_it_still_says_the_rest() -> None:
    address = f"postgres://streams:hunter2@127.0.0.1:{free_port()}/streams"
    environment = {**os.environ, "DATABASE_URL": address, "SECRET_KEY": "x" * 50, "REDIS_URL": ""}
    command = [sys.executable, "manage.py", "doctor"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "wrong    database" in done.stdout
    assert "ok       static files" in done.stdout
    assert "hunter2" not in done.stdout + done.stderr
