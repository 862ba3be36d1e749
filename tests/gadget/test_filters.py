"""What a gadget shows: its locked filters, and what its readers ask for beyond them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from gadget import tokens
from gadget.models import Gadget
from streams import memory
from streams.feed.combining import both
from streams.models import Activity, Audience, Provider, Version, Viewer
from tests.conftest import Api
from tests.examples import examples
from tests.feed.naive import matching
from tests.feed.test_query import DOCUMENTS, FILTERS, store, walk

PAGE = "/api/v1/gadgets/team/activities/"
FILTERS_PAGE = "/api/v1/gadgets/team/filters/"


@pytest.fixture
def gadget(db: None) -> Gadget:
    return Gadget.objects.create(slug="team", title="Team", filters="streams=key+IS+PAY")


@pytest.fixture
def as_embedded(gadget: Gadget, bob: User) -> Api:
    """Bob on somebody's dashboard."""
    return Api(None, Authorization=f"Bearer {tokens.mint(gadget, bob)[0]}")


@pytest.fixture
def stored(make_activity: Any) -> None:
    make_activity(id="1", title="Fixed", actor={"id": "ana", "displayName": "Ana Ruiz"}, project="PAY")
    make_activity(id="2", title="Broke", actor={"id": "jun", "displayName": "Jun Kato"}, project="PAY")
    make_activity(id="3", title="Moved", actor={"id": "ana", "displayName": "Ana Ruiz"}, project="OPS")


def found(api: Api, **query: str) -> set[str]:
    return {item["title_html"] for item in api.items(f"{PAGE}?{urlencode(query)}")}


def lock(gadget: Gadget, filters: str) -> None:
    """As in the admin."""
    gadget.filters = filters
    gadget.full_clean()
    gadget.save()
    Version.bump(settles=True)


# --- locked filters ---


def test_a_gadget_shows_what_its_filters_let_through(as_embedded: Api, stored: None) -> None:
    assert found(as_embedded) == {"Fixed", "Broke"}


def test_a_reader_asks_for_less(as_embedded: Api, stored: None) -> None:
    assert found(as_embedded, streams="user IS ana") == {"Fixed"}
    assert found(as_embedded, streams="text CONTAINS broke") == {"Broke"}


@pytest.mark.parametrize("asked", ["key IS OPS", "key NOT PAY"])
def test_a_reader_never_gets_more(as_embedded: Api, stored: None, asked: str) -> None:
    assert found(as_embedded, streams=asked) == set()


def test_another_value_beside_a_locked_one_adds_nothing(as_embedded: Api, stored: None) -> None:
    assert found(as_embedded, streams="key IS PAY OPS") == {"Fixed", "Broke"}


def test_who_embeds_it_is_told_nothing_that_they_may_not_see(gadget: Gadget, eve: User, stored: None) -> None:
    embedded = Api(None, Authorization=f"Bearer {tokens.mint(gadget, eve)[0]}")
    assert found(embedded) == set()


def test_pages_follow_each_other_within_the_filters(as_embedded: Api, stored: None) -> None:
    first = as_embedded.get(f"{PAGE}?limit=1&streams=user+NOT+nobody").json()
    second = as_embedded.get(first["next"]).json()
    titles = [item["title_html"] for page in (first, second) for item in page["items"]]
    assert (sorted(titles), second["next"]) == (["Broke", "Fixed"], None)


def test_each_question_has_an_etag_of_its_own(as_embedded: Api, stored: None) -> None:
    asked = f"{PAGE}?streams=user+IS+ana"
    etag = as_embedded.get(asked)["ETag"]
    assert as_embedded.get(asked, If_None_Match=etag).status_code == 304
    assert as_embedded.get(PAGE, If_None_Match=etag).status_code == 200


def test_changed_filters_are_seen_by_the_next_poll(as_embedded: Api, gadget: Gadget, stored: None) -> None:
    etag = as_embedded.get(PAGE)["ETag"]
    lock(gadget, "streams=key+IS+OPS")
    assert as_embedded.get(PAGE, If_None_Match=etag).json()["items"][0]["title_html"] == "Moved"


