"""Saved filters, and the private links by which feed readers read them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User

from streams.models import Audience, FeedLink, Provider, Stream
from tests.conftest import Api
from tests.documents import make_document
from tests.feeds import FORMS, body, ids, parsed, texts, values

URL = "/api/v1/streams/repository/activities"


@pytest.fixture
def stream(team: Audience, alice: User) -> Stream:
    """What the repository reports, for the team."""
    return Stream.objects.create(
        slug="repository", name="Our repository", owner=alice, audience=team, query="providers=source"
    )


@pytest.fixture
def shown(make_activity: Any, team: Audience) -> list[str]:
    """The id that the stream lists; another source's activity is beside it."""
    wiki = Provider.objects.create(key="wiki", backend="git", name="Wiki", audience=team)
    activity = make_activity(id="1")
    other = make_activity(id="2")
    other.kind = type(other.kind).objects.create(provider_key=wiki.key, verb="post", object_type="page")
    other.save()
    return [f"urn:uuid:{activity.uid}"]


@pytest.fixture
def link(stream: Stream, bob: User) -> str:
    """Bob's private address of the stream, without its suffix."""
    return f"/feeds/{FeedLink.issue(stream, bob)[1]}/repository"


# --- by name ---


@pytest.mark.parametrize("form", FORMS)
def test_a_stream_lists_what_its_filter_lets_through_in_every_form(
    as_bob: Api, stream: Stream, shown: list[str], form: str
) -> None:
    assert ids(form, body(as_bob.get(f"{URL}.{form}"))) == shown
    assert ids(form, body(as_bob.get(f"{URL}/", Accept=FORMS[form]))) == shown


def test_a_query_asks_for_less_and_never_for_more(as_bob: Api, stream: Stream, shown: list[str]) -> None:
    assert as_bob.items(f"{URL}/?providers=wiki") == []
    assert len(as_bob.items(f"{URL}/?providers=wiki+source")) == 1


def test_a_query_never_adds_to_the_people_of_a_stream(as_bob: Api, stream: Stream, shown: list[str]) -> None:
    Stream.objects.update(query="streams=user+IS+nobody")
    assert as_bob.items(f"{URL}/?streams=user+IS+ana") == []
    Stream.objects.update(query="streams=user+IS+ana+nobody")
    assert len(as_bob.items(f"{URL}/?streams=user+IS+ana")) == 2


def test_a_query_may_ask_for_another_category_than_the_stream(as_bob: Api, stream: Stream, make_activity: Any) -> None:
    both = make_activity(id="both", categories=["payments", "bug"])
    make_activity(id="one", categories=["payments"])
    Stream.objects.update(query="streams=category+IS+payments")
    assert [item["id"] for item in as_bob.items(f"{URL}/?streams=category+IS+bug")] == [str(both.uid)]


@pytest.mark.parametrize("name", ["Deploys", "https://deploys.example", "https://deploys.example@Deploys"])
def test_an_application_is_the_same_by_each_of_its_names(as_alice: Api, as_bob: Api, stream: Stream, name: str) -> None:
    generator = {"id": "https://deploys.example", "displayName": "Deploys"}
    as_alice.post("/api/v1/activities/", make_document(generator=generator))
    Stream.objects.update(query="thirdparty=provider_name+IS+Deploys")
    query = urlencode({"thirdparty": f"provider_name IS {name}"})
    assert len(as_bob.items(f"{URL}/?{query}")) == 1
    assert as_bob.items(f"{URL}/?thirdparty=provider_name+IS+Other") == []


def test_what_a_saved_filter_no_longer_means_is_a_warning(as_bob: Api, stream: Stream, shown: list[str]) -> None:
    Stream.objects.update(query="streams=gone+IS+x")
    response = as_bob.get(f"{URL}/")
    assert response.json()["warnings"][0]["code"] == "unknown_option"
    assert response["X-Streams-Warning"].startswith("streams; unknown_option")


def test_its_name_is_the_feed_s_title_and_a_new_name_a_new_page(as_bob: Api, stream: Stream, shown: list[str]) -> None:
    response = as_bob.get(f"{URL}.atom")
    assert texts(parsed(response), "atom:title") == ["Our repository"]
    Stream.objects.update(name="Renamed")
    assert as_bob.get(f"{URL}.atom", If_None_Match=response["ETag"]).status_code == 200


