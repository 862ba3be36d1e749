from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User

from streams.models import Audience, FeedLink, Stream
from tests.admin.conftest import Console, said
from tests.conftest import Api


@pytest.fixture
def stream(team: Audience, alice: User) -> Stream:
    return Stream.objects.create(slug="team", name="Team", owner=alice, audience=team)


def add(console: Console, team: Audience, **values: Any) -> Any:
    return console.add("stream", **{"name": "Team", "slug": "team", "audience": team.pk, "query": ""} | values)


def address_in(texts: list[str]) -> str:
    return re.findall(r"http://testserver(/feeds/[\w-]+/team\.atom)", " ".join(texts))[0]


# --- streams ---


@pytest.mark.parametrize("query", ["", "streams=user+IS+ana&providers=source", "?providers=source"])
def test_a_filter_is_saved_as_in_an_address(console: Console, team: Audience, query: str) -> None:
    add(console, team, query=query)
    assert Stream.objects.get().query == query.removeprefix("?")


@pytest.mark.parametrize(
    "query",
    ["nonsense", "limit=5", "streams=user+is+ana", "streams=update-date+AFTER+now", "sorce=activity+IS+file:post"],
)
def test_a_filter_that_nobody_understands_is_refused(console: Console, team: Audience, query: str) -> None:
    assert add(console, team, query=query).context["adminform"].form.errors.keys() == {"query"}


def test_its_page_is_one_click_away(console: Console, stream: Stream) -> None:
    assert "/api/v1/streams/team/activities/" in console.list("stream").content.decode()


def test_the_list_costs_the_same_with_more_streams(console: Console, stream: Stream, team: Audience) -> None:
    before = console.queries("stream")
    for n in range(5):
        Stream.objects.create(slug=f"s{n}", name=f"S{n}", audience=team)
    assert console.queries("stream") == before


def test_its_page_leads_to_its_links(console: Console, stream: Stream, bob: User) -> None:
    FeedLink.issue(stream, bob)
    FeedLink.issue(stream, bob)[0].revoke()
    page = console.open("stream", stream.pk).content.decode()
    assert f'/admin/streams/feedlink/?stream__id__exact={stream.pk}">1 of them work</a>' in page
    assert console.client.get(f"/admin/streams/feedlink/?stream__id__exact={stream.pk}").status_code == 200
    added = console.client.get(f"/admin/streams/feedlink/add/?stream={stream.pk}").content.decode()
    assert f'<option value="{stream.pk}" selected>' in added


def test_not_for_whoever_may_not_look_at_links(stream: Stream, eve: User) -> None:
    User.objects.filter(pk=eve.pk).update(is_staff=True)
    eve.user_permissions.add(Permission.objects.get(codename="view_stream"))
    assert "feedlink" not in Console(eve).open("stream", stream.pk).content.decode()


# --- links ---


def test_a_new_link_works_and_is_shown_once(console: Console, stream: Stream, bob: User, as_nobody: Api) -> None:
    response = console.add("feedlink", stream=stream.pk, user=bob.pk)
    address = address_in(said(response))
    assert as_nobody.get(address).status_code == 200
    console.client.get(response["Location"])
    again = console.client.get(response["Location"]).content.decode()
    assert address.split("/")[2] not in again + console.open("feedlink", FeedLink.objects.get().pk).content.decode()


def test_a_link_to_what_its_person_may_not_see_is_refused(console: Console, stream: Stream, eve: User) -> None:
    page = console.add("feedlink", stream=stream.pk, user=eve.pk)
    assert page.context["adminform"].form.errors.keys() == {"stream"}


def test_bob_makes_links_for_himself_only(stream: Stream, bob: User, eve: User) -> None:
    User.objects.filter(pk=bob.pk).update(is_staff=True)
    bob.user_permissions.add(*Permission.objects.filter(codename__in=["add_feedlink", "view_stream"]))
    Console(bob).add("feedlink", stream=stream.pk, user=eve.pk)
    assert FeedLink.objects.get().user == bob


def test_bob_gets_no_link_to_what_he_may_not_see(stream: Stream, bob: User, eve: User) -> None:
    Stream.objects.update(audience=Audience.of_person(eve))
    User.objects.filter(pk=bob.pk).update(is_staff=True)
    bob.user_permissions.add(*Permission.objects.filter(codename__in=["add_feedlink", "view_stream"]))
    page = Console(bob).add("feedlink", stream=stream.pk)
    assert page.context["adminform"].form.errors.keys() == {"stream"}


def test_a_revoked_link_stops_working(console: Console, stream: Stream, bob: User, as_nobody: Api) -> None:
    link, secret = FeedLink.issue(stream, bob)
    response = console.run("feedlink", "revoke", link.pk)
    assert said(response) == ["Links revoked: 1. They stopped working at once."]
    assert as_nobody.get(f"/feeds/{secret}/team.atom").status_code == 404


def test_nothing_of_a_link_changes(console: Console, stream: Stream, bob: User, eve: User) -> None:
    link, _ = FeedLink.issue(stream, bob)
    console.save("feedlink", link.pk, user=eve.pk)
    assert FeedLink.objects.get().user == bob


def test_its_hash_is_never_shown(console: Console, stream: Stream, bob: User) -> None:
    link, _ = FeedLink.issue(stream, bob)
    pages = [console.list("feedlink"), console.open("feedlink", link.pk)]
    assert not any(link.hash in page.content.decode() for page in pages)
