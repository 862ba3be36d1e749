"""A feed of any form as documents that name the application they came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.core.management.base import CommandError

from streams import syndication, xml
from streams.conf import conf
from streams.management.documents import MOST_WHOLE
from streams.publishing import as2
from streams.publishing.document import ACTOR, CONTRACT_FIELDS, IMAGE, OUR_FIELDS, THING, digest
from streams.publishing.fields import ALIASES
from streams.publishing.problems import InvalidDocument
from streams.syndication.fitting import clipped

PARTS = {"actor": ACTOR, "object": THING, "target": THING, "generator": THING, "icon": IMAGE}


@dataclass(frozen=True)
class Imported:
    """What a feed holds, and what it says of the program that wrote it: address and name, "" where it does not.

    documents: gone through as often as one likes; each time the feed is read from its file, entry by entry.
    """

    documents: Iterable[Any]
    application: tuple[str, str]


@dataclass(frozen=True)
class FeedFile:
    file: BinaryIO

    def __iter__(self) -> Iterator[Any]:
        with _said_plainly():
            yield from (entry for entry in self.feed().entries if not isinstance(entry, syndication.Gone))

    def feed(self) -> syndication.Feed:
        self.file.seek(0)
        return syndication.read(xml.pieces(self.file), most_json=MOST_WHOLE)


def read(file: BinaryIO) -> Imported:
    """From the start of a file that can be read again. Raises CommandError for what is no feed."""
    documents = FeedFile(file)
    feed = documents.feed()
    with _said_plainly():
        first = next(feed.entries, None)
    if first is None and feed.head.older:
        raise CommandError(f"This only links to what it holds; import {feed.head.older} instead.")
    return Imported(documents, (feed.head.address, feed.head.title))


def names_application(document: Any) -> bool:
    """Whether it does so itself; version 2.0 of the standard has its own way (publishing/as2.py)."""
    return isinstance(document, dict) and (
        as2.is_as2(document) or bool(document.get("generator") or document.get("application"))
    )


def with_application(document: Any, application: tuple[str, str]) -> Any:
    """A document that the write door takes: it names an application and an id, and no text of it is too long."""
    if not isinstance(document, dict):
        return document
    if as2.is_as2(document):
        return document
    known = _known(document, CONTRACT_FIELDS | OUR_FIELDS)
    for name, fields in PARTS.items():
        if isinstance(known.get(name), dict):
            known[name] = _known(known[name], fields)
    if not names_application(known):
        known["generator"] = {"id": application[0], "displayName": application[1]}
    if not known.get("id"):
        # As in the original's feed (contract.md §4.5). With this one a second import finds the entry again.
        with suppress(InvalidDocument):
            known["id"] = digest(known)
    limits = {"title": conf.max_title_length, "summary": conf.max_title_length, "content": conf.max_content_length}
    return known | {name: clipped(known[name], limit) for name, limit in limits.items() if name in known}


def _known(part: dict[str, Any], fields: set[str]) -> dict[str, Any]:
    """A feed may say more than we keep, and that is no mistake."""
    named = fields | {alias for name, alias in ALIASES.items() if name in fields}
    return {name: value for name, value in part.items() if name in named and value not in (None, "")}


@contextmanager
def _said_plainly() -> Iterator[None]:
    try:
        yield
    except syndication.NotAFeed as error:
        raise CommandError(f"This cannot be imported. {error}") from error
