"""Atom and RSS, entry by entry; what is not well-formed goes to a library that forgives, where it is small."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import Any

from streams import xml
from streams.syndication import atom, rss
from streams.syndication.feed import Entry, Head, NotAFeed

READERS: dict[str, Any] = {atom.FEED: atom.Reader, rss.RSS: rss.Reader, rss.RDF: rss.Reader}
PAGES = {"html", "{http://www.w3.org/1999/xhtml}html"}
# What is kept of a feed, so that another reader can start over.
MOST_FORGIVEN = 4 * 2**20
ENDS = (b"feed>", b"rss>", b"RDF>", b"-->")


def entries(chunks: Iterable[bytes], head: Head, url: str) -> Iterator[Entry]:
    kept = Kept(chunks)
    try:
        yield from _strictly(kept, head, url)
    except xml.InvalidXml as error:
        yield from _forgivingly(kept, head, url, error)


class Kept:
    """The chunks, and the beginning of what went by."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self._start: bytearray | None = bytearray()
        self._tail = b""

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            self._tail = (self._tail + chunk)[-64:]
            if self._start is not None:
                self._start += chunk
                self._start = self._start if len(self._start) <= MOST_FORGIVEN else None
            yield chunk

    def whole(self) -> bytes | None:
        """All of it, read to its end; None where that is too much."""
        for _ in self:
            if self._start is None:
                return None
        return None if self._start is None else bytes(self._start)

    @property
    def is_cut_off(self) -> bool:
        """Whether it ends in the middle; only once it was read to its end."""
        return not self._tail.rstrip().endswith(ENDS)


def _strictly(chunks: Iterable[bytes], head: Head, url: str) -> Iterator[Entry]:
    items = xml.Entries(chunks, *atom.ITEMS, *rss.ITEMS)
    reader = _reader(items.root, head, url)
    for item in items:
        yield from reader.take(item)
    yield from reader.finish(items.root)


def _reader(root: Any, head: Head, url: str) -> Any:
    if root.tag in PAGES:
        raise NotAFeed("This is a web page and no feed; perhaps it wants somebody to sign in.")
    if root.tag not in READERS:
        raise NotAFeed("This is XML but no feed: neither Atom nor RSS.")
    reader = READERS[root.tag](head, url)
    reader.begin(root)
    return reader


def _forgivingly(kept: Kept, head: Head, url: str, error: Exception) -> Iterator[Entry]:
    """Entries that came already come again, which is harmless: they have the same ids."""
    text = kept.whole()
    if text is None or kept.is_cut_off or b"<!ENTITY" in text:
        end = " It breaks off; what came before was read." if text and kept.is_cut_off else ""
        raise NotAFeed(f"{error}{end}") from None
    yield from rss.forgiven(BytesIO(text), head, url)
