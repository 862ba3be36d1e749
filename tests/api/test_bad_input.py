"""What does not belong into a request: a problem document says so, and nothing is stored."""

import json
from typing import Any

import pytest
from hypothesis import given

from gadget.models import Gadget
from streams.models import Activity
from tests.conftest import VENDOR, Api
from tests.documents import make_document
from tests.examples import examples
from tests.publishing.test_document import DEEP, DOCUMENT

URL = "/api/v1/activities/"


def assert_problem(response: Any, status: int, code: str) -> dict[str, Any]:
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json"), response.content
    problem: dict[str, Any] = response.json()
    assert (problem["status"], problem["code"]) == (status, code)
    assert problem["detail"]
    return problem


@pytest.mark.parametrize(
    "body",
    [
        b"{", b"[1,", b"\xff\xfe", b'{"id":"\xff"}', b'"\\ud800"', b"NaN", b"[Infinity]", b"1e999", b"undefined",
        b"{'id': 1}", b'{"id":1,}', b"\x00", b"id=1", "{}".encode("utf-16"), b"[" * 2000 + b"]" * 2000,
    ],
)  # fmt: skip
def test_what_is_no_json_is_refused(as_bob: Api, body: bytes) -> None:
    problem = assert_problem(as_bob.post(URL, body), 400, "parse_error")
    assert problem["detail"].startswith("The body is not valid JSON in UTF-8")


@pytest.mark.parametrize("body", [b"null", b"5", b'"x"', b"true"])
def test_only_an_object_or_a_list_is_taken(as_bob: Api, body: bytes) -> None:
    problem = assert_problem(as_bob.post(URL, body), 400, "invalid_document")
    assert problem["errors"] == [{"field": "", "code": "not_an_object", "message": "an activity must be a JSON object"}]


def test_an_empty_body_is_no_document(as_bob: Api) -> None:
    assert "empty" in assert_problem(as_bob.post(URL, b""), 400, "parse_error")["detail"]


def test_an_empty_document_is_told_what_it_lacks(as_bob: Api) -> None:
    problem = assert_problem(as_bob.post(URL, b"{}"), 400, "invalid_document")
    assert [error["field"] for error in problem["errors"]] == ["id", "generator"]


def test_a_byte_order_mark_is_ignored(as_bob: Api) -> None:
    assert as_bob.post(URL, b"\xef\xbb\xbf" + json.dumps(make_document()).encode()).status_code == 201


def test_the_last_of_two_equal_keys_counts(as_bob: Api) -> None:
    body = json.dumps(make_document()).removesuffix("}") + ', "title": "Second"}'
    assert as_bob.post(URL, body).json()["title_html"] == "Second"


def test_nesting_beyond_reason_is_refused(as_bob: Api) -> None:
    body = json.dumps(make_document(title=DEEP))
    assert assert_problem(as_bob.post(URL, body), 400, "invalid_document")["errors"][0]["code"] == "not_json"


@pytest.mark.parametrize("content_type", [VENDOR, "text/plain", "application/x-www-form-urlencoded", "application/xml"])
def test_other_media_types_are_refused(as_bob: Api, content_type: str) -> None:
    assert_problem(as_bob.post(URL, make_document(), content_type), 415, "unsupported_media_type")


def test_a_body_is_as_large_as_the_setting_says(as_bob: Api, settings: Any) -> None:
    body = json.dumps(make_document())
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = len(body)
    assert as_bob.post(URL, body).status_code == 201
    assert_problem(as_bob.post(URL, f"{body} "), 413, "too_large")


def test_unknown_fields_are_named(as_bob: Api) -> None:
    problem = assert_problem(as_bob.post(URL, make_document(colour=1, actor={"mail": "x"})), 400, "invalid_document")
    assert [error["field"] for error in problem["errors"]] == ["actor.mail", "colour"]
    assert "actor.mail: unknown field" in problem["detail"]


@pytest.mark.parametrize(("method", "path"), [("get", ""), ("post", ""), ("get", "{}/"), ("post", "{}/actions/vote/")])
def test_unknown_parameters_are_named(as_bob: Api, activity: Activity, method: str, path: str) -> None:
    response = getattr(as_bob, method)(f"{URL}{path}?colour=red".format(activity.uid), Idempotency_Key="1")
    assert assert_problem(response, 400, "bad_parameter")["errors"][0]["field"] == "colour"


MANY = "+".join([*(f"x{number}" for number in range(100)), "source"])
CURSOR = "A" * 22


