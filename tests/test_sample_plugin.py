"""A stranger's provider and action: one settings line each, and nothing of ours is changed for them."""

import hmac
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from streams import polling
from streams.models import ActionRun, Activity, Audience, Provider
from tests.actions.test_perform import click, shown
from tests.conftest import Api


@pytest.fixture(autouse=True)
def installed(settings: Any) -> None:
    strangers = ["tests.sample_plugin.logbook.Logbook", "tests.sample_plugin.doorbell.Doorbell"]
    settings.STREAMS_PROVIDERS = [*settings.STREAMS_PROVIDERS, *strangers]
    settings.STREAMS_ACTIONS = [*settings.STREAMS_ACTIONS, "tests.sample_plugin.countersign.Countersign"]


@pytest.fixture
def logbook(tmp_path: Path, team: Audience) -> Provider:
    path = tmp_path / "log.txt"
    path.write_text("Ana: lamp lit\nJun: fog at dawn\nMira: ship sighted\n")
    return Provider.objects.create(
        key="log", backend="logbook", name="Logbook", config={"path": str(path)}, audience=team
    )


def test_what_it_reads_is_on_the_stream(logbook: Provider, as_bob: Api) -> None:
    polling.poll(logbook)
    assert [item["object"]["title"] for item in as_bob.items()] == ["ship sighted", "fog at dawn", "lamp lit"]
    assert as_bob.get("/api/v1/activities/").json()["sources"][0]["state"] == "ok"


def test_the_next_poll_goes_on_where_the_last_one_ended(logbook: Provider) -> None:
    polling.poll(logbook)
    with Path(logbook.config["path"]).open("a") as log:
        log.write("Ana: lamp out\n")
    polling.poll(Provider.objects.get())
    assert Activity.objects.count() == 4
    assert Provider.objects.get().cursor == {"line": 4}


def test_what_it_delivers_is_on_the_stream_once(team: Audience, as_bob: Api) -> None:
    bell = Provider(key="bell", backend="doorbell", name="Doorbell", audience=team)
    bell.set_secret("ding")
    bell.save()
    body = b'{"id": "1", "event": "ring", "door": "front", "visitor": "Jun", "at": "2026-01-02T03:04:05Z"}'
    headers = {"X-Bell-Signature": hmac.new(b"ding", body, "sha256").hexdigest()}
    for _ in range(2):
        assert Client().post("/hooks/bell/", body, content_type="application/json", headers=headers).status_code == 200
    (item,) = as_bob.items()
    assert (item["actor"]["name"], item["object"]["title"]) == ("Jun", "front door")


def test_its_action_is_offered_only_on_its_own_objects(logbook: Provider, as_bob: Api, activity: Activity) -> None:
    polling.poll(logbook)
    offered = {item["provider"]["key"]: [a["key"] for a in item["actions"]] for item in as_bob.items()}
    assert "countersign" in offered["log"]
    assert "countersign" not in offered["source"]
    assert click(as_bob, activity, "countersign").status_code == 404


def test_its_action_runs_and_is_remembered(logbook: Provider, as_bob: Api) -> None:
    polling.poll(logbook)
    answer = click(as_bob, Activity.objects.newest_first()[0], "countersign", {"note": "Seen"}).json()
    assert (answer["message"], answer["action"]["state"]) == ("Countersigned", "done")
    assert ActionRun.objects.get().result == {"note": "Seen"}
    assert shown(as_bob, "countersign")["input"]["properties"]["note"]["maxLength"] == 100


def test_what_it_refuses_is_told_in_its_own_words_and_audited(logbook: Provider, as_bob: Api) -> None:
    polling.poll(logbook)
    response = click(as_bob, Activity.objects.newest_first()[0], "countersign", {"note": "refuse"})
    assert (response.status_code, response.json()["code"]) == (409, "closed")
    assert response.json()["detail"] == "The logbook is closed."
    assert ActionRun.objects.get().state == "failed"


def test_an_action_that_breaks_costs_only_its_own_buttons(logbook: Provider, as_bob: Api, monkeypatch: Any) -> None:
    from tests.sample_plugin.countersign import Countersign

    monkeypatch.setattr(Countersign, "offer", lambda *_: 1 / 0)
    polling.poll(logbook)
    assert [action["key"] for action in as_bob.items()[0]["actions"]] == ["comment", "vote", "watch"]


def test_a_provider_that_breaks_leaves_the_stream_as_it_was(logbook: Provider, as_bob: Api, monkeypatch: Any) -> None:
    from tests.sample_plugin.logbook import Logbook

    polling.poll(logbook)
    monkeypatch.setattr(Logbook, "fetch", lambda *_: 1 / 0)
    polling.poll(logbook)
    page = as_bob.get("/api/v1/activities/").json()
    assert len(page["items"]) == 3
    assert page["sources"][0]["state"] == "failing"
