"""An entry cut to what the write door takes: what somebody wrote somewhere is no reason to lose what happened."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import orjson
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.text import Truncator

from streams import sanitizing
from streams.conf import conf
from streams.limits import FUTURE_ALLOWED, MARKUP, MAX_ADDRESS, MAX_ITEMS, MAX_TEXT, identity
from streams.syndication import as2

_NUMBER = re.compile(r"-?[0-9]{1,16}")


def fitted(entry: Mapping[str, Any]) -> dict[str, Any]:
    """A document of which nothing is refused. What the door would not take is left out or cut off; an id it has."""
    if as2.is_as2(entry):
        return _fitted_as2(entry)
    thing = _thing(entry.get("object"))
    found = {
        "url": address(entry.get("url")),
        "verb": _term(entry.get("verb")),
        "title": _line(entry.get("title")),
        "summary": _line(entry.get("summary")),
        "content": clipped(entry.get("content"), conf.max_content_length),
        "published": moment(entry.get("published")),
        "actor": _actor(entry.get("actor")),
        "object": thing,
        "target": _thing(entry.get("target")),
        "categories": _names(entry.get("categories")),
        "icon": _icon(entry.get("icon")),
        "links": _links(entry.get("links")),
    }
    document = {name: value for name, value in found.items() if value}
    return {"id": identity(_text(entry.get("id"))) or minted(document)} | document


def minted(document: Mapping[str, Any]) -> str:
    """An id for what has none: an entry at one address at one time is the same, whatever it says later."""
    told = [document.get(name) for name in ("url", "published", "verb")]
    parts = told if document.get("url") else [*told, document.get("title"), document.get("content")]
    return hashlib.sha256(orjson.dumps(parts)).hexdigest()


def clipped(html: Any, limit: int, clean: Any = None) -> Any:
    """HTML that a reader sees at most so many characters of; an article's text is longer than an activity's."""
    if not isinstance(html, str) or len(html) <= limit:
        return html
    cleaned = (clean or sanitizing.block_html)(html[: MARKUP * limit])
    if sanitizing.visible_length(cleaned) > limit:
        cleaned = Truncator(cleaned).chars(limit, html=True)
    # Tags around nothing count as well (publishing/fields.py).
    return cleaned if len(cleaned) <= MARKUP * limit else sanitizing.escaped(sanitizing.name(cleaned)[:limit])


def moment(value: Any) -> int | None:
    """Milliseconds since 1970 of a date in any usual form, in UTC where it names no zone; None for what is none."""
    found = _moment(value)
    if found is None or found.year < 1970 or found > timezone.now() + FUTURE_ALLOWED:
        return None
    return int(found.timestamp() * 1000)


def address(value: Any) -> str:
    """An http(s) address that the door takes, else ""."""
    text = _text(value)
    return text if len(text) <= MAX_ADDRESS and sanitizing.is_web_url(text) else ""


def name(value: Any) -> str:
    """A display name, which is text."""
    text = _text(value)
    return sanitizing.name(text[: MARKUP * MAX_TEXT])[:MAX_TEXT] if text else ""


def _fitted_as2(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The door translates it; only its texts may be too long, and its id."""
    cut, thing = _cut_texts(entry), as2.first(entry.get("object"))
    if isinstance(thing, Mapping):
        cut["object"] = _cut_texts(thing)
    named = _text(entry.get("id") or entry.get("@id"))
    return cut | {"id": identity(named) or hashlib.sha256(orjson.dumps(cut, option=orjson.OPT_SORT_KEYS)).hexdigest()}


def _cut_texts(part: Mapping[str, Any]) -> dict[str, Any]:
    cut = {"content": clipped(part.get("content"), conf.max_content_length)} if "content" in part else {}
    return {**part, **cut, **{key: _line(part[key]) for key in ("name", "summary") if key in part}}


def _line(html: Any) -> Any:
    return clipped(html, conf.max_title_length, sanitizing.inline_html)


def _moment(value: Any) -> datetime | None:
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        value = int(value)
    try:
        if isinstance(value, int | float):
            return datetime.fromtimestamp(value / 1000, UTC)
        found = value and isinstance(value, str) and (parse_datetime(value.strip()) or parsedate_to_datetime(value))
    except (ValueError, TypeError, OverflowError, OSError):
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)) if found else None


def _actor(value: Any) -> dict[str, Any]:
    actor = value if isinstance(value, Mapping) else {}
    shown = name(actor.get("displayName"))
    found = {
        "id": name(actor.get("id")),
        "displayName": shown,
        "objectType": _term(actor.get("objectType")),
        "url": address(actor.get("url")),
        "image": _image(actor.get("image")),
    }
    return {key: part for key, part in found.items() if part} if shown or found["id"] else {}


def _thing(value: Any) -> dict[str, Any]:
    thing = value if isinstance(value, Mapping) else {}
    found = {
        "id": identity(_text(thing.get("id"))),
        "displayName": name(thing.get("displayName")),
        "objectType": _term(thing.get("objectType")),
        "summary": _line(thing.get("summary")),
        "url": address(thing.get("url")),
    }
    return {key: part for key, part in found.items() if part}


def _term(value: Any) -> str:
    """A verb or an object type: a simple name or an address."""
    text = sanitizing.plain(_text(value)).strip()
    return text if len(text) <= MAX_TEXT and ("/" not in text or sanitizing.is_web_url(text)) else ""


def _icon(value: Any) -> dict[str, str] | None:
    found = _image(value)
    return found and {**found, "title": name(value.get("title"))}


def _image(value: Any) -> dict[str, str] | None:
    found = address(value.get("url")) if isinstance(value, Mapping) else ""
    return {"url": found} if found else None


def _names(values: Any) -> list[str]:
    found = [name(value) for value in values] if isinstance(values, list) else []
    return list(dict.fromkeys(filter(None, found)))[:MAX_ITEMS]


def _links(links: Any) -> dict[str, str]:
    pairs = links.items() if isinstance(links, Mapping) else ()
    kept = {rel: href for rel, href in pairs if _is_rel(rel) and address(href)}
    return dict(list(kept.items())[:MAX_ITEMS])


def _is_rel(rel: Any) -> bool:
    return isinstance(rel, str) and 0 < len(rel) <= MAX_TEXT and sanitizing.plain(rel) == rel


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""
