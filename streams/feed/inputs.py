"""What an action asks for, as a JSON schema: enough for any client to draw the form from."""

from __future__ import annotations

import functools
from typing import Any

from rest_framework import serializers

from streams.actions.base import InlineAction
from streams.actions.fields import OfferedField, UserField
from streams.languages import current, told

Offered = tuple[tuple[str, str], ...]

# Above this a text gets room for several lines.
ONE_LINE = 255
TYPES: dict[type[serializers.Field], str] = {
    serializers.BooleanField: "boolean",
    serializers.IntegerField: "integer",
    serializers.FloatField: "number",
}
FORMATS: dict[type[serializers.Field], str] = {
    serializers.DateField: "date",
    serializers.EmailField: "email",
    UserField: "user",
}


def input_schema(action: InlineAction, offered: Offered = ()) -> dict[str, Any] | None:
    """None for an action that asks for nothing. `offered`: what may be chosen on this activity."""
    return _schema(action, offered, current())


@functools.lru_cache(maxsize=1024)
def _schema(action: InlineAction, offered: Offered, language: str) -> dict[str, Any] | None:
    if action.input is None:
        return None
    fields = action.input().fields
    return {
        "type": "object",
        "required": [name for name, field in fields.items() if field.required],
        "properties": {name: _property(field, offered) for name, field in fields.items()},
    }


def _property(field: serializers.Field, offered: Offered) -> dict[str, Any]:
    choices = offered if isinstance(field, OfferedField) else getattr(field, "choices", {}).items()
    schema = {
        "type": _of(field, TYPES) or "string",
        "title": told(str(field.label)),
        "description": told(str(field.help_text or "")),
        "format": _of(field, FORMATS) or ("textarea" if _is_long(field) else ""),
        "maxLength": getattr(field, "max_length", None),
        "minimum": getattr(field, "min_value", None),
        "maximum": getattr(field, "max_value", None),
        "oneOf": [{"const": value, "title": str(title)} for value, title in choices],
    }
    return {name: value for name, value in schema.items() if value not in (None, "", [])} | _default(field)


def _of(field: serializers.Field, known: dict[type[serializers.Field], str]) -> str | None:
    return next((name for kind, name in known.items() if isinstance(field, kind)), None)


def _is_long(field: serializers.Field) -> bool:
    return type(field) is serializers.CharField and (field.max_length is None or field.max_length > ONE_LINE)


def _default(field: serializers.Field) -> dict[str, Any]:
    is_plain = isinstance(field.default, str | int | float | bool)
    return {"default": field.default} if is_plain else {}
