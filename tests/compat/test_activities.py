"""The original's third-party resource (contract.md §4.1 to §4.5)."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.contrib.staticfiles import finders
from hypothesis import given

from streams.models import Activity
from streams.models.activity import new_uid
from tests.conftest import VENDOR, Api
from tests.documents import make_document
from tests.examples import examples
from tests.publishing.test_document import DEEP, DOCUMENT

URL = "/rest/activities/1.0/"


def post(api: Api, document: Any, url: str = URL, content_type: str = VENDOR, **headers: str) -> Any:
    return api.post(url, document, content_type, **headers)


@pytest.fixture
def posted(as_bob: Api) -> str:
    """The path of an activity that Bob posted."""
    return post(as_bob, make_document())["Location"].removeprefix("http://testserver")


# --- POST ---


@pytest.mark.parametrize("icon", [None, {"width": "16", "height": "16"}])
def test_what_has_no_picture_is_shown_with_ours(as_bob: Api, icon: Any) -> None:
    """contract.md §4.5: the icon by default is a built-in one."""
    response = post(as_bob, make_document(icon=icon))
    assert response.json()["icon"] == {"url": "/static/streams/icon.svg"}
    assert finders.find("streams/icon.svg")


@pytest.mark.parametrize("url", [URL, URL.rstrip("/")])
def test_a_post_is_answered_with_its_representation(as_bob: Api, url: str) -> None:
    response = post(as_bob, make_document(), url)
    assert (response.status_code, response["Content-Type"]) == (201, VENDOR)
    assert response.json()["links"] == {
        "self": response["Location"].removeprefix("http://testserver"),
        "activities": "/rest/activities/1.0/",
    }


def test_the_representation_has_all_that_the_document_said(as_alice: Api) -> None:
    document = make_document(
        url="https://x.example/1",
        verb="https://x.example/ship",
        content="<p>Done</p>",
        published="2026-01-02T03:04:05Z",
        actor={
            "id": "ana",
            "displayName": "Ana",
            "url": "https://x.example/ana",
            "image": {"url": "https://x.example/a"},
        },
        object={"id": "https://x.example/1", "displayName": "A", "objectType": "file", "summary": "s", "url": "ONE-1"},
        target={"displayName": "Payments", "url": "https://x.example/payments"},
        icon={"url": "https://x.example/i.png", "width": "16", "height": 16},
    )
    shown = post(as_alice, document).json()
    expected = document | {"published": "2026-01-02T03:04:05.000Z", "icon": {"url": "https://x.example/i.png"}}
    assert {name: shown[name] for name in expected} == expected
    assert shown["updated"] == shown["published"]


def test_the_shortest_document(as_bob: Api) -> None:
    document = {"id": "https://x.example/1", "generator": {"id": "https://x.example", "displayName": "X"}}
    assert post(as_bob, document).status_code == 201


@pytest.mark.parametrize(
    "fields",
    [
        {"target": {"url": ""}},
        {"target": {"url": "ONE-1"}},
        {"icon": {"url": "https://x.example/i.png", "width": "16", "height": "16"}},
        {"published": 1_388_534_400_000},
        {"published": "2014-01-01T00:00:00.000+0000"},
        {"updated": "whatever", "provider": 7, "links": []},
        {"colour": {"deep": [1, 2]}, "object": {"colour": 1}},
        {"id": None, "url": "https://x.example/1"},
        {"title": "<b>a</b> <a href='https://x.example'>b</a><br /> <blockquote>c</blockquote>"},
        {"categories": "x", "project": 5, "entity": [], "summary": {}},
    ],
)
def test_what_real_publishers_send_is_taken(as_bob: Api, fields: dict[str, Any]) -> None:
    response = post(as_bob, make_document(**fields))
    assert response.status_code == 201, response.content


@pytest.mark.parametrize(("alias", "name"), [("application", "generator"), ("user", "actor")])
def test_the_older_names(as_alice: Api, alias: str, name: str) -> None:
    document = make_document()
    document[alias] = document.pop(name)
    assert post(as_alice, document).json()[name] == document[alias]


def test_a_retry_is_answered_with_the_first_location(as_bob: Api, posted: str) -> None:
    again = post(as_bob, make_document())
    assert (again.status_code, again["Location"].endswith(posted), Activity.objects.count()) == (201, True, 1)


def test_a_known_id_with_another_document_is_another_activity(as_bob: Api, posted: str) -> None:
    other = post(as_bob, make_document(title="Other"))
    assert not other["Location"].endswith(posted)
    assert other.json()["id"] == make_document()["id"]


def test_the_poster_is_the_actor(as_bob: Api) -> None:
    assert post(as_bob, make_document()).json()["actor"] == {"id": "bob", "displayName": "Bob Berg"}


def test_with_the_permission_the_named_actor_is(bob: User, as_bob: Api) -> None:
    bob.user_permissions.add(Permission.objects.get(codename="post_on_behalf"))
    assert post(as_bob, make_document()).json()["actor"] == {"id": "ana", "displayName": "Ana Ruiz"}


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"],
)
def test_other_media_types_are_refused(as_bob: Api, content_type: str) -> None:
    response = post(as_bob, make_document(), content_type=content_type)
    assert (response.status_code, response["Content-Type"]) == (415, VENDOR)
    assert response.json()["subCode"] == "streams.unsupported_media_type"


def test_a_charset_is_fine(as_bob: Api) -> None:
    assert post(as_bob, make_document(), content_type=f"{VENDOR}; charset=UTF-8").status_code == 201


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "application/json", "nonsense"])
def test_accept_is_ignored(as_bob: Api, accept: str) -> None:
    response = post(as_bob, make_document(), f"{URL}?format=xml", Accept=accept)
    assert (response.status_code, response["Content-Type"]) == (201, VENDOR)


# --- what is wrong (§4.4) ---

LONG = "x" * 256


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"generator": None}, "activity must have generator"),
        ({"generator": {"id": "https://x.example"}}, "application: displayName cannot be omitted"),
        ({"generator": {"id": "https://x.example", "displayName": " "}}, "application: displayName cannot be blank"),
        (
            {"generator": {"id": "https://x.example", "displayName": LONG}},
            "application: displayName exceeds maximum length of 255 characters",
        ),
        ({"generator": {"displayName": "X"}}, "application: id cannot be omitted"),
        ({"generator": {"id": "", "displayName": "X"}}, "application: id cannot be blank"),
        ({"generator": {"id": "x", "displayName": "X"}}, "application: id must be an absolute URI"),
        (
            {"generator": {"id": "ftp://x.example", "displayName": "X"}},
            "application: id must start with a valid scheme (http or https)",
        ),
        ({"id": None}, "activity id and url cannot both be omitted"),
        ({"id": "7"}, "id must be an absolute URI"),
        ({"id": "https://x.example/a b"}, "id is not a valid URI"),
        ({"id": f"https://x.example/{LONG}"}, "id exceeds maximum length of 255 characters"),
        ({"url": "javascript://x.example"}, "url must start with a valid scheme (http or https)"),
        ({"url": "https://user@x.example"}, "url is not a valid URI"),
        ({"title": LONG}, "title exceeds maximum length of 255 characters"),
        ({"content": "x" * 5001}, "content exceeds maximum length of 5000 characters"),
        ({"verb": "a/b"}, "verb must be a simple name without '/' or an absolute URI"),
        ({"icon": {"url": "/i.png"}}, "icon: url must be an absolute URI"),
        ({"icon": {"width": "wide"}}, "icon: width must be a whole number"),
        ({"object": {"id": "csid1902"}}, "object: id must be an absolute URI"),
        (
            {"object": {"objectType": "/file"}},
            "object: objectType must be a simple name without '/' or an absolute URI",
        ),
        ({"object": {"summary": LONG}}, "object: summary exceeds maximum length of 255 characters"),
        ({"object": {"image": {"url": "x"}}}, "object: image: url must be an absolute URI"),
        ({"target": {"url": "a/b"}}, "target: url must be an absolute URI"),
        ({"actor": {"id": LONG}}, "user: id exceeds maximum length of 255 characters"),
        ({"user": {"url": "x"}, "actor": None}, "user: url must be an absolute URI"),
        ({"published": "yesterday"}, "published must be an ISO 8601 date, or milliseconds since 1970 as a number"),
        ({"title": 5}, "title must be a text"),
        ({"object": []}, "object must be an object"),
    ],
)
def test_a_refusal_says_what_is_wrong(as_bob: Api, fields: dict[str, Any], message: str) -> None:
    response = post(as_bob, make_document(**fields))
    assert (response.status_code, response["Content-Type"]) == (400, VENDOR)
    assert response.json() == {
        "errorMessage": f"invalid activity entry: {message}",
        "subCode": "streams.invalid_document",
        "errors": [message],
    }
    assert not Activity.objects.exists()


def test_everything_wrong_is_said_at_once(as_bob: Api) -> None:
    response = post(as_bob, make_document(title=5, verb="a/b", target={"url": "a/b"}))
    assert response.json()["errorMessage"] == (
        "invalid activity entry: target: url must be an absolute URI; "
        "verb must be a simple name without '/' or an absolute URI; title must be a text"
    )


@pytest.mark.parametrize(
    "body", [b"", b"{", b"null", b"[]", b"5", b'"x"', b"\xff", b"NaN", b'{"a":1e999}', b"\xff\xfe{\x00}\x00"]
)
def test_what_is_no_document_is_refused(as_bob: Api, body: bytes) -> None:
    response = post(as_bob, body)
    assert response.status_code == 400
    assert response.json().keys() == {"errorMessage", "subCode", "errors"}


def test_nesting_beyond_reason_is_refused(as_bob: Api) -> None:
    assert post(as_bob, json.dumps(make_document(colour=DEEP))).status_code == 400


def test_a_list_is_no_batch_here(as_bob: Api) -> None:
    assert post(as_bob, [make_document()]).status_code == 400


def test_a_body_too_large_is_refused(as_bob: Api, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    response = post(as_bob, make_document())
    assert (response.status_code, response.json()["subCode"]) == (413, "streams.too_large")


@examples(60)
@given(DOCUMENT)
def test_any_json_at_all_is_stored_or_refused(as_bob: Api, value: Any) -> None:
    before = Activity.objects.count()
    status = post(as_bob, json.dumps(value)).status_code
    assert status in {201, 400}
    assert status == 201 or Activity.objects.count() == before


# --- GET and DELETE ---


@pytest.mark.parametrize("slash", ["", "/"])
def test_one_activity(as_eve: Api, posted: str, slash: str) -> None:
    response = as_eve.get(posted + slash)
    assert (response.status_code, response.json()["links"]["self"]) == (200, posted)


def test_an_activity_is_shown_only_to_whom_it_is_for(as_bob: Api, as_eve: Api, activity: Activity) -> None:
    assert as_bob.get(f"{URL}{activity.uid}").status_code == 200
    assert as_eve.get(f"{URL}{activity.uid}").status_code == 404


@pytest.mark.parametrize("uid", [new_uid(), "12345", "not-an-id", "%00"])
def test_a_missing_activity_is_not_found(as_bob: Api, uid: object) -> None:
    response = as_bob.get(f"{URL}{uid}")
    assert (response.status_code, response.json()["subCode"]) == (404, "streams.not_found")


def test_alice_deletes_and_sees_what_it_was(as_alice: Api, posted: str) -> None:
    shown = as_alice.get(posted).json()
    deleted = as_alice.delete(posted)
    assert (deleted.status_code, deleted.json()) == (200, shown)
    assert as_alice.delete(posted).status_code == 404


@pytest.mark.parametrize("uid", [new_uid(), "12345"])
def test_others_learn_nothing_by_deleting(as_bob: Api, posted: str, uid: object) -> None:
    assert as_bob.delete(posted).status_code == as_bob.delete(f"{URL}{uid}").status_code == 403
    assert Activity.objects.exists()


@pytest.mark.parametrize("method", ["put", "patch"])
def test_there_is_no_other_method(as_bob: Api, posted: str, method: str) -> None:
    response = getattr(as_bob.client, method)(posted, b"{}", content_type=VENDOR)
    assert (response.status_code, response.json()["subCode"]) == (405, "streams.method_not_allowed")
