"""Foreign JSON read without surprises, and documents made of what it says."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from streams.limits import identity
from streams.providers import text

MAX_CATEGORIES = 50
# The write door refuses what lies further ahead than a day.
FUTURE_ALLOWED = timedelta(hours=23)
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_STEP = re.compile(r"[^.\[\]]+")


def look_up(value: Any, path: str) -> Any:
    """What lies at a path such as "commits[0].author.name"; None where there is nothing."""
    for step in _STEP.findall(path):
        if isinstance(value, dict):
            value = value.get(step)
        elif isinstance(value, list) and step.isdecimal() and len(step) < 6:
            value = value[int(step)] if int(step) < len(value) else None
        else:
            return None
    return value


class Payload:
    """A part of a delivery. What is missing, or of another shape than documented, reads as empty."""

    def __init__(self, value: Any) -> None:
        self._value = value

    def __bool__(self) -> bool:
        return bool(self._value)

    def value(self, path: str) -> Any:
        return look_up(self._value, path)

    def text(self, *paths: str) -> str:
        """The first of them that is a text or a number."""
        return next((found for path in paths if (found := _text(self.value(path)))), "")

    def number(self, path: str) -> int:
        """A whole number; 0 for anything else."""
        value = self.value(path)
        return value if isinstance(value, int) and not isinstance(value, bool) else 0

    def address(self, *paths: str) -> str:
        """The first of them that is an http(s) address."""
        return next((found for path in paths if (found := text.web_address(_text(self.value(path))))), "")

    def moment(self, *paths: str) -> str:
        """The first of them that is a time, in ISO 8601; "" also for what has yet to come."""
        return next((found for path in paths if (found := moment(self.value(path)))), "")

    def part(self, *paths: str) -> Payload:
        """The first of them that is an object."""
        found = (self.value(path) for path in paths)
        return Payload(next((value for value in found if value and isinstance(value, dict)), {}))

    def parts(self, path: str) -> list[Payload]:
        """The objects of a list."""
        values = self.value(path)
        return [Payload(value) for value in values if isinstance(value, dict)] if isinstance(values, list) else []

    def texts(self, path: str) -> list[str]:
        values = self.value(path)
        return [found for value in values if (found := _text(value))] if isinstance(values, list) else []


def moment(value: Any) -> str:
    """ISO 8601 in UTC of a date, or of (milli)seconds since 1970; "" for what is no time or has yet to come."""
    found = _moment(value)
    return found.astimezone(UTC).isoformat() if found and _EARLIEST < found < timezone.now() + FUTURE_ALLOWED else ""


def document(kind: str, at: str, entity: str, *, key: str = "", **fields: Any) -> dict[str, Any]:
    """What a source tells of, without what it leaves empty.

    The id is made of the kind of event, the thing and `at`, its time (or whatever else tells it from the next event of
    the same thing), so that the same event delivered twice is one activity. Where the event has a name of its own, such
    as a comment's id, that is the `key` instead: then the time need not be the same to the second (told.py).
    `entity` is what reactions gather on.
    """
    published = "" if at.isdecimal() else moment(at)
    name = f"{kind}:{key}" if key else f"{kind}:{entity}@{at}"
    whole = {"id": identity(name), "published": published, "entity": identity(entity), **fields}
    whole |= {name: text.name(fields.get(name) or "") for name in ("verb", "project")}
    whole |= {"url": text.web_address(fields.get("url") or ""), "categories": _names(fields.get("categories", ()))}
    return {name: value for name, value in whole.items() if value}


def actor(name: str, username: str = "", url: str = "", avatar: str = "", is_bot: bool = False) -> dict[str, Any]:
    """Who did it. A bot says so, for readers who want none of them."""
    shown = text.name(name) or text.name(username)
    person = {"id": text.name(username), "displayName": shown, "url": url, "image": {"url": avatar} if avatar else None}
    return {"objectType": "bot" if is_bot else "person"} | {name: value for name, value in person.items() if value}


def thing(kind: str, key: str, title: str = "", url: str = "", about: str = "") -> dict[str, str]:
    """An object or a target: `key` is its id, `title` what it is called, `about` the plain text of what it is about."""
    shown = {"displayName": text.name(title), "summary": text.summary(about), "url": text.web_address(url)}
    # A type with a slash would be an address.
    kind = text.name(kind).replace("/", "-")
    return {"objectType": kind, "id": identity(key)} | {name: value for name, value in shown.items() if value}


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _moment(value: Any) -> datetime | None:
    if isinstance(value, str) and value.isdecimal():
        value = int(value[:16])
    try:
        if isinstance(value, int | float):
            return datetime.fromtimestamp(value / 1000 if value > 1e11 else value, UTC)
        # "2026-01-02 03:04:05 UTC" is what some write.
        found = parse_datetime(value.removesuffix(" UTC")) if isinstance(value, str) else None
    except (ValueError, OverflowError, OSError):
        return None
    return found and (found if found.tzinfo else found.replace(tzinfo=UTC))


def _names(values: Iterable[str]) -> list[str]:
    """Each once, no more than the write door takes."""
    return list(dict.fromkeys(name for value in values if (name := text.name(value))))[:MAX_CATEGORIES]
