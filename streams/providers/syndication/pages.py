"""A feed page by page, and each page in batches, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from hashlib import sha256
from math import inf
from typing import Any
from urllib.parse import urljoin

from streams import syndication
from streams.limits import identity
from streams.outbound import Outbound, OutboundError, Reading, origin_of
from streams.providers.base import Document, ProviderError
from streams.providers.syndication.article import article
from streams.syndication import Gone, Head, NotAFeed

BATCH = 200
# Entries of a page whose ids are kept, by so many digits: enough to know it again.
KEPT, DIGITS = 50, 12


@dataclass
class Part:
    """Some entries, the oldest first: what is stored later is shown above it. And ids of entries that are gone."""

    documents: list[Document] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.documents) + len(self.removed)

    def after(self, oldest: float) -> list[Document]:
        """Those that are not known to be older, in milliseconds since 1970."""
        return [document for document in self.documents if _when(document) >= oldest]


class Page:
    """One page of a feed. Going through it reads it, once; what it says of itself is known then.

    `known`: marks of entries that were read before.
    """

    def __init__(
        self, outbound: Outbound, where: str, known: Set[str] = frozenset(), etag: str = "", last_modified: str = ""
    ) -> None:
        self._outbound, self._where, self._known = outbound, where, known
        self.etag, self.last_modified = etag, last_modified
        self.head = Head()
        self.place = self.older = ""
        self.is_unchanged = False
        self.size = 0
        # Of its first entries.
        self.marks: list[str] = []
        # Of any of its entries.
        self.has_known = False
        self.newest: int | None = None

    def __iter__(self) -> Iterator[Part]:
        """Raises ProviderError; what came before stands."""
        with self._outbound.stream(self._where, etag=self.etag, last_modified=self.last_modified) as answer:
            self.place, self.is_unchanged = answer.place, answer.is_unchanged
            if answer.is_unchanged:
                return
            self.etag, self.last_modified = answer.etag, answer.last_modified
            feed = syndication.read(answer, answer.url)
            self.head = feed.head
            yield from self._parts(feed)
            self.older = _older(answer, self.head)

    @property
    def begun(self) -> dict[str, Any]:
        """How far it was gone through, as JSON."""
        return {"etag": self.etag, "marks": self.marks, "size": self.size}

    def was_read(self, begun: dict[str, Any] | None) -> bool:
        """Whether the very same page was gone through so far before."""
        if begun is None or (begun["etag"], begun["marks"]) != (self.etag, self.marks):
            return False
        return self.size <= begun["size"]

    def _parts(self, feed: syndication.Feed) -> Iterator[Part]:
        part = Part()
        failure: Exception | None = None
        try:
            for entry in feed.entries:
                self._add(entry, part)
                if len(part) >= BATCH:
                    part.documents.reverse()
                    yield part
                    part = Part()
        except NotAFeed as error:
            failure = ProviderError(f"{self.place}: {error}", code="not_readable")
        except OutboundError as error:
            failure = error
        if part:
            part.documents.reverse()
            yield part
        if failure:
            raise failure

    def _add(self, entry: object, part: Part) -> None:
        if isinstance(entry, Gone):
            part.removed.append(identity(entry.id.strip()))
        elif isinstance(entry, dict):
            document = article(entry, self.head)
            part.documents.append(document)
            self._note(document)

    def _note(self, document: Document) -> None:
        self.size += 1
        mark = sha256(document["id"].encode()).hexdigest()[:DIGITS]
        self.has_known |= mark in self._known
        if len(self.marks) < KEPT:
            self.marks.append(mark)
        if (moment := _when(document)) != inf:
            self.newest = max(self.newest or 0, int(moment))


def _when(document: Document) -> float:
    moment = document.get("published")
    return moment if isinstance(moment, int) else inf


def _older(answer: Reading, head: Head) -> str:
    """Where older entries are; "" also where that is another server, which nobody configured."""
    try:
        found = answer.link("next") or (urljoin(answer.url, head.older) if head.older else "")
        return found if found and origin_of(found) == origin_of(answer.url) else ""
    except OutboundError:
        return ""