@pytest.mark.parametrize(
    ("query", "field", "position"),
    [
        ("streams=user+is+ana", "streams", 5),
        ("streams=nothing+IS+x", "streams", 0),
        ("sorce=activity+IS+x", "sorce", None),
    ],
)
def test_a_bad_filter_is_refused_and_its_place_named(
    as_embedded: Api, stored: None, query: str, field: str, position: int | None
) -> None:
    response = as_embedded.get(f"{PAGE}?{query}")
    (error,) = response.json()["errors"]
    assert (response.status_code, error["field"], error["position"]) == (400, field, position)


def test_a_bad_filter_is_not_saved_and_its_place_named(gadget: Gadget) -> None:
    with pytest.raises(ValidationError) as refused:
        lock(gadget, "streams=user+is+ana")
    assert "streams, character 6: unknown operator 'is'" in refused.value.messages[0]


def test_filters_may_be_copied_with_their_question_mark(as_embedded: Api, gadget: Gadget, stored: None) -> None:
    lock(gadget, "?streams=key+IS+OPS ")
    assert found(as_embedded) == {"Moved"}


@examples(60)
@given(st.lists(DOCUMENTS, max_size=8), FILTERS, FILTERS, st.integers(1, 3))
def test_a_query_narrows_whatever_is_locked(
    team: Audience, provider: Provider, viewer_bob: Viewer, documents: Any, locked: Any, asked: Any, limit: int
) -> None:
    """Exactly to what passes both."""
    with transaction.atomic():
        audiences = [Audience.public(), team, Audience.objects.create(kind=Audience.Kind.GROUP)]
        store(documents, audiences, provider)
        memory.forget()
        stored = list(Activity.objects.whole())
        shown = walk(viewer_bob, both(locked, asked), limit)
        passing = [one.pk for one in matching(stored, locked, viewer_bob) if one in matching(stored, asked, viewer_bob)]
        assert shown == passing
        transaction.set_rollback(True)


# --- elsewhere ---


def test_the_same_is_a_feed(gadget: Gadget, as_bob: Api, stored: None) -> None:
    feed = as_bob.get("/api/v1/gadgets/team/activities.atom?streams=user+IS+ana")
    assert feed["Content-Type"].startswith("application/atom+xml")
    assert [word in feed.content.decode() for word in ("Fixed", "Broke", "Moved")] == [True, False, False]


def test_nobody_in_particular_gets_what_is_public(gadget: Gadget, as_nobody: Api, stored: None) -> None:
    assert b"<entry" not in as_nobody.get("/api/v1/gadgets/team/activities.atom").content


@pytest.mark.parametrize(
    ("query", "filter"),
    [
        (urlencode({"filter": "streams=user+IS+ana"}), "streams=user+IS+ana"),
        ("streams=user+IS+ana&providers=source", "streams=user+IS+ana&amp;providers=source"),
        (urlencode({"filter": '"><script>'}), "&quot;&gt;&lt;script&gt;"),
    ],
)
def test_the_frame_s_address_says_what_its_readers_begin_with(
    gadget: Gadget, as_nobody: Api, query: str, filter: str
) -> None:
    page = as_nobody.get(f"/embed/team/?{query}").content.decode()
    assert f' filter="{filter}"' in page


def test_without_a_filter_the_frame_has_none(gadget: Gadget, as_nobody: Api) -> None:
    assert "filter=" not in as_nobody.get("/embed/team/").content.decode()


# --- what there is to filter by ---


def options(api: Api, source: str = "streams") -> dict[str, Any]:
    sources = {one["key"]: one for one in api.get(FILTERS_PAGE).json()["sources"]}
    return {option["key"]: option for option in sources.get(source, {"options": []})["options"]}


def values(api: Api, option: str, **query: Any) -> list[str]:
    answer = api.get(f"{FILTERS_PAGE}{option}/?{urlencode(query, doseq=True)}").json()
    return [f"{one['value']}={one['label']}" for one in answer["values"]]


def test_a_reader_is_offered_what_they_may_see(as_embedded: Api, gadget: Gadget, stored: None) -> None:
    lock(gadget, "")
    assert [one["value"] for one in options(as_embedded)["key"]["values"]] == ["OPS", "PAY"]
    assert [one["value"] for one in options(as_embedded, "source")["activity"]["values"]]
    assert options(as_embedded)["user"]["operators"] == [{"key": "IS", "name": "is"}, {"key": "NOT", "name": "is not"}]


