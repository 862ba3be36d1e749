"""Lists of an API, page by page: a JSON array each, and some way to the next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode

from streams.outbound import Answer, Outbound

Entry = dict[str, Any]


def pages(api: Outbound, answer: Answer, name: str = "") -> Iterator[list[Entry]]:
    """From `answer` on, as far as the caller goes on; `name` is where an object holds its list."""
    while True:
        yield listed(answer, name)
        following = next_page(answer)
        if not following:
            return
        answer = api.get(following)


def listed(answer: Answer, name: str = "") -> list[Entry]:
    """What is of another shape than documented reads as empty."""
    found = answer.json()
    found = found.get(name) if name and isinstance(found, dict) else found
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def next_page(answer: Answer) -> str | None:
    """Its address; whether it lies inside the configured one is checked where it is asked."""
    if following := answer.link("next"):
        return following
    found = answer.json()
    if isinstance(found, dict) and isinstance(following := found.get("next"), str) and following:
        return following
    return _after(answer.url, answer.headers.get("x-total-count", ""))


def number(text: Any) -> int:
    """A whole number of a header or an id; 0 for anything else."""
    text = str(text)
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else 0


def _after(url: str, total: str) -> str | None:
    """Some only count what there is."""
    where, _, query = url.partition("?")
    asked = {"page": "1", "limit": "", **dict(parse_qsl(query))}
    numbers = [number(text) for text in (asked["page"], asked["limit"], total)]
    if not all(numbers) or numbers[0] * numbers[1] >= numbers[2]:
        return None
    return f"{where}?{urlencode({**asked, 'page': numbers[0] + 1})}"
