"""The description of the API: complete, true to the code, the same for everybody."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.urls import get_resolver, path
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator
from rest_framework import exceptions
from rest_framework.exceptions import APIException

from streams import registry
from streams.api.openapi import text
from streams.feed import options
from streams.models import AccessToken
from streams.models.token import Scope
from streams.publishing.document import CONTRACT_FIELDS, OUR_FIELDS, THING
from streams.publishing.fields import ALIASES
from streams.web import pages
from streams.web.formats import FORMATS, NAMES
from streams.web.problems import FOR_PROGRAMS
from streams.web.schema.generator import Generator
from streams.web.schema.problems import CODES, FAULTS
from tests.conftest import Api
from tests.described import assert_described, document
from tests.documents import make_document

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = document()
SCHEMAS = DOCUMENT["components"]["schemas"]
DESCRIBED = {(route, method): one for route, methods in DOCUMENT["paths"].items() for method, one in methods.items()}
PAGES = [
    "/api/v1/activities/",
    "/api/v1/activities.{format}",
    "/api/v1/streams/{slug}/activities/",
    "/api/v1/streams/{slug}/activities.{format}",
    "/api/v1/gadgets/{slug}/activities/",
    "/feeds/{secret}/{slug}.{format}",
]


def whole(thing: Any) -> Any:
    """The same with what its references stand for."""
    if isinstance(thing, list):
        return [whole(one) for one in thing]
    if not isinstance(thing, dict):
        return thing
    if "$ref" in thing:
        found = DOCUMENT
        for step in thing["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        return whole(found)
    return {name: whole(one) for name, one in thing.items()}


def parameters(route: str, method: str = "get") -> dict[str, Any]:
    return {one["name"]: one for one in whole(DESCRIBED[route, method].get("parameters", []))}


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
        if hasattr(getattr(callback, "cls", None), method)
    }
    missing = {key for key in told - DESCRIBED.keys() if (f"{key[0]}/", key[1]) not in DESCRIBED}
    assert not missing
    assert len(told) > 5


def test_a_page_is_described_whatever_kind_of_view_serves_it() -> None:
    routes = [path(f"{route[1:]}".replace("{", "<").replace("}", ">"), lambda request: HttpResponse(), name=name)
              for route, name in zip(PAGES, ["activities", "activities-in", "stream-activities", "stream-activities-in",
                                             "gadget-activities", "feed-link"], strict=True)]  # fmt: skip
    made = Generator(patterns=routes).get_schema(public=True)
    assert {route: one["get"] for route, one in made["paths"].items()} == {key: DESCRIBED[key, "get"] for key in PAGES}


# --- parameters ---


@pytest.mark.parametrize("route", PAGES)
def test_every_parameter_of_a_page_is_described(route: str) -> None:
    read = pages.PARAMETERS | {options.EVERYWHERE, "providers", "by_source"}
    if "gadgets" in route:
        read = read - {"format"}
    assert {*re.findall(r"{(\w+)}", route), *read, "If-None-Match"} == parameters(route).keys()


def test_every_filter_is_described() -> None:
    told = parameters(PAGES[0])
    for parameter, known in (("streams", options.STANDARD), ("by_source", (options.ACTIVITY, options.PROVIDER_NAME))):
        for option in known:
            operators = " ".join(f"`{name}`" for name in option.operators)
            assert f"| `{option.key}` | {operators} | {option.help}" in told[parameter]["description"]


@pytest.mark.parametrize(
    ("value", "is_one"),
    [
        ("user IS ana jun", True),
        ("issue-key NOT PAY-1", True),
        ("update-date BETWEEN 1 2", True),
        ("update-date BETWEEN 1 2 3", False),
        ("update-date AFTER today", False),
        ("user CONTAINS ana", False),
        ("user IS ", False),
        ("user IS a  b", False),
        ("colour IS red", False),
    ],
)
def test_the_pattern_of_a_filter_takes_what_the_grammar_takes(as_bob: Api, value: str, is_one: bool) -> None:
    assert bool(re.search(parameters(PAGES[0])["streams"]["schema"]["items"]["pattern"], value)) is is_one
    assert (as_bob.client.get("/api/v1/activities/", {"streams": value}).status_code == 200) is is_one


def test_every_form_of_a_page_is_described() -> None:
    told = whole(DESCRIBED[PAGES[0], "get"]["responses"]["200"])["content"]
    assert {form.media_type for form in FORMATS} - told.keys() == {FORMATS[NAMES.index("as2") + 1].media_type}
    assert parameters(PAGES[0])["format"]["schema"]["enum"] == list(dict.fromkeys(NAMES))


def test_the_fields_of_a_document_are_those_that_are_read() -> None:
    other = {alias for name, alias in ALIASES.items()}
    assert SCHEMAS["Document"]["properties"].keys() == CONTRACT_FIELDS | OUR_FIELDS | other
    assert SCHEMAS["DocumentThing"]["properties"].keys() == THING | {"uri"}


def test_the_scopes_are_those_of_tokens() -> None:
    told = DOCUMENT["components"]["securitySchemes"]["token"]["description"]
    assert [scope for scope in Scope.values if f"`{scope}`" not in told] == []


# --- headers and errors ---

DOORS = ["streams/api", "streams/web", "gadget"]
WRITERS = ["streams/publishing", "streams/feed", "streams/web"]
ACTIONS = ["streams/actions", "streams/performing.py"]
# Of a page for people.
NOT_OF_THE_API = {"Content-Security-Policy"}


def sources(places: list[str]) -> Iterator[str]:
    for place in places:
        for source in [ROOT / place] if place.endswith(".py") else sorted((ROOT / place).rglob("*.py")):
            if "node_modules" not in source.parts:
                yield source.read_text()


def test_every_header_is_described() -> None:
    written = re.findall(r"""\w\["([A-Z][A-Za-z-]+)"\] =|headers=\{"([A-Za-z-]+)":""", "\n".join(sources(DOORS)))
    sent = {name for pair in written for name in pair if name} | {*settings.CORS_EXPOSE_HEADERS, "Vary"}
    answers = [answer for one in DESCRIBED.values() for answer in whole(one["responses"]).values()]
    assert sent - NOT_OF_THE_API == {name for answer in answers for name in answer.get("headers", {})}
    assert {"ETag", "Link", "X-Poll-Interval", "WWW-Authenticate", "Location", "Cache-Control"} <= sent


def codes(places: list[str], *names: str) -> set[str]:
    """The second argument, or the keyword `code`, of every call of these names."""
    calls = [
        node
        for source in sources(places)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in names
    ]
    given = [[*call.args[1:2], *(word.value for word in call.keywords if word.arg == "code")] for call in calls]
    return {one.value for values in given for one in values if isinstance(one, ast.Constant)}


def test_every_code_of_a_problem_is_described() -> None:
    errors = [one for one in vars(exceptions).values() if isinstance(one, type)]
    errors = [one for one in [*errors, *APIException.__subclasses__()] if issubclass(one, APIException)]
    raised = {one.default_code for one in errors if one is not APIException}
    raised |= codes(DOORS, "problem", "_plain", "_body", "AuthenticationFailed", "PermissionDenied")
    raised |= codes(ACTIONS, "ActionError") | {"failed"}
    assert raised == CODES.keys()
    assert [code for code in CODES if f"`{code}`" not in SCHEMAS["Problem"]["properties"]["code"]["description"]] == []


def test_every_code_of_a_fault_is_described() -> None:
    inputs = [
        field for action in registry.actions().values() if action.input for field in action.input().fields.values()
    ]
    of_inputs = {code for field in inputs for code in field.error_messages}
    of_inputs |= {rule.code for field in inputs for rule in field.validators}
    # The grammar chooses between two of them.
    named = codes(WRITERS, "Problem", "_notice") | codes(WRITERS[:1], "problem") | {"incomplete", "unknown_parameter"}
    assert named | of_inputs == FAULTS.keys()
    assert [code for code in FAULTS if f"`{code}`" not in SCHEMAS["Fault"]["properties"]["code"]["description"]] == []


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


@pytest.mark.parametrize("address", ["/api/v1/openapi.json", "/api/v1/docs/"])
def test_they_are_only_read(address: str) -> None:
    assert Api().post(address, {}).status_code == 405


def test_the_web_process_loads_it_when_somebody_asks() -> None:
    code = (
        "import sys; from django.urls import get_resolver; get_resolver().url_patterns;"
        "print([name for name in sys.modules if name.startswith(('drf_spectacular.', 'jsonschema'))])"
    )
    command = [sys.executable, str(ROOT / "manage.py"), "shell", "--no-imports", "-c", code]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip() == "[]"
