"""The OpenAPI document as the tests read it: by validators and programs that nobody here wrote."""

from __future__ import annotations

import json
from typing import Any

from jsonschema import Draft202012Validator

from streams.api.openapi import text

# Standards of others, which have fields that we do not write, and the input of an action, which it knows itself.
OPEN = {"As2Collection", "JsonFeed", "ActionInput"}


def document() -> Any:
    return json.loads(text())


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


def strict_document() -> Any:
    """A client should put up with a field that is not described; here it is a fault."""
    strict = document()
    for name, schema in strict["components"]["schemas"].items():
        if name not in OPEN:
            _close(schema)
    return strict


def _close(schema: Any) -> None:
    if isinstance(schema, dict):
        if schema.get("type") == "object" and "properties" in schema:
            schema.setdefault("additionalProperties", False)
        schema = list(schema.values())
    for inner in schema if isinstance(schema, list) else ():
        _close(inner)


def assert_described(name: str, answer: Any) -> None:
    """That an answer has the fields of this schema, all of them and no others."""
    components = strict_document()["components"]
    Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": components}).validate(answer)
