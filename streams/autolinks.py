"""Words of sanitised HTML made into links (contract.md §4.5)."""

from __future__ import annotations

import re
from html import escape

# A quoted value may hold a ">".
_TAG = re.compile(r"""(<[^">]*(?:"[^"]*"[^">]*)*>)""")
# What is in these is a link already, or meant literally.
_CLOSED = re.compile(r"<(/?)(?:a|code|pre)\b")
# Beside one of these a word is a part of a longer one, or of a character reference.
_NOT_BEFORE, _NOT_AFTER = set("_-&#;"), set("_-")


def linked(html: str, addresses: dict[str, str]) -> str:
    """Each whole word of the text that has an address is a link to it; tags and what is in links stay."""
    escaped = {escape(word, quote=False): url for word, url in addresses.items()} if addresses and html else {}
    present = sorted((item for item in escaped.items() if item[0] in html), key=lambda item: -len(item[0]))
    if not present:
        return html
    # Text and tags take turns.
    parts, depth = _TAG.split(html), 0
    for place, part in enumerate(parts):
        if place % 2 and (tag := _CLOSED.match(part)):
            depth += -1 if tag[1] else 1
        elif not (place % 2 or depth):
            parts[place] = _linked(part, present)
    return "".join(parts)


def _linked(text: str, words: list[tuple[str, str]]) -> str:
    """The first word linked, and the others in what is left between. A pattern would be compiled anew for each text."""
    if not words or not text:
        return text
    (word, url), *others = words
    parts, start, at = [], 0, text.find(word)
    while at >= 0:
        end = at + len(word)
        if _is_whole(text, at, end):
            parts += [_linked(text[start:at], others), _link(word, url)]
            start = end
        at = text.find(word, end)
    return "".join([*parts, _linked(text[start:], others)])


def _is_whole(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    touches = before.isalnum() or before in _NOT_BEFORE or after.isalnum() or after in _NOT_AFTER
    return not touches


def _link(text: str, url: str) -> str:
    return f'<a href="{escape(url)}" rel="noopener noreferrer nofollow">{text}</a>'
