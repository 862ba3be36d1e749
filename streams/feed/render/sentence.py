"""Who did what to which thing, where: the title of an activity whose source wrote none."""

from __future__ import annotations

import re
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from streams.feed.render import text
from streams.vocabulary import type_key

# The original's class names, by which style sheets and scrapers know the author (contract.md §1.7).
AUTHOR = "activity-item-user activity-item-author"

_JOINED = {"push": "to", "commit": "to", "move": "to", "add": "to", "deploy": "to", "reply": "to", "remove": "from"} | {
    "comment": "on", "build": "of", "start": "of", "finish": "of", "fail": "of",
}  # fmt: skip
_IRREGULAR = {"build": "built", "checkin": "checked in", "commit": "committed", "run": "ran", "send": "sent"} | {
    "give": "gave", "leave": "left", "stop": "stopped", "tag": "tagged", "write": "wrote",
}  # fmt: skip


def title(item: dict[str, Any]) -> str:
    """HTML: the source's own title, else a sentence."""
    return item["title_html"] or sentence(item)


def plain_title(item: dict[str, Any]) -> str:
    return " ".join(text.plain(title(item)).split())


def sentence(item: dict[str, Any]) -> SafeString:
    # What a comment says is its content; the sentence says only what it is on.
    is_comment = is_a_comment(item) and not (item["object"] or {}).get("title")
    verb = "comment" if is_comment else item["verb"]["key"]
    parts = [_author(item), past(verb), "" if is_comment else _thing(item["object"])]
    if target := _thing(item["target"]):
        parts += [_JOINED.get(verb, "in"), target]
    return format_html_join(" ", "{}", ((part,) for part in parts if part))


def is_a_comment(item: dict[str, Any]) -> bool:
    return type_key((item["object"] or {}).get("type")) == "comment"


def past(verb: str) -> str:
    """post → posted, approve → approved, reply → replied; a key that is no plain verb stays as it is."""
    if not re.fullmatch("[a-z]+", verb) or verb.endswith("ed"):
        return verb
    return _IRREGULAR.get(verb) or re.sub(r"([^aeiou])y$", r"\1i", re.sub("e$", "", verb)) + "ed"


def _author(item: dict[str, Any]) -> SafeString:
    name, url = text.actor_name(item), item["actor"]["url"]
    return format_html('<a href="{}" class="{}">{}</a>', url, AUTHOR, name) if url else format_html("{}", name)


def _thing(thing: dict[str, Any] | None) -> SafeString:
    """The thing's key and what it is about, linked: <a>PAY-42 - Refunds fail</a>."""
    if thing is None:
        return mark_safe("")
    words = " - ".join(part for part in (thing["title"] or thing["id"], text.plain(thing["summary"] or "")) if part)
    return format_html('<a href="{}">{}</a>', thing["url"], words) if thing["url"] else format_html("{}", words)
