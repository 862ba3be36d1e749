"""JSON Schema in few words (OpenAPI 3.1 speaks its draft 2020-12)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Schema = dict[str, Any]

# What `timestamp` writes: three digits of milliseconds, UTC.
MOMENT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$"
# What `sanitizing.is_web_url` takes, but for ports that are too large.
_UNSAFE = r'\s<>"\\^`{|}\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069'
WEB_URL = rf"^https?://[^{_UNSAFE}@/?#:\[\]]+(:[0-9]{{1,4}})?([/?#][^{_UNSAFE}]*)?$"


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def text(description: str, **more: Any) -> Schema:
    return {"type": "string", "description": description, **more}


def html(description: str) -> Schema:
    return text(f"{description} HTML, sanitised: only safe tags, links are http, https or mailto.")


def whole(description: str, **more: Any) -> Schema:
    return {"type": "integer", "description": description, **more}


def moment(description: str) -> Schema:
    shown = "ISO 8601 in UTC with milliseconds."
    return text(f"{description} {shown}", format="date-time", pattern=MOMENT, examples=["2026-01-02T03:04:05.000Z"])


def one_of(description: str, *values: str) -> Schema:
    return text(description, enum=list(values))


def listed(items: Schema, description: str, **more: Any) -> Schema:
    return {"type": "array", "items": items, "description": description, **more}


def mapping(values: Schema, description: str, **more: Any) -> Schema:
    return {"type": "object", "additionalProperties": values, "description": description, **more}


def nullable(schema: Schema, description: str = "") -> Schema:
    """The same or null; a reference needs a description of its own."""
    if "type" in schema:
        return {**schema, "type": [schema["type"], "null"]}
    return {"anyOf": [schema, {"type": "null"}], "description": description}


def shape(description: str, fields: Mapping[str, Schema], optional: tuple[str, ...] = (), **more: Any) -> Schema:
    """An object that has all of these fields, but for the optional ones."""
    required = [name for name in fields if name not in optional]
    return {"type": "object", "description": description, "required": required, "properties": dict(fields), **more}