def test_another_filter_is_another_page(as_bob: Api, stream: Stream, shown: list[str]) -> None:
    etag = as_bob.get(f"{URL}/")["ETag"]
    Stream.objects.update(query="providers=wiki")
    assert as_bob.get(f"{URL}/", If_None_Match=etag).status_code == 200


@pytest.mark.parametrize("slug", ["repository", "no-such", "%00", "a b"])
def test_hidden_and_missing_streams_are_404_alike(as_eve: Api, as_nobody: Api, stream: Stream, slug: str) -> None:
    assert as_eve.get(f"/api/v1/streams/{slug}/activities/").status_code == 404
    assert as_nobody.get(f"/api/v1/streams/{slug}/activities.atom").status_code == 404


def test_its_owner_may_use_it_without_being_of_the_audience(as_alice: Api, stream: Stream) -> None:
    assert as_alice.get(f"{URL}/").status_code == 200


def test_a_stream_without_an_owner_is_not_everybody_s(as_nobody: Api, stream: Stream) -> None:
    Stream.objects.update(owner=None)
    assert as_nobody.get(f"{URL}/").status_code == 404


def test_a_stream_shows_nobody_more_than_they_may_see(as_eve: Api, stream: Stream, shown: list[str]) -> None:
    Stream.objects.update(audience=Audience.public())
    assert as_eve.items(f"{URL}/") == []


# --- by a private link ---


@pytest.mark.parametrize("form", FORMS)
def test_a_link_needs_no_credentials(as_nobody: Api, link: str, shown: list[str], form: str) -> None:
    assert ids(form, body(as_nobody.get(f"{link}.{form}"))) == shown


def test_a_link_reads_as_its_person_whoever_asks(as_eve: Api, link: str, shown: list[str]) -> None:
    assert ids("json", body(as_eve.get(f"{link}.json", Authorization="Bearer nonsense"))) == shown


def test_a_link_only_reads(as_nobody: Api, link: str, shown: list[str]) -> None:
    (item,) = as_nobody.items(f"{link}.json")
    assert item["actions"] == []
    assert as_nobody.post(f"{link}.json", {}).status_code == 405


def test_an_unchanged_feed_behind_a_link_is_304(as_nobody: Api, link: str, shown: list[str]) -> None:
    etag = as_nobody.get(f"{link}.atom")["ETag"]
    assert as_nobody.get(f"{link}.atom", If_None_Match=etag).status_code == 304


def test_the_secret_is_no_part_of_the_feed_s_id_and_leaks_to_nobody(
    as_nobody: Api, link: str, shown: list[str]
) -> None:
    response = as_nobody.get(f"{link}.atom")
    feed = parsed(response)
    assert texts(feed, "atom:id") == [f"http://testserver{URL}/"]
    assert values(feed, "atom:link[@rel='self']/@href") == [f"http://testserver{link}.atom"]
    assert (response["Referrer-Policy"], response["X-Robots-Tag"]) == ("no-referrer", "noindex")


@pytest.mark.parametrize("change", ["revoked", "inactive", "moved", "hidden", "wrong"])
def test_a_link_that_does_not_work_is_404_whatever_the_reason(
    as_nobody: Api, bob: User, eve: User, link: str, shown: list[str], change: str
) -> None:
    match change:
        case "revoked":
            FeedLink.objects.get().revoke()
        case "inactive":
            User.objects.filter(pk=bob.pk).update(is_active=False)
        case "moved":
            Stream.objects.update(slug="elsewhere")
        case "hidden":
            Stream.objects.update(audience=Audience.of_person(eve))
        case "wrong":
            link = link.replace("/feeds/af_", "/feeds/af_x")
    response = as_nobody.get(f"{link}.atom")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


def test_a_link_opens_one_stream_only(as_nobody: Api, link: str, team: Audience) -> None:
    Stream.objects.create(slug="other", name="Other", audience=team)
    assert as_nobody.get(link.replace("/repository", "/other") + ".atom").status_code == 404


def test_a_link_remembers_when_it_was_used(as_nobody: Api, link: str) -> None:
    as_nobody.get(f"{link}.atom")
    assert FeedLink.objects.get().last_used is not None


def test_only_the_hash_of_a_secret_is_stored(link: str) -> None:
    secret = link.split("/")[2]
    stored = FeedLink.objects.values().get()
    assert secret not in str(stored)
    assert stored["prefix"] == secret[:9]
