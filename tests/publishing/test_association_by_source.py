"""What a source says its addresses mean: also of what it has not reported yet."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User

from streams.models import Audience, Provider
from streams.providers.base import Entity, ProviderBackend
from tests.publishing.test_association import post

BROWSE = "https://tracker.example/issues/"


class Tracker(ProviderBackend):
    key = "tracker"
    name = "Tracker"

    def entity(self, provider: Provider, address: str) -> Entity | None:
        if address.endswith("crash"):
            raise RuntimeError("password=hunter2")
        key = address.removeprefix(BROWSE)
        return Entity("issue", key, f"{BROWSE}{key}", "PAY") if key != address else None


@pytest.fixture(autouse=True)
def tracker(settings: Any, team: Audience) -> Provider:
    settings.STREAMS_PROVIDERS = [*settings.STREAMS_PROVIDERS, f"{__name__}.Tracker"]
    return Provider.objects.create(key="tracker", backend="tracker", name="Tracker", audience=team)


def test_an_address_that_it_knows_becomes_the_target(bob: User) -> None:
    posted = post(bob, f"{BROWSE}PAY-9")
    assert posted.target == {
        "type": "issue", "id": None, "title": "PAY-9", "summary": None, "url": f"{BROWSE}PAY-9"
    }  # fmt: skip
    assert (posted.issue_key, posted.project_key) == ("PAY-9", "PAY")


def test_whoever_may_see_the_source_may_see_what_is_posted_on_it(bob: User, team: Audience) -> None:
    assert post(bob, f"{BROWSE}PAY-9").audience == team


def test_for_eve_it_says_nothing(eve: User) -> None:
    posted = post(eve, f"{BROWSE}PAY-9")
    assert posted.target
    assert (posted.target["title"], posted.project_key) == (None, "")


def test_what_a_source_reported_goes_before(bob: User, make_activity: Any) -> None:
    told = {
        "objectType": "issue",
        "id": "9",
        "displayName": "PAY-9",
        "summary": "Refunds fail",
        "url": f"{BROWSE}PAY-9",
    }
    make_activity(object=told, project="PAY")
    posted = post(bob, f"{BROWSE}PAY-9")
    assert posted.target and posted.target["summary"] == "Refunds fail"


def test_another_s_address_stays_as_it_was_given(bob: User) -> None:
    posted = post(bob, "https://elsewhere.example/issues/PAY-9")
    assert posted.target and posted.target["title"] is None


def test_a_source_that_breaks_costs_the_recognition_only(bob: User) -> None:
    assert post(bob, "https://tracker.example/crash").target
