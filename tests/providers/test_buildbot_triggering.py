"""A real Buildbot, asked to build."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from streams import polling
from streams.models import ActionRun, Activity, Audience, Provider, Viewer
from streams.providers.base import Done, ProviderError
from streams.providers.buildbot import Buildbot as Backend
from streams.providers.buildbot.server import connected
from tests.actions.test_perform import click
from tests.conftest import Api
from tests.peers.buildbot import PASSWORD, USER, Buildbot, serve
from tests.peers.following import Follower, provider_of, stored
from tests.settling import settle_due

pytestmark = pytest.mark.peer
SECRETS = {"password": PASSWORD}


def source(peer: Buildbot, secrets: dict[str, str] | None = None, **config: Any) -> Provider:
    return provider_of("buildbot", secrets, **{"address": peer.url, "scheduler": "force", **config})


@pytest.fixture
def polled(buildbot: Buildbot, team: Audience) -> Provider:
    """A source that the team may see, where slow builds wait."""
    buildbot.wait()
    return stored(source(buildbot), team)


def trigger(provider: Provider, viewer: Viewer) -> Done:
    """From the newest activity."""
    return Backend().send(provider, Activity.objects.newest_first()[0], "build-trigger", viewer, {})


def settled(buildbot: Buildbot, provider: Provider, pending: Mapping[str, Any]) -> Done:
    buildbot.settled(pending["request"])
    done = Backend().settled(provider, dict(pending))
    assert done
    return done


@pytest.fixture
def viewer(bob: User) -> Viewer:
    bob.email = "bob@example.test"
    return Viewer.of(bob)


def test_a_triggered_build_is_the_same_builder_from_the_same_source(
    buildbot: Buildbot, polled: Provider, viewer: Viewer
) -> None:
    buildbot.build("bad", branch="main", revision="abc")
    polling.poll(polled)
    before = len(buildbot.get("builds")["builds"])
    done = trigger(polled, viewer)
    told = settled(buildbot, polled, done.pending)
    assert len(buildbot.get("builds")["builds"]) == before + 1
    (document,) = told.documents
    assert (document["verb"], document["project"]) == ("fail", "bad")
    assert (document["actor"]["displayName"], document["entity"]) == ("Bob Berg", "bad@abc")
    assert "Reason: Bob Berg asked for it on the activity stream" in document["content"]
    assert told.message == f"Build {document['object']['displayName'].split()[1]} of bad failed"
    assert [one["id"] for one in Follower(source(buildbot)).poll()] == []


def test_whoever_clicks_reads_how_it_ended(buildbot: Buildbot, polled: Provider, as_bob: Api) -> None:
    buildbot.build("bad")
    polling.poll(polled)
    answer = click(as_bob, Activity.objects.newest_first()[0], "trigger-build")
    assert (answer.status_code, answer.json()["action"]["state"]) == (202, "pending")
    buildbot.settled(ActionRun.objects.get().result["pending"]["request"])
    ActionRun.objects.update(next_check=timezone.now())
    settle_due()
    number = buildbot.get("builders/bad/builds?order=-number&limit=1")["builds"][0]["number"]
    assert ActionRun.objects.get().message == f"Build {number} of bad failed"
    assert f"build {number}" in [(item["object"] or {})["title"] for item in as_bob.items()]


def test_the_next_poll_tells_the_same_activity(buildbot: Buildbot, polled: Provider, viewer: Viewer) -> None:
    buildbot.build("good")
    polling.poll(polled)
    told = settled(buildbot, polled, trigger(polled, viewer).pending)
    polling.poll(polled)
    assert Activity.objects.filter(foreign_id=told.documents[0]["id"]).count() == 1


def test_what_waits_or_runs_is_not_settled(buildbot: Buildbot, polled: Provider, viewer: Viewer) -> None:
    buildbot.begun(buildbot.force("slow one"))
    polling.poll(polled)
    pending = trigger(polled, viewer).pending
    assert Backend().settled(polled, pending) is None
    buildbot.go()
    assert settled(buildbot, polled, pending).documents


def test_a_request_that_another_one_swallowed_says_so(buildbot: Buildbot, polled: Provider, viewer: Viewer) -> None:
    buildbot.begun(buildbot.force("slow one"))
    polling.poll(polled)
    waiting, last = (trigger(polled, viewer).pending for _ in range(2))
    swallowed = settled(buildbot, polled, waiting)
    assert (swallowed.documents, "was waiting" in swallowed.message) == ((), True)
    buildbot.go()
    assert settled(buildbot, polled, last).documents


def test_who_has_no_e_mail_address_is_named_in_the_reason(
    buildbot: Buildbot, polled: Provider, viewer_bob: Viewer
) -> None:
    buildbot.build("good")
    polling.poll(polled)
    (document,) = settled(buildbot, polled, trigger(polled, viewer_bob).pending).documents
    assert document["actor"]["objectType"] == "bot"
    assert "Bob Berg asked for it" in document["content"]


def test_it_is_offered_only_where_a_scheduler_builds_it(buildbot: Buildbot) -> None:
    offered, unknown, none = (Follower(source(buildbot, scheduler=name)) for name in ("force", "farce", ""))
    build = buildbot.build("good")
    link = f"{buildbot.url}/#/builders/{build['builderid']}/force/force"
    assert [told.get("links") for told in offered.poll()] == [{"build-trigger": link}]
    assert [told.get("links") for told in (*unknown.poll(), *none.poll())] == [None, None]


@pytest.mark.parametrize(
    ("config", "says"),
    [
        ({"scheduler": "farce"}, "No force scheduler for good is configured"),
        ({"scheduler": ""}, "No force scheduler for good is configured"),
        ({"scheduler": "asks"}, "Build it in Buildbot: it asks for version as well"),
        ({"builders": ["bad"]}, "or this source no longer follows it"),
    ],
)
def test_what_cannot_be_triggered_says_why(
    buildbot: Buildbot, polled: Provider, viewer: Viewer, config: dict[str, Any], says: str
) -> None:
    buildbot.build("good")
    polling.poll(polled)
    polled.config |= config
    with pytest.raises(ProviderError, match=says):
        trigger(polled, viewer)


def test_an_answer_that_nothing_happened_is_no_success(buildbot: Buildbot) -> None:
    config = Backend().config(source(buildbot))
    with connected(config) as server, pytest.raises(ProviderError, match="did nothing about it"):
        server.call("api/v2/forceschedulers/force", "farce", {"builderid": "good"})


def test_checking_says_as_whom(buildbot: Buildbot, guarded_buildbot: Buildbot) -> None:
    says = Backend().check(source(guarded_buildbot, SECRETS, username=USER))
    assert says == "Reached Test CI as ana: 3 builders."
    assert Backend().check(source(buildbot)) == "Reached Test CI without signing in: 3 builders."


@pytest.fixture
def guarded(guarded_buildbot: Buildbot, team: Audience) -> Provider:
    """With a build on the stream, and an account that may force."""
    guarded_buildbot.commit("Ana Ruiz", "Mend refunds", "f00d" * 10)
    return stored(source(guarded_buildbot, SECRETS, username=USER), team)


def test_with_an_account_it_is_signed_in(guarded_buildbot: Buildbot, guarded: Provider, viewer: Viewer) -> None:
    (document,) = settled(guarded_buildbot, guarded, trigger(guarded, viewer).pending).documents
    # Buildbot believes the session and nobody else; the reason says who it was.
    assert document["actor"]["displayName"] == USER
    assert "Bob Berg asked for it" in document["content"]


def test_without_an_account_it_may_not(guarded: Provider, viewer: Viewer) -> None:
    guarded.config.pop("username")
    guarded.set_credentials({})
    with pytest.raises(ProviderError, match="forbids this") as failed:
        trigger(guarded, viewer)
    assert failed.value.code == "forbidden"


def test_a_wrong_password_is_named_and_not_told(guarded_buildbot: Buildbot) -> None:
    with pytest.raises(ProviderError, match="does not accept this user name and password") as failed:
        Backend().check(source(guarded_buildbot, {"password": "hunter2"}, username=USER))
    assert (failed.value.code, "hunter2" in str(failed.value)) == ("unauthorized", False)


def test_an_account_that_buildbot_has_no_use_for_does_no_harm(buildbot: Buildbot) -> None:
    says = Backend().check(source(buildbot, SECRETS, username=USER))
    assert says == "Reached Test CI without signing in: 3 builders."


@pytest.mark.parametrize(
    ("config", "secrets", "says"),
    [
        ({"properties": ["ticket", "*"]}, {}, "Name them one by one"),
        ({"username": "ana"}, {}, "Give user name and password, or neither"),
        ({}, {"password": "secret"}, "Give user name and password, or neither"),
        ({"address": "ci.example.com"}, {}, "Write an address"),
        ({"builder": "good"}, {}, "Unknown configuration builder"),
    ],
)
def test_wrong_configuration_says_what_to_write(config: dict[str, Any], secrets: dict[str, str], says: str) -> None:
    provider = provider_of("buildbot", secrets, **{"address": "https://ci.example.com", **config})
    with pytest.raises(ProviderError, match=says):
        Backend().check(provider)


def test_a_scheduler_that_is_not_there_is_named(buildbot: Buildbot) -> None:
    with pytest.raises(ProviderError, match="no force scheduler farce"):
        Backend().check(source(buildbot, scheduler="farce"))


def test_a_master_that_is_down_loses_nothing(tmp_path: Path, team: Audience) -> None:
    with serve(tmp_path) as peer:
        provider = stored(source(peer), team)
        peer.build("good")
    polling.poll(provider)
    assert (provider.state(timezone.now()), "cannot be reached" in provider.message) == ("failing", True)
    with serve(tmp_path) as peer:
        polling.poll(provider)
    assert provider.state(timezone.now()) == "ok"
    assert Activity.objects.count() == 1
