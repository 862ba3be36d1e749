"""Who sees what, by audience and by credential, and that every door agrees."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import User

from gadget import tokens
from gadget.models import Gadget
from streams.models import AccessToken, Activity, Audience, FeedLink, Stream
from streams.models.activity import new_uid
from tests.conftest import Api
from tests.feeds import FORMS, body, ids, parsed, texts

SEES = {
    "as_nobody": ["public"],
    "as_eve": ["public", "members"],
    # An administrator of the server is not of every team.
    "as_alice": ["public", "members"],
    "as_bob": ["public", "members", "team", "bob"],
}
DOORS = ["/activity", "/plugins/servlet/streams", *(f"/api/v1/activities.{form}" for form in FORMS)]


@pytest.fixture
def stored(make_activity: Any, team: Audience, bob: User) -> dict[str, Activity]:
    audiences = [Audience.public(), Audience.members(), team, Audience.of_person(bob)]
    names = ["public", "members", "team", "bob"]
    return {name: make_activity(one, id=name) for name, one in zip(names, audiences, strict=True)}


def shown(response: Any, url: str) -> list[str]:
    form = url.partition("?")[0].rpartition(".")[2]
    return sorted(ids(form, body(response)) if form in FORMS else texts(parsed(response), "atom:entry/atom:id"))


def urns(stored: dict[str, Activity], names: list[str]) -> list[str]:
    return sorted(f"urn:uuid:{stored[name].uid}" for name in names)


@pytest.mark.parametrize("who", SEES)
def test_each_sees_what_is_theirs_at_every_door(who: str, stored: dict[str, Activity], request: Any) -> None:
    api = request.getfixturevalue(who)
    for url in DOORS:
        assert shown(api.get(url), url) == urns(stored, SEES[who]), url


@pytest.mark.parametrize("who", SEES)
@pytest.mark.parametrize("address", ["/api/v1/activities/{}/", "/rest/activities/1.0/{}"])
def test_hidden_and_missing_are_404_alike_by_address(
    who: str, stored: dict[str, Activity], address: str, request: Any
) -> None:
    api = request.getfixturevalue(who)

    def ask(uid: UUID) -> tuple[int, dict[str, str], bytes]:
        response = api.get(address.format(uid))
        return response.status_code, dict(response.items()), response.content

    missing = ask(new_uid())
    for name, activity in stored.items():
        is_shown = name in SEES[who] and not (who == "as_nobody" and "rest" in address)
        assert (ask(activity.uid)[0] == 200) if is_shown else (ask(activity.uid) == missing), name


@pytest.mark.parametrize(
    ("scopes", "status"), [(["read"], 200), (["publish"], 403), (["act", "embed", "link"], 403), ([], 403)]
)
def test_a_token_reads_at_every_door_or_at_none(
    bob: User, stored: dict[str, Activity], scopes: list[str], status: int
) -> None:
    api = Api(Authorization=f"Bearer {AccessToken.issue(bob, 'ci', scopes)[1]}")
    urls = [*DOORS, f"/api/v1/activities/{stored['bob'].uid}/", "/api/v1/streams/", "/rest/activity-stream/1.0/config"]
    assert {url: api.get(url).status_code for url in urls} == dict.fromkeys(urls, status)


def test_an_embed_token_reads_its_gadget_and_neither_streams_nor_links(bob: User, stored: dict[str, Activity]) -> None:
    Stream.objects.create(slug="open", name="Open", audience=Audience.public())
    token, _ = tokens.mint(Gadget.objects.create(slug="team", title="Team"), bob)
    api = Api(Authorization=f"Bearer {token}")
    assert len(api.items("/api/v1/gadgets/team/activities/")) == 4
    for url in ("/api/v1/streams/", "/api/v1/streams/open/links/", "/api/v1/streams/open/activities/"):
        assert api.get(url).status_code == 403
    assert api.post("/api/v1/streams/open/links/", b"").status_code == 403


def test_a_link_sees_what_its_person_sees_and_a_saved_stream_what_its_reader_does(
    as_nobody: Api, as_eve: Api, bob: User, stored: dict[str, Activity]
) -> None:
    stream = Stream.objects.create(slug="open", name="Open", audience=Audience.public())
    link = f"/feeds/{FeedLink.issue(stream, bob)[1]}/open.json"
    assert shown(as_eve.get(link), link) == urns(stored, SEES["as_bob"])
    for api, who in ((as_nobody, "as_nobody"), (as_eve, "as_eve")):
        url = "/api/v1/streams/open/activities.json"
        assert shown(api.get(url), url) == urns(stored, SEES[who])


def test_another_reader_s_cursor_leads_to_nothing_hidden(as_bob: Api, as_eve: Api, stored: dict[str, Activity]) -> None:
    cursor = as_bob.get("/api/v1/activities/?limit=1").json()["next"].partition("cursor=")[2]
    url = f"/api/v1/activities.json?cursor={cursor}"
    assert shown(as_eve.get(url), url) == urns(stored, SEES["as_eve"])


def test_who_leaves_the_team_sees_no_more_of_it_with_the_next_request(
    as_bob: Api, bob: User, stored: dict[str, Activity]
) -> None:
    etag = as_bob.get("/api/v1/activities/")["ETag"]
    bob.groups.clear()
    response = as_bob.get("/api/v1/activities/", If_None_Match=etag)
    assert len(response.json()["items"]) == 3
