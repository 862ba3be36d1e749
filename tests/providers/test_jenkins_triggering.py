"""Jenkins, asked to build once more; and who may ask it at all."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from streams import polling
from streams.models import Activity, Audience, Provider, Viewer
from streams.providers.base import Done, ProviderError
from streams.providers.jenkins import Jenkins as Backend
from tests.peers.following import provider_of, stored
from tests.peers.jenkins import SECRETS, Jenkins, source


def titles(documents: Any) -> list[str]:
    return [f"{document['verb']} {document['object']['id']}" for document in documents]


@pytest.fixture
def polled(jenkins: Jenkins, team: Audience) -> Provider:
    jenkins.build("payments")
    return stored(source(jenkins), team)


def trigger(provider: Provider, viewer: Viewer) -> Done:
    return Backend().send(provider, Activity.objects.newest_first()[0], "build-trigger", viewer, {})


def test_a_build_is_triggered_and_its_end_told(jenkins: Jenkins, polled: Provider, viewer_bob: Viewer) -> None:
    done = trigger(polled, viewer_bob)
    assert (done.message, done.pending) == ("Triggered a build of Payments", {"job": "payments", "item": 1})
    assert Backend().settled(polled, done.pending) is None
    build = jenkins.begin(1)
    assert Backend().settled(polled, done.pending) is None
    jenkins.end(build, "FAILURE")
    told = Backend().settled(polled, done.pending)
    assert told
    assert (told.message, titles(told.documents)) == ("Build 2 of Payments: failure", ["fail payments#2"])


def test_the_next_poll_tells_the_same_activity(jenkins: Jenkins, polled: Provider, viewer_bob: Viewer) -> None:
    pending = trigger(polled, viewer_bob).pending
    jenkins.begin(1, "SUCCESS")
    told = Backend().settled(polled, pending)
    polling.poll(polled)
    assert told
    assert Activity.objects.newest_first()[0].foreign_id == told.documents[0]["id"]
    assert Activity.objects.count() == 2


def test_a_build_that_the_queue_has_forgotten_is_found(jenkins: Jenkins, polled: Provider, viewer_bob: Viewer) -> None:
    pending = trigger(polled, viewer_bob).pending
    jenkins.begin(1, "SUCCESS")
    jenkins.queue.clear()
    told = Backend().settled(polled, pending)
    assert told
    assert titles(told.documents) == ["finish payments#2"]


def test_without_crumbs_none_is_sent(jenkins: Jenkins, polled: Provider, viewer_bob: Viewer) -> None:
    jenkins.wants_crumbs = False
    assert trigger(polled, viewer_bob).pending
    assert jenkins.server.asked[-1].headers["Jenkins-Crumb"] is None


def test_a_job_with_parameters_gets_those_of_the_build(jenkins: Jenkins, team: Audience, viewer_bob: Viewer) -> None:
    jenkins.job("deploy", "version", "force", "password")
    given = [{"name": "version", "value": "4.2"}, {"name": "force", "value": True}, {"name": "password"}]
    jenkins.build("deploy", actions=[{"parameters": [*given, {"name": "gone", "value": "x"}]}])
    trigger(stored(source(jenkins), team), viewer_bob)
    parameters = {one["name"]: one["value"] for one in jenkins.queue[1]["parameters"]}
    assert parameters == {"version": "4.2", "force": "true"}


@pytest.mark.parametrize(
    ("change", "says", "code"),
    [
        (lambda peer: peer.jobs.clear(), "no job payments: it was deleted or renamed", "missing"),
        (lambda peer: peer.jobs["payments"].update(buildable=False), "switched off in Jenkins", "not_offered"),
    ],
)
def test_what_cannot_be_triggered_says_why(
    jenkins: Jenkins, polled: Provider, viewer_bob: Viewer, change: Any, says: str, code: str
) -> None:
    change(jenkins)
    with pytest.raises(ProviderError, match=says) as failed:
        trigger(polled, viewer_bob)
    assert failed.value.code == code


def test_a_build_that_was_cancelled_in_the_queue_says_so(
    jenkins: Jenkins, polled: Provider, viewer_bob: Viewer
) -> None:
    pending = trigger(polled, viewer_bob).pending
    jenkins.queue[1]["cancelled"] = True
    with pytest.raises(ProviderError, match="cancelled before it began"):
        Backend().settled(polled, pending)


def test_a_build_that_nobody_knows_any_more_says_so(jenkins: Jenkins, polled: Provider, viewer_bob: Viewer) -> None:
    pending = trigger(polled, viewer_bob).pending
    jenkins.queue.clear()
    with pytest.raises(ProviderError, match="no longer knows what became of this build"):
        Backend().settled(polled, pending)


def test_without_an_account_nothing_is_offered(jenkins: Jenkins, team: Audience, viewer_bob: Viewer) -> None:
    jenkins.build("payments")
    provider = stored(source(jenkins, {}), team)
    assert Activity.objects.get().links == {}
    with pytest.raises(ProviderError, match="cannot be done from here"):
        trigger(provider, viewer_bob)


def test_checking_says_as_whom(jenkins: Jenkins) -> None:
    assert Backend().check(source(jenkins)) == "Reached Jenkins as Ana Ruiz: 1 job."
    assert Backend().check(source(jenkins, {})) == "Reached Jenkins without signing in: 1 job."


@pytest.mark.parametrize(
    ("secrets", "code"), [({"token": "hunter2"}, "unauthorized"), ({}, "forbidden")], ids=["wrong token", "nobody"]
)
def test_who_may_not_read_is_told_so(jenkins: Jenkins, team: Audience, secrets: dict[str, str], code: str) -> None:
    jenkins.is_private = True
    provider = source(jenkins, secrets)
    with pytest.raises(ProviderError) as failed:
        Backend().check(provider)
    assert (failed.value.code, "hunter2" in str(failed.value)) == (code, False)
    provider.audience = team
    provider.save()
    polling.poll(provider)
    assert provider.state(timezone.now()) == "failing"


def test_a_misspelt_job_is_named(jenkins: Jenkins) -> None:
    with pytest.raises(ProviderError, match="has no job paymets that may be seen"):
        Backend().check(source(jenkins, jobs=["pay*", "paymets"]))


@pytest.mark.parametrize(
    ("config", "secrets", "says"),
    [
        ({"address": "https://ci.example.com", "username": "ana"}, {}, "Give user name and token, or neither"),
        ({"address": "https://ci.example.com"}, SECRETS, "Give user name and token, or neither"),
        ({"username": "ana"}, SECRETS, "Without an address nothing is asked"),
        ({"address": "https://ana:secret@ci.example.com"}, {}, "without user name"),
    ],
)
def test_wrong_configuration_says_what_to_write(config: dict[str, Any], secrets: dict[str, str], says: str) -> None:
    with pytest.raises(ProviderError, match=says):
        Backend().check(provider_of("jenkins", secrets, **config))
