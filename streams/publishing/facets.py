"""What filters read and no reader sees: derived from an activity when it is stored."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from streams.models import Activity

BOT_TYPES = {"bot", "application", "service"}
BOT_ENDINGS = ("[bot]", "-bot")

_ISSUE_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]*-[0-9]+")
_TAG = re.compile(r"<(/?)([a-z0-9]+)[^>]*>")
# Tags inside a word leave it one word; any other begins a new one.
_INLINE = {"a", "b", "code", "del", "em", "i", "ins", "s", "span", "strong", "sub", "sup"}


def derive(activity: Activity) -> None:
    """Fill in the columns that are computed from the others."""
    activity.issue_key = issue_key(activity.target) or issue_key(activity.object)
    activity.search = searchable(
        activity.title, activity.summary, activity.content, (activity.object or {}).get("title") or ""
    )


def is_bot(username: str, actor_type: str = "") -> bool:
    """Who says so ("bot", or Activity Streams 2.0's "Application" and "Service"), or is called so."""
    return actor_type.lower() in BOT_TYPES or username.lower().endswith(BOT_ENDINGS)


def issue_key(thing: dict[str, Any] | None) -> str | None:
    """Of an issue, or of a thing that says no type and whose address is a bare key (contract.md §4.6); upper-case."""
    thing = thing or {}
    url = thing.get("url") or ""
    texts = (thing.get("title"), thing.get("id"), url.rstrip("/").rpartition("/")[2])
    candidates = texts if (thing.get("type") or "").rpartition("/")[2] == "issue" else ()
    bare = () if thing.get("type") else (url,)
    keys = (text for text in (*candidates, *bare) if text and _ISSUE_KEY.fullmatch(text))
    return next(keys, "").upper()[:255] or None


def searchable(*html: str) -> str:
    """What a reader sees of it, case folded, so that both databases compare the same way."""
    return "\n".join(" ".join(unescape(_TAG.sub(_gap, text)).split()) for text in html if text).casefold()


def _gap(tag: re.Match[str]) -> str:
    return "" if tag[2] in _INLINE else " "
