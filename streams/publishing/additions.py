"""What our own door adds to the standard: who may see an activity, and what it changed, field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from streams import sanitizing
from streams.publishing.fields import MAX_TEXT, Fields

# An audience by its name in documents: ("public", ""), ("members", ""), ("group", "team"), ("person", "ana").
AudienceName = tuple[str, str]

CHANGE = {"field", "from", "to"}


def audience(fields: Fields) -> AudienceName | None:
    """Who may see it; None when the document leaves that to the source."""
    match fields.value("audience"):
        case None:
            return None
        case ("public" | "members") as kind:
            return kind, ""
        case Mapping() as named if len(named) == 1 and (found := _named(*next(iter(named.items())))):
            return found
    shapes = '"public", "members", {"group": its name} or {"person": their user name}'
    fields.problem("audience", "invalid_audience", f"audience must be {shapes}")
    return None


def _named(kind: str, name: object) -> AudienceName | None:
    is_name = isinstance(name, str) and 0 < len(name) <= MAX_TEXT and sanitizing.plain(name) == name
    return (kind, str(name)) if kind in {"group", "person"} and is_name else None


def changes(fields: Fields) -> list[dict[str, Any]]:
    """What was changed: a field, and what it said before and after."""
    return [
        {
            "field": change.required("field", change.name),
            "from": change.name("from") or None,
            "to": change.name("to") or None,
        }
        for change in fields.parts("changes", CHANGE)
    ]