@pytest.mark.parametrize(
    ("url", "field", "code"),
    [
        (f"{URL}?providers=source&providers=thirdparty", "providers", "repeated"),
        (f"{URL}?providers={MANY}", "providers", "too_many_values"),
        (f"{URL}?limit=1&limit=50", "limit", "bad_parameter"),
        (f"{URL}?format=csv&limit=1&limit=50", "limit", "bad_parameter"),
        (f"{URL}?cursor={CURSOR}&cursor={CURSOR}", "cursor", "bad_parameter"),
        (f"{URL}?format=csv&format=atom", "format", "bad_parameter"),
        ("/api/v1/activities.atom?format=csv", "format", "bad_parameter"),
        ("/api/v1/activities.atom?format=pdf", "format", "bad_parameter"),
    ],
)
def test_no_part_of_a_query_is_dropped_in_silence(as_bob: Api, provider: Any, url: str, field: str, code: str) -> None:
    (fault,) = assert_problem(as_bob.get(url), 400, "bad_parameter")["errors"]
    assert (fault["field"], fault["code"]) == (field, code)


def test_a_trial_and_none_at_once_stores_nothing(as_bob: Api) -> None:
    response = as_bob.post(f"{URL}?validate=true&validate=false", make_document())
    assert assert_problem(response, 400, "bad_parameter")["errors"][0]["field"] == "validate"
    assert not Activity.objects.exists()


@pytest.mark.parametrize("url", ["/api/v1/activities.atom?format=atom", f"{URL}?format=atom&format=atom"])
def test_the_same_form_twice_is_one(as_bob: Api, url: str) -> None:
    assert as_bob.get(url)["Content-Type"] == "application/atom+xml; charset=utf-8"


@pytest.mark.parametrize("limit", ["0", "101", "-1", "1.5", "٣", "", "000000001999", "9" * 30])
def test_no_page_is_longer_than_the_longest(as_bob: Api, limit: str) -> None:
    assert assert_problem(as_bob.get(f"{URL}?limit={limit}"), 400, "bad_parameter")["errors"][0]["field"] == "limit"


@pytest.mark.parametrize("limit", ["0", "9" * 10, "9" * 30])
def test_an_export_takes_any_number_that_is_one(as_bob: Api, limit: str) -> None:
    assert as_bob.get(f"{URL}?format=csv&limit=999999999").status_code == 200
    assert_problem(as_bob.get(f"{URL}?format=csv&limit={limit}"), 400, "bad_parameter")


@pytest.mark.parametrize("address", [URL, f"{URL}?format=atom", "/api/v1/gadgets/team/activities/"])
def test_what_django_refuses_is_told_in_the_same_form(as_bob: Api, address: str) -> None:
    Gadget.objects.create(slug="team", title="Team")
    many = "&".join(f"p{number}=1" for number in range(1001))
    assert_problem(as_bob.get(f"{address}{'&' if '?' in address else '?'}{many}"), 400, "bad_request")


def test_a_feed_reader_gets_no_html_page_either(as_nobody: Api) -> None:
    assert_problem(as_nobody.get("/feeds/af_secret/no.slug.atom"), 404, "not_found")


@pytest.mark.parametrize("uid", ["12345", "not-an-id", "..", "%00", "x" * 300])
def test_what_is_no_id_is_not_found(as_bob: Api, uid: str) -> None:
    assert_problem(as_bob.get(f"{URL}{uid}/"), 404, "not_found")
    assert_problem(as_bob.post(f"{URL}{uid}/actions/vote/", {}, Idempotency_Key="1"), 404, "not_found")


@pytest.mark.parametrize("key", ["nonsense", "no.slug", "%00"])
def test_what_is_no_action_is_not_found(as_bob: Api, activity: Activity, key: str) -> None:
    assert_problem(as_bob.post(f"{URL}{activity.uid}/actions/{key}/", {}, Idempotency_Key="1"), 404, "not_found")


@examples(60)
@given(DOCUMENT)
def test_any_json_at_all_is_stored_or_refused(as_bob: Api, value: Any) -> None:
    before = Activity.objects.count()
    status = as_bob.post(URL, json.dumps(value)).status_code
    assert status in {200, 201, 400}
    assert status in {200, 201} or Activity.objects.count() == before


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "\u0000\u0001"}, {"id": "a\u0000b"}, {"verb": "\u0000"}, {"project": "\u0000"},
        {"links": {"\u0000": 1}},
        {"actor": {"id": "\u0000"}}, {"entity": "\u0000"}, {"categories": ["\u0000"]}, {"object": {"id": "\u0000x"}},
        {"generator": {"id": "https://x.example/\u0000", "displayName": "\u0000"}}, {"\u0000": 1},
        {"title": "&#0;&#x1F;"}, {"verb": "v" * 255, "object": {"objectType": "o" * 255}}, {"entity": "e" * 255},
    ],
)  # fmt: skip
def test_what_a_database_cannot_hold_never_reaches_it(as_alice: Api, fields: dict[str, Any]) -> None:
    assert as_alice.post(URL, make_document(**fields)).status_code in {201, 400}
