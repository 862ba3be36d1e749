"""Activities that Python code posts, as values: each becomes the document that a program would send."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise

# Fields whose name in a document is no name in Python, or another than a person would look for.
NAMES = {"display_name": "displayName", "object_type": "objectType", "before": "from", "after": "to"}


@dataclass(frozen=True, kw_only=True)
class Image:
    url: str
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True)
class Generator:
    """The application that reports an activity. It is known, and a filter, from its first activity on."""

    id: str
    display_name: str

    @property
    def key(self) -> str:
        """What the filter `provider_name` and `ActivityQuery.provider_keys` call it."""
        return f"{self.id}@{self.display_name}"


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who did it; `id` is the user name."""

    id: str
    display_name: str | None = None
    url: str | None = None
    image: Image | None = None
    email: str | None = None


@dataclass(frozen=True, kw_only=True)
class ActivityObject:
    """What it was done to, or where; `url` may be a bare key such as "ONE-1"."""

    id: str | None = None
    display_name: str | None = None
    object_type: str | None = None
    summary: str | None = None
    url: str | None = None


@dataclass(frozen=True, kw_only=True)
class Change:
    field: str
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, kw_only=True)
class NewActivity:
    """An activity to be posted. One of `id` and `url` is needed; the same generator and id again changes the activity.

    `title`, `summary` and `content` are HTML: put texts into them with `django.utils.html.format_html`.
    """

    generator: Generator
    id: str | None = None
    url: str | None = None
    verb: str | None = None
    title: str | None = None
    summary: str | None = None
    content: str | None = None
    # Without a time zone, it is in Django's current one.
    published: datetime | None = None
    actor: Actor | None = None
    object: ActivityObject | None = None
    target: ActivityObject | None = None
    icon: Image | None = None
    links: Mapping[str, str] | None = None
    categories: Sequence[str] = ()
    project: str | None = None
    entity: str | None = None
    # "public", "members", {"group": its name} or {"person": their user name}; by default the source's.
    audience: str | Mapping[str, str] | None = None
    changes: Sequence[Change] = ()


PARTS = (NewActivity, Generator, Actor, ActivityObject, Image, Change)


def document_of(value: object) -> Any:
    """The activitystrea.ms document. What is of a wrong type stays: the reader of documents names it."""
    if isinstance(value, PARTS):
        told = ((field.name, getattr(value, field.name)) for field in fields(value))
        return {NAMES.get(name, name): document_of(part) for name, part in told if part not in (None, ())}
    if isinstance(value, datetime):
        return (timezone.make_aware(value) if timezone.is_naive(value) else value).isoformat()
    if isinstance(value, tuple | list):
        return [document_of(item) for item in value]
    # A text that waits for its translation.
    return str(value) if isinstance(value, Promise) else value
