"""What machines ask: is it there, can it work, how is it doing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from streams.models import ActionRun, Activity, Audience, Delivery, Provider
from streams.models.activity import first_uid
from tests.actions.test_perform import click
from tests.conftest import Api

TOKEN = "scrape-4711"


@pytest.fixture
def scraper(settings: Any) -> Client:
    settings.STREAMS_METRICS_TOKEN = TOKEN
    return Client(headers={"Authorization": f"Bearer {TOKEN}"})


def scraped(scraper: Client) -> dict[str, dict[tuple[str, ...], float]]:
    """The samples by name and label values (in the labels' order), as a parser nobody here wrote reads them."""
    families = text_string_to_metric_families(scraper.get("/metrics").content.decode())
    samples = [sample for family in families for sample in family.samples]
    return {
        name: {tuple(s.labels.values()): s.value for s in samples if s.name == name}
        for name in {s.name for s in samples}
    }


def test_it_is_there_without_asking_anything() -> None:
    """No database is at hand in this test."""
    response = Client().get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response["Cache-Control"]


def test_it_is_ready_when_all_it_leans_on_is(db: Any) -> None:
    response = Client().get("/readyz")
    assert (response.status_code, response.json()) == (
        200, {"database": "ok", "migrations": "ok", "cache": "ok", "poller": "ok"},
    )  # fmt: skip


def test_without_a_database_it_says_so_and_not_where_it_is(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(connection, "cursor", lambda *_: 1 / 0)
        response = Client().get("/readyz")
    assert response.status_code == 503
    assert response.json()["database"] == "failing"
    assert "ZeroDivision" not in response.content.decode()


def test_a_table_that_is_missing_makes_it_unready(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.probes.readiness.MigrationExecutor.migration_plan", lambda *_: ["one"])
    response = Client().get("/readyz")
    assert (response.status_code, response.json()["migrations"]) == (503, "1 missing: run manage.py migrate")


def test_a_cache_that_forgets_makes_it_unready(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "get", lambda *_: None)
    assert Client().get("/readyz").json()["cache"] == "forgets at once"


def test_a_silent_poller_is_told_and_stops_no_reader(provider: Provider) -> None:
    Provider.objects.update(next_poll=timezone.now() - timedelta(minutes=5))
    response = Client().get("/readyz")
    assert (response.status_code, response.json()["poller"]) == (200, "silent: 1 due for more than two minutes")


def test_a_source_that_only_delivers_is_not_waited_for(provider: Provider) -> None:
    Provider.objects.update(backend="webhook", next_poll=timezone.now() - timedelta(days=5))
    assert Client().get("/readyz").json()["poller"] == "ok"


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_only_reading_is_allowed(path: str, db: Any) -> None:
    assert Client().post(path).status_code == 405


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_probe_is_not_sent_to_https(path: str, db: Any, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get(path).status_code == 200


def test_measures_are_not_there_unless_somebody_set_the_token(db: Any) -> None:
    assert Client().get("/metrics").status_code == 404


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", "Bearer é"])
def test_measures_are_for_who_knows_the_token(header: str, scraper: Client, db: Any) -> None:
    assert Client(headers={"Authorization": header}).get("/metrics").status_code == 401


def test_measures_say_how_each_source_fares(scraper: Client, provider: Provider) -> None:
    heard = timezone.now()
    Provider.objects.update(failures=3, message="password=hunter2", last_ok=heard)
    found = scraped(scraper)
    assert found["streams_source_state"][("source", "failing")] == 1
    assert found["streams_source_state"][("source", "ok")] == 0
    assert found["streams_source_failures"][("source",)] == 3
    assert found["streams_source_last_success_seconds"][("source",)] == pytest.approx(heard.timestamp())
    assert "hunter2" not in scraper.get("/metrics").content.decode()


def test_measures_count_what_was_pressed_and_delivered(
    scraper: Client, as_bob: Api, activity: Activity, provider: Provider
) -> None:
    click(as_bob, activity)
    Delivery.objects.create(provider=provider, delivery_id="1", outcome="refused")
    found = scraped(scraper)
    assert found["streams_runs_last_hour"][("vote", "done")] == 1
    assert found["streams_runs_pending"][()] == 0
    assert found["streams_deliveries_last_hour"][("refused", "source")] == 1
    # An id has the time in it, and is what there is an index of.
    ActionRun.objects.update(uid=first_uid(timezone.now() - timedelta(hours=2)))
    assert "streams_runs_last_hour" not in scraped(scraper)


def test_measures_cost_the_same_for_one_source_and_for_twenty(
    scraper: Client, provider: Provider, team: Audience, bob: User
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            scraper.get("/metrics")
        return len(asked)

    one = queries()
    for number in range(19):
        Provider.objects.create(key=f"p{number}", backend="git", name=f"P{number}", audience=team)
    assert queries() == one
