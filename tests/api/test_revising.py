"""Who posted an activity replaces, patches and deletes it by its address."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from django.contrib.auth.models import User

from streams.models import AccessToken, Activity, Audience, Version
from streams.models.activity import new_uid
from tests.conftest import VENDOR, Api
from tests.documents import GENERATOR, make_document

URL = "/api/v1/activities/"
MERGE_PATCH = "application/merge-patch+json"
METHODS = ["put", "patch", "delete"]


def ask(api: Api, method: str, address: str, body: Any = None, content_type: str = "", **headers: str) -> Any:
    default = MERGE_PATCH if method == "patch" else "application/json"
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    data = b"" if method == "delete" else orjson.dumps({} if body is None else body)
    return getattr(api.client, method)(address, data, content_type=content_type or default, headers=named)


def patch(api: Api, address: str, body: Any, **headers: str) -> Any:
    return ask(api, "patch", address, body, **headers)


def refusal(response: Any) -> tuple[int, str]:
    assert response["Content-Type"] == "application/problem+json"
    return response.status_code, response.json()["code"]


@pytest.fixture
def posted(as_bob: Api) -> str:
    """The address of an activity that Bob posted, with everything that a document can say."""
    document = make_document(
        url="https://x.example/1",
        verb="finish",
        summary="In <b>short</b>",
        content="<p>Done</p>",
        published="2026-01-02T03:04:05.678Z",
        object={"id": "build-1", "displayName": "build 1", "objectType": "job", "summary": "<i>s</i>"},
        target={"displayName": "Payments", "url": "https://x.example/payments"},
        icon={"url": "https://x.example/i.png"},
        links={"self": "https://x.example/1"},
        categories=["red"],
        changes=[{"field": "state", "to": "done"}],
        project="PAY",
    )
    return str(as_bob.post(URL, document)["Location"].removeprefix("http://testserver"))


# --- PATCH ---


def test_a_patch_changes_what_it_names(as_bob: Api, posted: str) -> None:
    before = as_bob.get(posted).json()
    response = patch(as_bob, posted, {"title": "Rolled <b>back</b>", "object": {"summary": "new"}})
    after = response.json()
    assert (response.status_code, response["ETag"]) == (200, '"2"')
    assert (after["title_html"], after["object"]["summary"], after["revision"]) == ("Rolled <b>back</b>", "new", 2)
    unchanged = before.keys() - {"title_html", "object", "revision", "updated"}
    assert {name: after[name] for name in unchanged} == {name: before[name] for name in unchanged}
    assert after["object"] == before["object"] | {"summary": "new"}
    assert as_bob.get(posted).json() == after


def test_null_takes_a_field_away_and_a_list_replaces(as_bob: Api, posted: str) -> None:
    after = patch(as_bob, posted, {"content": None, "target": None, "categories": ["blue"], "links": {"self": None}})
    shown = after.json()
    assert (shown["content_html"], shown["target"], shown["categories"], shown["links"]) == ("", None, ["blue"], {})


@pytest.mark.parametrize(
    "body", [{}, {"title": "Deployed <b>payments 4.2</b>"}, {"object": {}}, {"content": "<p>Done"}]
)
def test_a_patch_that_changes_nothing_tells_readers_nothing(as_bob: Api, posted: str, body: Any) -> None:
    version = Version.current()
    response = patch(as_bob, posted, body)
    assert (response.status_code, response.json()["revision"], Version.current()) == (200, 1, version)


def test_the_older_names_are_the_same_fields(as_bob: Api, posted: str) -> None:
    assert patch(as_bob, posted, {"object": {"uri": "https://x.example/9"}}).json()["object"]["url"].endswith("9")


def test_a_patch_may_move_it_and_show_it_to_others(as_bob: Api, as_eve: Api, posted: str) -> None:
    patch(as_bob, posted, {"published": "2026-02-02T00:00:00Z", "audience": {"group": "team"}})
    activity = Activity.objects.get()
    assert (activity.published.month, str(activity.audience)) == (2, "team")
    assert as_eve.get(posted).status_code == 404


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"title": 5}, "title", "not_a_text"),
        ({"colour": 1}, "colour", "unknown_field"),
        ({"id": "another"}, "id", "not_this"),
        ({"generator": {"displayName": "Another"}}, "generator", "not_this"),
        ({"generator": None}, "generator", "missing"),
        ({"audience": "public"}, "audience", "unknown_audience"),
        ([], "", "not_an_object"),
        ("x", "", "not_an_object"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(
    as_bob: Api, posted: str, body: Any, field: str, code: str
) -> None:
    before, version = Activity.objects.values().get(), Version.current()
    response = patch(as_bob, posted, body)
    assert refusal(response) == (400, "invalid_document")
    assert [(error["field"], error["code"]) for error in response.json()["errors"]] == [(field, code)]
    assert (Activity.objects.values().get(), Version.current()) == (before, version)


def test_the_same_document_posted_again_is_what_it_was(as_bob: Api) -> None:
    address = as_bob.post(URL, make_document())["Location"]
    patch(as_bob, address, {"title": "Other"})
    again = as_bob.post(URL, make_document())
    assert (again["Location"], again.json()["revision"], again.json()["title_html"]) == (
        address,
        3,
        "Deployed <b>payments 4.2</b>",
    )


def test_what_the_compatible_door_took_can_be_patched_and_retried(as_bob: Api) -> None:
    first = as_bob.post("/rest/activities/1.0/", make_document(object=None), VENDOR)
    address = f"{URL}{first['Location'].rsplit('/', 1)[1]}/"
    entity = Activity.objects.get().entity
    assert patch(as_bob, address, {"title": "Other"}).json()["title_html"] == "Other"
    again = as_bob.post("/rest/activities/1.0/", make_document(object=None), VENDOR)
    assert (again["Location"], again.json()["title"], again.json()["id"]) == (
        first["Location"],
        "Other",
        make_document()["id"],
    )
    assert Activity.objects.get().entity == entity


# --- PUT ---


def test_another_document_replaces_it(as_bob: Api, posted: str) -> None:
    before = as_bob.get(posted).json()
    shown = ask(as_bob, "put", posted, {"title": "Only a title"}).json()
    assert (shown["title_html"], shown["content_html"], shown["object"]) == ("Only a title", "", None)
    kept = ("id", "application", "actor", "published")
    assert {name: shown[name] for name in kept} == {name: before[name] for name in kept}


def test_a_whole_document_may_name_its_id(as_bob: Api, posted: str) -> None:
    assert ask(as_bob, "put", posted, make_document(title="New")).json()["title_html"] == "New"
    other = make_document(generator=GENERATOR | {"displayName": "Other"})
    assert refusal(ask(as_bob, "put", posted, other)) == (400, "invalid_document")


# --- DELETE ---


def test_bob_deletes_what_he_posted(as_bob: Api, posted: str) -> None:
    response = as_bob.delete(posted)
    assert (response.status_code, response.content) == (204, b"")
    assert as_bob.get(posted).status_code == as_bob.delete(posted).status_code == 404


# --- whose it is ---


@pytest.mark.parametrize("method", METHODS)
def test_what_somebody_else_posted_is_theirs(as_eve: Api, posted: str, method: str) -> None:
    assert refusal(ask(as_eve, method, posted)) == (403, "not_yours")
    assert Activity.objects.get().revision == 1


@pytest.mark.parametrize("method", METHODS)
def test_hidden_and_missing_are_the_same(as_bob: Api, as_eve: Api, posted: str, method: str, team: Audience) -> None:
    Activity.objects.update(audience=team)
    hidden, missing = ask(as_eve, method, posted), ask(as_eve, method, f"{URL}{new_uid()}/")
    assert (hidden.status_code, hidden.json()) == (missing.status_code, missing.json()) == (404, missing.json())


@pytest.mark.parametrize("method", METHODS)
def test_what_a_source_reported_is_the_sources(as_alice: Api, as_bob: Api, activity: Activity, method: str) -> None:
    assert refusal(ask(as_bob, method, f"{URL}{activity.uid}/")) == (403, "not_posted")


def test_bob_changes_even_what_he_cannot_see_any_more(as_bob: Api, eve: User, posted: str) -> None:
    Activity.objects.update(audience=Audience.of_person(eve))
    assert patch(as_bob, posted, {"title": "Mine"}).status_code == 200


def test_who_posts_on_behalf_of_others_corrects_it_and_it_stays_theirs(
    as_alice: Api, as_bob: Api, bob: User, posted: str
) -> None:
    assert patch(as_alice, posted, {"title": "Corrected"}).json()["actor"]["username"] == "bob"
    assert Activity.objects.get().poster == bob
    assert patch(as_bob, posted, {"title": "Again"}).status_code == 200


@pytest.mark.parametrize("method", METHODS)
def test_nobody_and_a_token_to_read_change_nothing(as_nobody: Api, bob: User, posted: str, method: str) -> None:
    reader = Api(Authorization=f"Bearer {AccessToken.issue(bob, 'ci', ['read'])[1]}")
    assert ask(as_nobody, method, posted).status_code == 401
    assert refusal(ask(reader, method, posted)) == (403, "missing_scope")


# --- If-Match ---


@pytest.mark.parametrize("method", METHODS)
def test_what_has_changed_meanwhile_is_not_changed(as_bob: Api, posted: str, method: str) -> None:
    etag = as_bob.get(posted)["ETag"]
    patch(as_bob, posted, {"title": "Meanwhile"})
    assert refusal(ask(as_bob, method, posted, If_Match=etag)) == (412, "precondition_failed")
    assert refusal(ask(as_bob, method, posted, If_Match="nonsense")) == (412, "precondition_failed")
    assert Activity.objects.get().title == "Meanwhile"


@pytest.mark.parametrize("etag", ['"1"', "*", '"7", "1"'])
def test_what_has_not_is(as_bob: Api, posted: str, etag: str) -> None:
    assert patch(as_bob, posted, {"title": "x"}, If_Match=etag).status_code == 200


@pytest.mark.parametrize("method", ["put", "patch"])
@pytest.mark.parametrize("field", ["colour", "actor", "content"])
def test_nesting_beyond_reason_is_refused(as_bob: Api, posted: str, method: str, field: str) -> None:
    deep = f'{{"{field}":' * 1000 + "1" + "}" * 1000
    response = getattr(as_bob.client, method)(posted, deep, content_type="application/json")
    assert refusal(response) == (400, "invalid_document")
    assert response.json()["errors"][0]["code"] == "not_json"


def test_the_last_slash_may_be_missing(as_bob: Api, posted: str) -> None:
    address = posted.rstrip("/")
    assert as_bob.get(address).status_code == patch(as_bob, address, {"title": "x"}).status_code == 200
    assert as_bob.delete(address).status_code == 204


def test_other_media_types_are_refused(as_bob: Api, posted: str) -> None:
    assert refusal(ask(as_bob, "patch", posted, content_type="text/plain"))[0] == 415


def test_a_change_without_a_body_is_none(as_bob: Api, posted: str) -> None:
    response = as_bob.client.patch(posted, b"", content_type=MERGE_PATCH)
    assert refusal(response) == (400, "parse_error")
