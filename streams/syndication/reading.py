"""A feed of any form, by what it begins with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

import orjson

from streams.syndication import json, markup
from streams.syndication.feed import Entry, Feed, Head, NotAFeed

BLANK = b"\xef\xbb\xbf \t\r\n"
# JSON has to be read whole; as Python's objects it takes some ten times as much.
MOST_JSON = 16 * 2**20


def read(chunks: Iterable[bytes], url: str = "", most_json: int = MOST_JSON) -> Feed:
    """Chunks of any size; `url` is where they came from, for relative addresses. Nothing is read before it is asked."""
    head = Head()
    return Feed(head, (_signed(entry, head) for entry in _entries(iter(chunks), head, url, most_json)))


def _entries(chunks: Iterator[bytes], head: Head, url: str, most_json: int) -> Iterator[Entry]:
    start = b""
    for chunk in chunks:
        start = (start + chunk).lstrip(BLANK)
        if len(start) > len("<!doctype html"):
            break
    whole = chain([start], chunks)
    if start[:1] in {b"{", b"["}:
        yield from json.entries(_parsed(whole, most_json), head)
        return
    if start[:14].lower().startswith((b"<!doctype html", b"<html")):
        raise NotAFeed("This is a web page and no feed; perhaps it wants somebody to sign in.")
    yield from markup.entries(whole, head, url)


def _signed(entry: Entry, head: Head) -> Entry:
    """What names no author is by the author of the feed."""
    if head.author is None or not isinstance(entry, dict) or "actor" in entry:
        return entry
    return {**entry, "actor": head.author}


def _parsed(chunks: Iterable[bytes], most: int) -> object:
    text = bytearray()
    for chunk in chunks:
        text += chunk
        if len(text) > most:
            raise NotAFeed(f"This JSON holds more than {most // 2**20} MB; ask for less at a time.")
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise NotAFeed(f"This is not valid JSON: {error}.") from None
