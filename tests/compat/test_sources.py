"""The original's feed: which sources, whose credentials, and how sources fare (contract.md §1.2, §1.4 and §2.5)."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from streams import service
from streams.models import Activity, Audience, Provider
from tests.compat.test_feed import URL, ids
from tests.conftest import Api
from tests.documents import make_document
from tests.feeds import names, parsed, texts

REMOTE = "wiki@0b5c7a4e-7d3c-3a3f-b1a1-2f7e1b0d9c55"


@pytest.fixture
def wiki(team: Audience) -> Provider:
    return Provider.objects.create(key="wiki", backend="git", name="Wiki", audience=team)


# --- credentials ---


@pytest.mark.parametrize("kind", ["basic", "BASIC", "any", "none"])
def test_a_session_is_as_good_as_a_password(as_bob: Api, activity: Activity, kind: str) -> None:
    assert len(ids(as_bob, f"os_authType={kind}")) == 1


@pytest.mark.parametrize("kind", ["basic", "any", "none", ""])
def test_wrong_credentials_are_refused_whether_demanded_or_not(as_nobody: Api, bob: User, kind: str) -> None:
    wrong = "Basic " + b64encode(b"bob:wrong").decode()
    assert as_nobody.get(f"{URL}?os_authType={kind}", Authorization=wrong).status_code == 401


def test_of_two_demands_the_first_counts(as_nobody: Api, db: None) -> None:
    assert as_nobody.get(f"{URL}?os_authType=any&os_authType=basic").status_code == 200
    assert as_nobody.get(f"{URL}?os_authType=basic&os_authType=any").status_code == 401


# --- sources of other servers ---


@pytest.mark.parametrize("key", [REMOTE, "wiki@confluence", "wiki@"])
def test_a_filter_of_a_source_on_another_server_is_no_error(
    as_bob: Api, activity: Activity, wiki: Provider, key: str
) -> None:
    assert len(ids(as_bob, f"{key}=activity+IS+page:post")) == 1


@pytest.mark.parametrize(
    ("query", "shown"), [(f"providers={REMOTE}", 0), (f"providers=source+{REMOTE}", 1), (f"module={REMOTE}", 0)]
)
def test_a_source_on_another_server_is_not_the_one_of_the_same_name_here(
    as_bob: Api, make_activity: Any, wiki: Provider, query: str, shown: int
) -> None:
    make_activity(id="1")
    other = make_activity(id="2")
    other.kind = type(other.kind).objects.create(provider_key="wiki", verb="post", object_type="page")
    other.save()
    response = as_bob.get(f"{URL}?{query}")
    assert len(ids(as_bob, query)) == shown
    assert "unknown_source" in response["X-Streams-Warning"]


# --- filters of a source ---


def test_bug_what_has_no_object_passes_a_not_and_can_be_asked_for(as_bob: Api, make_activity: Any) -> None:
    make_activity(object=None, verb="ship")
    assert len(ids(as_bob, "source=activity+NOT+issue:post")) == 1
    assert len(ids(as_bob, "source=activity+IS+:ship")) == 1
    assert ids(as_bob, "source=activity+NOT+:ship") == []
    assert ids(as_bob, "source=activity+IS+issue:ship") == []


@pytest.mark.parametrize("value", ["https://x.example/a@b@X@home", "https://x.example/a@b", "X@home"])
def test_bug_an_application_is_found_with_at_signs_anywhere_or_by_either_half(
    as_bob: Api, bob: User, value: str
) -> None:
    service.post_all([make_document(generator={"id": "https://x.example/a@b", "displayName": "X@home"})], bob)
    assert len(ids(as_bob, f"thirdparty=provider_name+IS+{value}")) == 1
    assert ids(as_bob, f"thirdparty=provider_name+NOT+{value}") == []


# --- how they fare ---


def test_troubled_sources_come_in_the_original_s_place(as_bob: Api, provider: Provider, team: Audience) -> None:
    Provider.objects.filter(pk=provider.pk).update(failures=1)
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    Provider.objects.create(key="old", backend="git", name="Old", audience=team, last_ok=long_ago)
    waits = timezone.now() + timedelta(hours=1)
    Provider.objects.create(key="github", backend="git", name="GitHub", audience=team, throttled_until=waits)
    feed = parsed(as_bob.get(URL))
    lists = [f"atlassian:{name}-source-list" for name in ("timed-out", "throttled", "banned")]
    assert names(feed)[4:] == ["updated", *lists, "author"]
    assert [texts(feed, f"{name}/atlassian:activity-source") for name in lists] == [["Old"], ["GitHub"], ["Repository"]]


def test_nobody_is_not_told_that_a_source_waits(as_nobody: Api, provider: Provider) -> None:
    Provider.objects.update(throttled_until=timezone.now(), audience=Audience.public())
    assert b"source-list" not in as_nobody.get(URL).content
