"""XML that strangers wrote: nothing is expanded, nothing else is read, and of a long feed only one entry is held."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from io import BytesIO
from typing import Any, BinaryIO

from lxml import etree

PIECE = 2**16
# Bytes from the end of one entry to the end of the next: a long article with its pictures inside takes less.
MOST_OF_ENTRY = 8 * 2**20


class InvalidXml(ValueError):
    """Its text is one sentence that says what is wrong."""


def parse(data: bytes) -> Any:
    """The root of a whole document. Raises InvalidXml."""
    return Entries(pieces(BytesIO(data))).root


def pieces(file: BinaryIO) -> Iterator[bytes]:
    return iter(partial(file.read, PIECE), b"")


class Entries:
    """The entries of a feed, each while it is the current one: `for entry in Entries(chunks, "{…}entry")`.

    Without a tag, and where there is no entry, the whole document is read at once.

    root: the document's root, with what stands before the first entry, such as the feed's title.
    Raises InvalidXml, also on the way.
    """

    def __init__(self, chunks: Iterable[bytes], *tags: str, most: int = MOST_OF_ENTRY) -> None:
        self.root: Any = None
        self._tags, self._most = tags, most
        self._found = self._read(chunks)
        self._first = next(self._found, None)

    def __iter__(self) -> Iterator[Any]:
        entry = self._first
        kept = entry.getparent().index(entry) if entry is not None else 0
        while entry is not None:
            yield entry
            entry = next(self._found, None)
            if entry is not None:
                # Not the entry itself: the parser may still be adding to what follows it.
                parent = entry.getparent()
                del parent[kept : parent.index(entry)]

    def _read(self, chunks: Iterable[bytes]) -> Iterator[Any]:
        # Entities can make a small file gigantic, or name other files: none is read.
        parser = etree.XMLPullParser(
            ("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        size = 0
        for chunk in chunks:
            size += len(chunk)
            if self._tags and size > self._most:
                raise InvalidXml(f"One entry of this feed is longer than {self._most / 2**20:.3g} MB.")
            with _said_plainly():
                parser.feed(chunk)
            for event, element in parser.read_events():
                if self.root is None:
                    self.root = _checked(element)
                if event == "end" and self._is_entry(element):
                    size = 0
                    yield element
        with _said_plainly():
            parser.close()

    def _is_entry(self, element: Any) -> bool:
        """One that lies in the root or, as in RSS, one level below; not what an entry quotes."""
        if element.tag not in self._tags or element is self.root:
            return False
        parent = element.getparent()
        return parent is self.root or (parent.getparent() is self.root and parent.tag not in self._tags)


def _checked(root: Any) -> Any:
    dtd = root.getroottree().docinfo.internalDTD
    if dtd is not None and any(True for _ in dtd.iterentities()):
        raise InvalidXml("This declares entities, which are not read; write it without its DOCTYPE.")
    return root


@contextmanager
def _said_plainly() -> Iterator[None]:
    try:
        yield
    except etree.XMLSyntaxError as error:
        raise InvalidXml(f"This is no well-formed XML: {str(error)[:200]}.") from None
