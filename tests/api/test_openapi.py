"""The description of the API: there, true to the code, the same for everybody."""

from __future__ import annotations

import re
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver, path
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator

from streams.api.openapi import text
from streams.models import AccessToken
from streams.web.problems import FOR_PROGRAMS
from streams.web.schema.generator import Generator
from tests.conftest import Api
from tests.described import DESCRIBED, DOCUMENT, PAGES, SCHEMAS, assert_described, parameters, whole
from tests.documents import make_document

ROOT = Path(__file__).resolve().parents[2]

# --- the document ---


def test_the_committed_copy_is_what_the_code_says() -> None:
    copy = (ROOT / "docs/openapi.json").read_bytes()
    assert copy == text(), "write it anew: .venv/bin/python manage.py openapi > docs/openapi.json"


def test_it_is_valid_openapi() -> None:
    assert DOCUMENT["openapi"].startswith("3.1")
    validate_schema(DOCUMENT)
    for schema in SCHEMAS.values():
        Draft202012Validator.check_schema(schema)
    assert whole(DOCUMENT["paths"])


def test_everything_is_explained() -> None:
    silent = [f"{method} {route}" for (route, method), one in DESCRIBED.items() if not one.get("summary")]
    silent += [f"{key} {name}" for key in DESCRIBED for name, one in parameters(*key).items() if not one["description"]]
    for kind in ("headers", "responses"):
        silent += [name for name, one in DOCUMENT["components"][kind].items() if not one["description"]]
    assert silent + list(_silent(SCHEMAS, "")) == []


def _silent(schema: Any, place: str) -> Iterator[str]:
    """Properties that nothing is said of; what is said of a reference is said where it leads."""
    for name, one in schema.get("properties", {}).items() if isinstance(schema, dict) else ():
        if not {"description", "$ref"} & one.keys() and "allOf" not in place:
            yield f"{place}.{name}"
    for key, inner in schema.items() if isinstance(schema, dict) else enumerate(schema):
        if isinstance(inner, dict | list):
            yield from _silent(inner, f"{place}.{key}")


# --- addresses ---


def addresses(patterns: Any = None, prefix: str = "/") -> Iterator[tuple[str, Any]]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from addresses(pattern.url_patterns, route)
        else:
            yield re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route), pattern.callback


def test_every_address_is_described() -> None:
    """Two that differ in the last slash are one."""
    described = {route.rstrip("/") for route in DOCUMENT["paths"]}
    there = {route.rstrip("/") for route, _ in addresses()}
    assert {route for route in there if route.startswith(FOR_PROGRAMS)} <= described <= there


def test_every_method_is_described() -> None:
    """Of the views that tell which they have."""
    told = {
        (route, method)
        for route, callback in addresses()
        if route.startswith(FOR_PROGRAMS)
        for method in ("get", "post", "put", "patch", "delete")
        if hasattr(getattr(callback, "cls", getattr(callback, "view_class", None)), method)
    }
    missing = {key for key in told - DESCRIBED.keys() if (f"{key[0]}/", key[1]) not in DESCRIBED}
    assert not missing
    assert len(told) > 5


OTHERS = [
    (route, method)
    for route, _ in addresses()
    if route.startswith(FOR_PROGRAMS)
    for method in ("get", "post", "put", "patch", "delete")
    if not {(route, method), (f"{route}/", method)} & DESCRIBED.keys()
]
THERE = {"slug": "team", "format": "atom", "uid": "0190c2a0-0000-7000-8000-000000000000"}


@pytest.mark.parametrize(("route", "method"), OTHERS)
def test_there_is_no_other_method_and_no_page_of_html_says_so(alice: User, route: str, method: str) -> None:
    client = Client(enforce_csrf_checks=True, headers={"Authorization": f"Basic {b64encode(b'alice:secret').decode()}"})
    response = getattr(client, method)(re.sub(r"{(\w+)}", lambda found: THERE.get(found[1], "1"), route))
    assert (response.status_code, response["Content-Type"]) == (405, "application/problem+json")
    assert response.json()["code"] == "method_not_allowed"
    assert method.upper() not in response["Allow"].split(", ")


def test_a_page_is_described_whatever_kind_of_view_serves_it() -> None:
    routes = [path(f"{route[1:]}".replace("{", "<").replace("}", ">"), lambda request: HttpResponse(), name=name)
              for route, name in zip(PAGES, ["activities", "activities-in", "stream-activities", "stream-activities-in",
                                             "gadget-activities", "feed-link"], strict=True)]  # fmt: skip
    made = Generator(patterns=routes).get_schema(public=True)
    assert {route: one["get"] for route, one in made["paths"].items()} == {key: DESCRIBED[key, "get"] for key in PAGES}


# --- answers ---


def test_a_page_has_the_fields_that_are_described_and_no_others(as_bob: Api, make_activity: Any) -> None:
    make_activity(icon={"url": "https://x.example/i.png"}, links={"self": "https://x.example"}, target={"id": "there"})
    make_activity(id="bare", title=None, object=None, actor=None)
    page = as_bob.get("/api/v1/activities/?limit=1&providers=nowhere+source").json()
    assert page["items"] and page["next"] and page["sources"] and page["warnings"]
    assert_described("Page", page)


def test_what_is_posted_and_answered_is_described(alice: Any) -> None:
    sent = make_document()
    assert_described("Document", sent)
    api = Api(None, Authorization=f"Bearer {AccessToken.issue(alice, 'test', ['publish', 'act'])[1]}")
    item = api.post("/api/v1/activities/", sent).json()
    assert_described("Activity", item)
    assert_described("BatchResult", api.post("/api/v1/activities/", [sent, {}]).json())
    assert_described("Problem", api.post("/api/v1/activities/", {}).json())
    done = api.post(f"/api/v1/activities/{item['id']}/actions/vote/", {}, Idempotency_Key="1").json()
    assert_described("ActionOutcome", done)


# --- serving it ---


def test_it_is_served_as_it_is_committed_and_asks_no_database() -> None:
    """No test may touch the database without saying so."""
    response = Api().get("/api/v1/openapi.json", Origin="https://dashboard.example.com")
    assert (response.status_code, response.content) == (200, text())
    assert response["Access-Control-Allow-Origin"] == "*"
    assert Api().get("/api/v1/openapi.json", If_None_Match=response["ETag"]).status_code == 304


def test_the_page_comes_from_this_server_only() -> None:
    response = Api().get("/api/v1/docs/")
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.findall(r'(?:src|href)="(?!/)', response.content.decode())


def test_the_web_process_loads_it_when_somebody_asks() -> None:
    code = (
        "import sys; from django.urls import get_resolver; get_resolver().url_patterns;"
        "print([name for name in sys.modules if name.startswith(('drf_spectacular.', 'jsonschema'))])"
    )
    command = [sys.executable, str(ROOT / "manage.py"), "shell", "--no-imports", "-c", code]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip() == "[]"
