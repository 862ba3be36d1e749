"""Activity Streams 2.0 documents, as others send them and as we write them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.models import Activity, Version
from streams.publishing import as2
from streams.publishing.document import Door, Parsed, parse
from streams.publishing.problems import InvalidDocument
from tests.conftest import Api
from tests.documents import GENERATOR, make_document
from tests.publishing.test_document import JSON

URL = "/api/v1/activities/"
CONTEXT = "https://www.w3.org/ns/activitystreams"
PUBLIC = f"{CONTEXT}#Public"


def make_as2(**fields: Any) -> dict[str, Any]:
    document = {
        "@context": CONTEXT,
        "type": "Create",
        "id": "https://social.example/activities/1",
        "actor": "https://social.example/users/ana",
        "object": {"type": "Note", "id": "https://social.example/notes/1", "content": "<p>Hello</p>"},
    } | fields
    return {name: value for name, value in document.items() if value is not None}


def read(**fields: Any) -> Parsed:
    return parse(make_as2(**fields), Door.OWN)


def test_what_a_social_server_sends() -> None:
    parsed = read(published="2026-01-02T03:04:05Z", to=[PUBLIC], cc=["https://social.example/users/ana/followers"])
    activity = parsed.activity
    assert (parsed.foreign_id, activity.verb, activity.content) == (make_as2()["id"], "post", "<p>Hello</p>")
    assert parsed.generator == ("https://social.example", "social.example")
    assert (activity.actor["username"], activity.actor["url"]) == ("ana", "https://social.example/users/ana")
    assert activity.object and (activity.object["type"], activity.object["id"]) == (
        "note",
        "https://social.example/notes/1",
    )
    assert parsed.audience is None


@pytest.mark.parametrize(
    ("fields", "verb"),
    [
        ({"type": "Create"}, "post"),
        ({"type": "Update"}, "update"),
        ({"type": "Like"}, "like"),
        ({"type": "Announce"}, "share"),
        ({"type": "TentativeAccept"}, "tentativeAccept"),
        ({"type": ["Delete", "x:Purge"]}, "delete"),
        ({"type": "Activity"}, "post"),
        ({"type": "Activity", "as1:verb": "http://streams.atlassian.com/syndication/verbs/jira/resolve"}, "resolve"),
        ({"type": "Activity", "as1:verb": "https://x.example/verbs/ship"}, "https://x.example/verbs/ship"),
    ],
)
def test_types_are_verbs(fields: dict[str, Any], verb: str) -> None:
    assert read(**fields).activity.verb == verb


@pytest.mark.parametrize(
    ("fields", "title"),
    [
        ({"summary": "<b>Ana</b> wrote", "name": "Other"}, "<b>Ana</b> wrote"),
        ({"name": "1 < 2 & more"}, "1 &lt; 2 &amp; more"),
        ({"summaryMap": {"de": "Hallo", "en": "Hello"}}, "Hello"),
        ({"nameMap": {"de": "Hallo"}}, "Hallo"),
        ({}, ""),
    ],
)
def test_a_title_is_the_summary_or_the_name(fields: dict[str, Any], title: str) -> None:
    assert read(**fields).activity.title == title


@pytest.mark.parametrize(
    ("actor", "username", "name", "is_bot"),
    [
        ("acct:ana@social.example", "ana@social.example", "ana@social.example", False),
        ({"type": "Person", "name": "Ana Ruiz", "preferredUsername": "ana"}, "ana", "Ana Ruiz", False),
        ({"type": "Service", "id": "https://ci.example/bots/ci", "name": "CI"}, "ci", "CI", True),
        ([{"type": "Person", "name": "Ana"}, {"name": "Bob"}], None, "Ana", False),
    ],
)
def test_actors(actor: Any, username: str | None, name: str, is_bot: bool) -> None:
    activity = read(actor=actor).activity
    assert (activity.actor["username"], activity.actor["name"], activity.is_bot) == (username, name, is_bot)


def test_things_may_be_addresses_links_and_lists() -> None:
    activity = read(
        object=["https://x.example/1"],
        target={"type": "Page", "name": "P", "url": [{"type": "Link", "href": "https://x.example/2"}]},
        url={"type": "Link", "href": "https://x.example/3"},
        icon={"type": "Image", "url": {"type": "Link", "href": "https://x.example/i.png"}, "width": "wide"},
        tag=[{"type": "Hashtag", "name": "red"}, "blue"],
    ).activity
    assert activity.object and activity.target and activity.icon
    assert (activity.object["id"], activity.object["url"]) == ("https://x.example/1", "https://x.example/1")
    assert (activity.target["type"], activity.target["url"]) == ("page", "https://x.example/2")
    assert (activity.url, activity.icon["url"]) == ("https://x.example/3", "https://x.example/i.png")
    assert activity.categories == ["red", "blue"]


def test_an_answer_is_a_comment_on_what_it_answers() -> None:
    note = {"type": "Note", "content": "I agree", "inReplyTo": "https://x.example/notes/7"}
    activity = read(object=note).activity
    assert activity.object and activity.target
    assert (activity.object["type"], activity.target["url"]) == ("comment", "https://x.example/notes/7")


def test_a_thing_by_itself_was_posted() -> None:
    note = {
        "@context": CONTEXT,
        "type": "Note",
        "id": "https://x.example/1",
        "content": "Hi",
        "attributedTo": "acct:ana",
    }
    parsed = parse(note, Door.OWN)
    assert (parsed.activity.verb, parsed.activity.content, parsed.activity.actor["username"]) == ("post", "Hi", "ana")


@pytest.mark.parametrize(
    "generator", [None, "https://g.example/", {"name": "G"}, {"id": "https://g.example/", "name": "G"}]
)
def test_a_generator_is_named_or_the_site(generator: Any) -> None:
    found = read(generator=generator).generator
    assert found and found[0].startswith("https://") and found[1]


@pytest.mark.parametrize(
    "fields",
    [
        {"to": ["https://social.example/users/bob"]},
        {"cc": "https://social.example/users/ana/followers"},
        {"audience": {"type": "Group", "id": "https://x.example/g"}},
        {"bto": [{"id": "https://social.example/users/bob"}, 5, ["x"]]},
    ],
)
def test_what_is_addressed_to_some_is_not_shown_to_all(fields: dict[str, Any]) -> None:
    with pytest.raises(InvalidDocument) as refused:
        read(**fields)
    assert [problem.code for problem in refused.value.problems] == ["invalid_audience"]


def test_our_own_audience_is_understood() -> None:
    assert read(audience={"group": "team"}, to=["https://x.example/users/bob"]).audience == ("group", "team")


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ({"actor": 5}, "actor", "not_an_object"),
        ({"id": 5}, "id", "not_a_text"),
        ({"summary": 5}, "title", "not_a_text"),
        ({"object": {"name": []}}, "object.displayName", "not_a_text"),
        ({"url": "nowhere"}, "url", "invalid_url"),
        ({"icon": "javascript:alert(1)"}, "icon.url", "invalid_url"),
        ({"tag": [{"type": "Hashtag"}, 5]}, "categories.1", "not_a_text"),
        ({"published": "yesterday"}, "published", "invalid_date"),
        ({"as1:verb": 5}, "verb", "not_a_text"),
        ({"type": "OrderedCollection", "orderedItems": None}, "orderedItems", "missing"),
    ],
)
def test_what_is_wrong_is_named_in_our_words(fields: dict[str, Any], field: str, code: str) -> None:
    with pytest.raises(InvalidDocument) as refused:
        read(**fields)
    assert (field, code) in [(problem.field, problem.code) for problem in refused.value.problems]


NAMES = [
    "type",
    "@context",
    "id",
    "actor",
    "object",
    "target",
    "name",
    "nameMap",
    "summary",
    "content",
    "url",
    "icon",
    "tag",
    "to",
    "generator",
    "attributedTo",
    "inReplyTo",
    "published",
    "orderedItems",
    "first",
    "href",
    "as1:verb",
    "as1:object-type",
    "as1:username",
    "audience",
]
THING = st.dictionaries(st.sampled_from(NAMES), JSON, max_size=6)


@given(st.dictionaries(st.sampled_from(NAMES), JSON | THING | st.lists(THING, max_size=2), max_size=10))
def test_any_document_is_read_or_refused(document: dict[str, Any]) -> None:
    as2.collected(document)
    try:
        parse({"@context": CONTEXT, **document}, Door.OWN)
    except InvalidDocument as error:
        assert error.problems


# --- over HTTP ---


@pytest.mark.parametrize(
    "content_type",
    ["application/activity+json", f'application/ld+json; profile="{CONTEXT}"', "application/json"],
)
def test_it_is_known_by_its_type_or_by_its_shape(as_bob: Api, content_type: str) -> None:
    document = make_as2(**{"@context": None} if content_type != "application/json" else {})
    response = as_bob.post(URL, document, content_type)
    assert (response.status_code, response.json()["content_html"]) == (201, "<p>Hello</p>")


def test_it_replaces_what_was_posted(as_bob: Api) -> None:
    address = as_bob.post(URL, make_as2())["Location"]
    changed = make_as2(object={"type": "Note", "content": "Changed"}, id=None)
    response = as_bob.client.put(address, changed, content_type="application/activity+json")
    assert (response.status_code, response.json()["content_html"]) == (200, "Changed")


def test_a_replacement_without_a_generator_stays_its_application_s(as_bob: Api) -> None:
    address = as_bob.post(URL, make_document())["Location"]
    changed = make_as2(id=None, summary="Changed")
    response = as_bob.client.put(address, changed, content_type="application/activity+json")
    assert (response.status_code, response.json()["title_html"]) == (200, "Changed")
    assert response.json()["application"]["name"] == GENERATOR["displayName"]


@pytest.mark.parametrize(
    ("content_type", "patch", "field"),
    [
        ("application/activity+json", {"summary": "Changed"}, "@context"),
        ("application/ld+json", {"summary": "Changed"}, "@context"),
        ("application/merge-patch+json", {"@context": CONTEXT, "summary": "Changed"}, "@context"),
        ("application/merge-patch+json", {"type": "Note", "verb": None}, "type"),
    ],
)
def test_a_patch_is_in_the_words_of_1_0(as_bob: Api, content_type: str, patch: Any, field: str) -> None:
    address = as_bob.post(URL, make_document())["Location"]
    before, version = Activity.objects.values().get(), Version.current()
    response = as_bob.client.patch(address, patch, content_type=content_type)
    (error,) = response.json()["errors"]
    assert (response.status_code, error["field"], error["code"]) == (400, field, "unknown_field")
    assert "leave out" in error["message"]
    assert (Activity.objects.values().get(), Version.current()) == (before, version)


def test_the_compatible_door_knows_version_1_only(as_bob: Api) -> None:
    response = as_bob.post("/rest/activities/1.0/", make_as2(), "application/vnd.atl.streams.thirdparty+json")
    assert response.status_code == 400


@pytest.fixture
def varied(as_alice: Api, make_activity: Any) -> None:
    """Activities of all sorts: with titles, because what has none is shown as a sentence."""
    image = {"url": "https://x.example/ana.png"}
    thing = {"objectType": "job", "displayName": "build <1>", "summary": "<i>s</i>", "url": "https://x.example/b/1"}
    issue = {
        "objectType": "issue",
        "id": "https://j.example/PAY-1",
        "displayName": "PAY-1",
        "url": "https://j.example/1",
    }
    actor = {"id": "ana", "displayName": "Ana Ruiz", "url": "https://x.example/ana", "image": image}
    common: dict[str, Any] = {"actor": actor, "title": "Ana Ruiz <b>did</b> &amp; said", "content": "<p>It's done</p>"}
    documents = [
        make_document(id="1", verb="resolve", object=issue, categories=["red", "b l u e"], **common),
        make_document(
            id="2", verb="https://x.example/ship", object=thing, target=issue, url="https://x.example/", **common
        ),
        make_document(id="3", verb="close", object={"objectType": "review", "displayName": "CR-1"}, summary="s"),
        make_document(
            id="4", changes=[{"field": "state", "from": "a", "to": "b"}], icon={"url": "https://x.example/i"}
        ),
        make_document(id="5", object={"objectType": "comment", "id": "urn:x:5"}, verb="vote", target={"url": "ONE-1"}),
    ]
    results = as_alice.post(URL, documents).json()["results"]
    assert [one["outcome"] for one in results] == ["created"] * 5, results
    make_activity(id="6", title="Polled", object=thing, published="2026-01-01T00:00:00Z")


def page(api: Api) -> dict[str, Any]:
    found: dict[str, Any] = api.get("/api/v1/activities.as2?limit=100").json()
    return found


def test_what_we_write_we_read_as_the_same(as_alice: Api, alice: Any, varied: None, team: Any) -> None:
    alice.groups.add(team.group)
    written = page(as_alice)
    results = as_alice.post(URL, written, "application/activity+json").json()["results"]
    assert [one["outcome"] for one in results] == ["created"] * 6, results
    again = page(as_alice)["first"]["orderedItems"]
    before = {item["id"]: item for item in written["first"]["orderedItems"]}
    copies = {f"urn:uuid:{uid}": one for uid, one in zip((r["id"] for r in results), before.values(), strict=True)}
    compared = [(item, copies[item["id"]]) for item in again if item["id"] in copies]
    assert len(compared) == 6
    for copy, original in compared:
        of_its_own = {"id", "updated", "icon", "generator"} if "id" not in original["generator"] else {"id", "updated"}
        assert {name: copy[name] for name in copy.keys() - of_its_own} == {
            name: original[name] for name in original.keys() - of_its_own
        }
    assert Activity.objects.count() == 12
