"""The description of the API names every parameter, filter, header and error that the code knows, and no others."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from rest_framework import exceptions
from rest_framework.exceptions import APIException

from streams import registry
from streams.actions.saying import SENTENCES
from streams.feed import options
from streams.models.token import Scope
from streams.publishing.document import CONTRACT_FIELDS, OUR_FIELDS, THING
from streams.publishing.fields import ALIASES
from streams.web import pages
from streams.web.formats import FORMATS, NAMES
from streams.web.schema.problems import CODES, FAULTS
from tests.conftest import Api
from tests.described import DESCRIBED, DOCUMENT, PAGES, SCHEMAS, parameters, whole

ROOT = Path(__file__).resolve().parents[2]

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
ACTIONS = ["streams/actions", "streams/performing"]
# Of a page for people.
# A 405 is for who did not read the description. Every answer of the server has an id, whatever it is.
NOT_OF_THE_API = {
    "Content-Security-Policy",
    "Cross-Origin-Opener-Policy",
    "Access-Control-Allow-Origin",
    "Allow",
    "X-Request-ID",
}


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
    raised |= (
        codes(ACTIONS, "ActionError", "__init__")
        | {"failed"}
        | SENTENCES.keys()
        | codes(["streams/publishing/revising.py"], "RevisionError")
    )
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
