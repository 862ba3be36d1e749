"""Whatever the OpenAPI document allows, and what it does not, is answered as it says: asked by Schemathesis."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.contrib.auth.models import User
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from gadget.models import Gadget
from streams.feed.cursor import Cursor
from streams.models import Activity, Audience, FeedLink, Stream
from streams.web.chunked import with_length
from tests.described import strict_document
from tests.examples import examples

SCHEMA = schemathesis.openapi.from_dict(strict_document())
OPERATIONS = {one.ok().definition.raw["operationId"]: one.ok() for one in SCHEMA.get_all_operations()}
IF_NONE_MATCH = {"$ref": "#/components/parameters/header.If-None-Match"}


def takes_something(operation: Any) -> bool:
    """What takes nothing can be given nothing wrong; no ETag is wrong, either."""
    raw = operation.definition.raw
    return "requestBody" in raw or any(one != IF_NONE_MATCH for one in raw.get("parameters", []))


ASKED = [
    (name, mode)
    for name, operation in OPERATIONS.items()
    for mode in GenerationMode
    if mode.is_positive or takes_something(operation)
]
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
# Nobody is turned away from what writes, whatever they send.
EXAMPLES = {"alice": 10, "nobody": 5}
HEADERS = {"alice": {"Authorization": "Basic " + b64encode(b"alice:secret").decode()}, "nobody": {}}
BODIES = {"performAction": {"text": "Well done"}, "mintEmbedToken": {"username": "alice"}}
PARAMETERS = {"limit", "cursor", "format", "streams", "providers"}


@pytest.fixture
def application() -> Iterator[Any]:
    """What a server runs, but that it does not close a test's connection; Django's own client does not, either."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield with_length(get_wsgi_application())
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def there(alice: User, make_activity: Any) -> dict[str, str]:
    """Values of path parameters that lead somewhere."""
    public: Activity = make_activity(Audience.public(), object={"objectType": "issue", "id": "PAY-1"})
    make_activity(id="another")
    stream = Stream.objects.create(slug="team", name="Team", owner=alice, audience=Audience.public())
    Gadget.objects.create(slug="team", title="Team")
    return {
        "uid": str(public.uid),
        "slug": "team",
        "secret": FeedLink.issue(stream, alice)[1],
        "key": "comment",
        "cursor": Cursor(public.published, public.pk).encode(),
    }


def lead_somewhere(case: Any, name: str, there: dict[str, str]) -> None:
    """Only what exists is named, so that more than a 404 or a 400 comes back."""
    case.path_parameters.update({key: there[key] for key in case.path_parameters if key in there})
    case.query = {key: value for key, value in case.query.items() if key in PARAMETERS}
    if "cursor" in case.query:
        case.query["cursor"] = there["cursor"]
    if name in BODIES:
        case.body = BODIES[name]


@pytest.mark.parametrize("who", HEADERS)
@pytest.mark.parametrize(("name", "mode"), ASKED)
def test_it_answers_as_documented(
    application: Any, there: dict[str, str], name: str, mode: GenerationMode, who: str
) -> None:
    @examples(EXAMPLES[who], database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(OPERATIONS[name].as_strategy(generation_mode=mode), st.booleans())
    def ask(case: Any, is_astray: bool) -> None:
        if not is_astray:
            lead_somewhere(case, name, there)
        case.call_and_validate(app=application, headers=HEADERS[who], checks=CHECKS)

    ask()