def test_what_is_locked_is_not_offered(as_embedded: Api, stored: None) -> None:
    assert "key" not in options(as_embedded)


def test_sources_that_are_locked_out_are_not_offered(as_embedded: Api, gadget: Gadget, stored: None) -> None:
    lock(gadget, "providers=thirdparty")
    assert options(as_embedded, "source") == {}


def test_mine_is_no_question_to_nobody(as_nobody: Api, gadget: Gadget, as_embedded: Api) -> None:
    assert ("mine" in options(as_embedded), "mine" in options(as_nobody)) == (True, False)


def test_eve_is_offered_nothing_of_the_team_s(gadget: Gadget, eve: User, stored: None) -> None:
    lock(gadget, "")
    embedded = Api(None, Authorization=f"Bearer {tokens.mint(gadget, eve)[0]}")
    assert "key" not in options(embedded) or options(embedded)["key"]["values"] == []
    assert options(embedded, "source") == {}
    assert values(embedded, "user") == []
    assert values(embedded, "user", value="ana") == []


@pytest.mark.parametrize(
    ("typed", "people"),
    [
        ("an", ["ana=Ana Ruiz"]),
        ("KAT", ["jun=Jun Kato"]),
        ("un", ["jun=Jun Kato"]),
        ("zzz", []),
        ("", ["ana=Ana Ruiz", "jun=Jun Kato"]),
    ],
)
def test_people_are_found_by_name_and_username(as_embedded: Api, stored: None, typed: str, people: list[str]) -> None:
    assert values(as_embedded, "user", q=typed) == people


def test_known_people_are_named(as_embedded: Api, stored: None) -> None:
    assert values(as_embedded, "user", value=["jun", "nobody"]) == ["jun=Jun Kato"]


def test_projects_are_found_within_what_is_locked(as_embedded: Api, gadget: Gadget, stored: None) -> None:
    assert values(as_embedded, "key", q="o") == []
    lock(gadget, "")
    assert values(as_embedded, "key", q="o") == ["OPS=OPS"]


def test_nothing_else_is_looked_up(as_embedded: Api, stored: None) -> None:
    assert as_embedded.get(f"{FILTERS_PAGE}text/").status_code == 404
    assert as_embedded.get(f"{FILTERS_PAGE}user/?colour=red").status_code == 400
    assert as_embedded.get(f"{FILTERS_PAGE}user/?q=a&q=p").status_code == 400
    assert as_embedded.get(f"{FILTERS_PAGE}?colour=red").status_code == 400


def test_a_token_asks_about_its_own_gadget(as_embedded: Api, stored: None) -> None:
    Gadget.objects.create(slug="other", title="Other")
    for page in ("filters/", "filters/user/"):
        assert as_embedded.get(f"/api/v1/gadgets/other/{page}").json()["code"] == "wrong_gadget"


def test_what_was_offered_has_an_etag(as_embedded: Api, stored: None) -> None:
    etag = as_embedded.get(FILTERS_PAGE)["ETag"]
    assert as_embedded.get(FILTERS_PAGE, If_None_Match=etag).status_code == 304


@pytest.mark.parametrize("url", [f"{PAGE}?streams=user+NOT+eve", FILTERS_PAGE, f"{FILTERS_PAGE}user/?q=p"])
def test_asking_costs_the_same_with_more_of_everything(
    as_embedded: Api, gadget: Gadget, make_activity: Any, stored: None, url: str
) -> None:
    lock(gadget, "")
    before = _queries(as_embedded, url)
    for n in range(9):
        make_activity(id=f"more{n}", actor={"id": f"p{n}", "displayName": f"Person {n}"}, project=f"P{n}")
    assert _queries(as_embedded, url) == before


def _queries(api: Api, url: str) -> int:
    """By a process that remembers nothing."""
    memory.forget()
    with CaptureQueriesContext(connection) as asked:
        assert api.get(url).status_code == 200
    return len(asked)
