"""What an app says of its addresses. `STREAMS_DESCRIPTIONS` lists them; `generator.py` makes the document of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from streams.web.schema.shapes import Schema

# What drf-spectacular's `extend_schema(…)` returns.
Describe = Callable[[Any], Any]

# Security requirements: any one of them will do, {} is nobody at all. (The library's types know only their names.)
PERSONS: list[Any] = [{"token": []}, {"basic": []}, {"session": []}]
ANYBODY: list[Any] = [*PERSONS, {}]
ACTORS: list[Any] = [*PERSONS, {"embed": []}]
READERS: list[Any] = [*ACTORS, {}]

SECURITY: dict[str, dict[str, Any]] = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": (
            "An access token (`as_…`) from the control room, with the scope for what it is used for: `read`, "
            "`publish`, `act`, `embed` or `link`."
        ),
    },
    "embed": {
        "type": "http",
        "scheme": "bearer",
        "description": "An embed token (`ae_…`): one person on one gadget, for minutes. See `mintEmbedToken`.",
    },
    "basic": {"type": "http", "scheme": "basic", "description": "User name and password."},
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "sessionid",
        "description": "Signed in to the control room. What writes also needs the header `X-CSRFToken`.",
    },
}


@dataclass(frozen=True)
class Description:
    """Operations by the name of their URL pattern and their method, such as "get"; and the schemas they refer to."""

    operations: Mapping[str, Mapping[str, Describe]]
    schemas: Mapping[str, Schema] = field(default_factory=dict)
