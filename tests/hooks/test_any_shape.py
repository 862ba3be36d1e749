"""Whatever a system delivers in place of what it documents, its backend answers with documents or a reason."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from streams import registry
from streams.models import Delivery, Provider
from streams.providers.base import ProviderError, Skipped
from streams.publishing.document import Door, parse
from tests.hooks.test_systems import FILES, PROOFS

STRANGE: list[Any] = [
    None,
    [],
    {},
    {"": [None]},
    7,
    -1.5e300,
    True,
    "",
    "\x00\x1b[31m\u202e",
    "<script>alert(1)</script>" * 400,
    "javascript:alert(1)",
    "9999-12-31T23:59:59Z",
    ["a", 1, None],
]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in items:
        yield from places(inner, (*path, step))


def changed(body: Any, path: tuple[Any, ...], strange: Any) -> Any:
    body = copy.deepcopy(body)
    inside = body
    for step in path[:-1]:
        inside = inside[step]
    inside[path[-1]] = strange
    return body


def bodies(file: Path) -> Iterator[Any]:
    """The example with each of its parts in turn replaced by something strange."""
    body = json.loads(file.read_text())["body"]
    for number, path in enumerate(places(body)):
        yield changed(body, path, STRANGE[(number + len(file.stem)) % len(STRANGE)])


@pytest.mark.parametrize("system", PROOFS)
def test_nothing_strange_breaks_a_backend_or_is_refused_by_the_write_door(system: str) -> None:
    backend, provider = registry.providers()[system], Provider(key=system, backend=system)
    told = 0
    for file in (file for file in FILES if file.parent.name == system):
        headers = json.loads(file.read_text())["headers"]
        event = headers.get("Sentry-Hook-Resource") or headers.get("X-Event-Key") or headers.get("X-Gitea-Event-Type")
        for body in bodies(file):
            delivery = Delivery(delivery_id="d1", event=event or _event(system, body))
            delivery.payload = body
            try:
                documents = list(backend.receive(provider, delivery))
            except (Skipped, ProviderError) as reason:
                assert str(reason)
                continue
            told += len(documents)
            for document in documents:
                # Raises for anything that it would refuse.
                parse(document, Door.PROVIDER)
    assert told > 20


def _event(system: str, body: Any) -> str:
    inside = body.get("event") if system == "pagerduty" else None
    return str(inside.get("event_type")) if isinstance(inside, dict) else ""
