"""A feed of any form as documents: Atom, RSS, JSON Feed, and Activity Streams 1.0 and 2.0 in JSON."""

from __future__ import annotations

from calendar import timegm
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from io import BytesIO
from typing import Any, BinaryIO

import feedparser
import orjson
from django.core.management.base import CommandError
from django.utils.text import Truncator

from streams import xml
from streams.conf import conf
from streams.management.documents import read_whole
from streams.management.imports import atom
from streams.publishing import as2, sanitizing
from streams.publishing.document import ACTOR, CONTRACT_FIELDS, IMAGE, OUR_FIELDS, THING, digest
from streams.publishing.fields import ALIASES, MARKUP
from streams.publishing.problems import InvalidDocument
from streams.publishing.sanitizing import is_web_url

JSON_FEED = "https://jsonfeed.org/version/"
RSS_ITEMS = ["item", "{http://purl.org/rss/1.0/}item"]
PARTS = {"actor": ACTOR, "object": THING, "target": THING, "generator": THING, "icon": IMAGE}


@dataclass(frozen=True)
class Imported:
    """What a feed holds, and what it says of the program that wrote it: address and name, "" where it does not.

    documents: gone through as often as one likes. An Atom feed of any length is read from its file each time.
    """

    documents: Iterable[Any]
    application: tuple[str, str]


@dataclass(frozen=True)
class AtomFile:
    file: BinaryIO

    def __iter__(self) -> Iterator[dict[str, Any]]:
        self.file.seek(0)
        with _said_plainly():
            yield from map(atom.document, xml.Entries(xml.pieces(self.file), atom.ENTRY))


def read(file: BinaryIO) -> Imported:
    """From the start of a file that can be read again. Raises CommandError for what is no feed."""
    is_json = file.read(xml.PIECE).lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[")
    file.seek(0)
    return _from_json(read_whole(file)) if is_json else _from_xml(file)


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


def clipped(html: Any, limit: int) -> Any:
    """HTML that a reader sees at most so many characters of; an article's text is longer than an activity's."""
    if not isinstance(html, str):
        return html
    clean = sanitizing.block_html(html[: MARKUP * limit])
    if sanitizing.visible_length(clean) > limit:
        clean = Truncator(clean).chars(limit, html=True)
    return clean


def _known(part: dict[str, Any], fields: set[str]) -> dict[str, Any]:
    """A feed may say more than we keep, and that is no mistake."""
    named = fields | {alias for name, alias in ALIASES.items() if name in fields}
    return {name: value for name, value in part.items() if name in named and value not in (None, "")}


def _from_json(data: bytes) -> Imported:
    try:
        feed = orjson.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise CommandError(f"This is not valid JSON: {error}.") from error
    if isinstance(feed, dict) and str(feed.get("version", "")).startswith(JSON_FEED):
        home = next((url for url in (feed.get("home_page_url"), feed.get("feed_url")) if url), "")
        return Imported(
            [_json_feed_item(item) for item in feed.get("items") or []], (home, str(feed.get("title") or ""))
        )
    if (activities := as2.collected(feed)) is not None:
        return Imported(activities, ("", ""))
    items = feed.get("items", [feed]) if isinstance(feed, dict) else feed
    return Imported(items if isinstance(items, list) else [feed], ("", ""))


def _json_feed_item(item: Any) -> Any:
    if not isinstance(item, dict):
        return item
    authors = item.get("authors") or [item.get("author") or {}]
    author, image = authors[0], item.get("image")
    title, text = item.get("title") or "", item.get("content_text") or ""
    document = {
        "id": str(item.get("id") or ""),
        "url": item.get("url") or item.get("external_url"),
        "title": sanitizing.escaped(title) if isinstance(title, str) else title,
        "content": item.get("content_html") or (sanitizing.escaped(text) if isinstance(text, str) else text),
        "published": item.get("date_published") or item.get("date_modified"),
        "actor": {"displayName": author.get("name"), "url": author.get("url")} if isinstance(author, dict) else None,
        "categories": item.get("tags"),
        "icon": {"url": image} if isinstance(image, str) and is_web_url(image) else None,
    }
    return {name: value for name, value in document.items() if value}


def _from_xml(file: BinaryIO) -> Imported:
    with _said_plainly():
        root = xml.Entries(xml.pieces(file), atom.ENTRY, *RSS_ITEMS).root
    if root.tag == atom.FEED:
        return Imported(AtomFile(file), atom.application(root))
    file.seek(0)
    # By a stream: a text could be taken for an address.
    parsed = feedparser.parse(BytesIO(read_whole(file)))
    if not parsed.version:
        raise CommandError("This is XML but no feed: neither Atom nor RSS.")
    return Imported(list(_rss_items(parsed)), (parsed.feed.get("link", ""), parsed.feed.get("title", "")))


@contextmanager
def _said_plainly() -> Iterator[None]:
    try:
        yield
    except xml.InvalidXml as error:
        raise CommandError(f"This is neither JSON nor a feed that can be read. {error}") from error


def _rss_title(entry: Any) -> str:
    title = entry.get("title_detail") or {"value": ""}
    return title["value"] if title.get("type") != "text/plain" else sanitizing.escaped(title["value"])


def _rss_items(parsed: Any) -> Iterator[dict[str, Any]]:
    for entry in parsed.entries:
        moment = entry.get("published_parsed") or entry.get("updated_parsed")
        url, bodies = entry.get("link", ""), entry.get("content") or [{"value": entry.get("summary", "")}]
        document = {
            "id": entry.get("id"),
            "url": url if is_web_url(url) else None,
            "title": _rss_title(entry),
            "content": bodies[0]["value"],
            "published": timegm(moment) * 1000 if moment else None,
            "actor": {"displayName": entry.get("author")} if entry.get("author") else None,
            "categories": [tag["term"] for tag in entry.get("tags", ()) if tag.get("term")],
        }
        yield {name: value for name, value in document.items() if value}
