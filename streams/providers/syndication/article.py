"""An entry of any feed as the document of an activity: somebody posted an article."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from streams import sanitizing
from streams.limits import MAX_TEXT
from streams.providers.base import Document
from streams.syndication import Head, as2
from streams.syndication.fitting import fitted, name

# What has no title is called by its first words.
FIRST_WORDS = 80


def article(entry: Mapping[str, Any], head: Head) -> Document:
    """What tells of an activity by itself stays as it is."""
    told = fitted(entry)
    if as2.is_as2(entry):
        return told
    signed = {"actor": {"displayName": name(head.title) or "A feed"}} | told
    return signed if "object" in told else _posted(signed)


def _posted(told: dict[str, Any]) -> Document:
    title = name(sanitizing.visible(told.get("title", "")))
    words = title or name(sanitizing.visible(told.get("content") or told.get("summary") or "")[:FIRST_WORDS])
    thing = {
        "objectType": "article" if title else "note",
        "id": told["id"],
        "displayName": words,
        "url": told.get("url"),
    }
    entity = {"entity": told["url"]} if len(told.get("url", "")) in range(1, MAX_TEXT + 1) else {}
    shown = {field: value for field, value in told.items() if field != "title"}
    return {"verb": "post", **shown, **entity, "object": {field: value for field, value in thing.items() if value}}
