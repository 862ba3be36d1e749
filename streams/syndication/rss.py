"""RSS of every version as documents. lxml parts the items, and feedparser, which knows the dialects, reads them."""

from __future__ import annotations

from calendar import timegm
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from urllib.parse import urljoin

import feedparser
from lxml import etree

from streams import sanitizing
from streams.syndication import pacing
from streams.syndication.atom import local_name
from streams.syndication.feed import Entry, Head, NotAFeed

RSS, RDF = "rss", "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}RDF"
ITEMS = (
    "item",
    "{http://purl.org/rss/1.0/}item",
    "{http://channel.netscape.com/rdf/simple/0.9/}item",
    "{http://my.netscape.com/rdf/simple/0.9/}item",
    "{http://backend.userland.com/rss2}item",
)
# Items that are read together: what is kept of a feed, and what its reader is started for.
AT_ONCE = 100
# What it would do besides is the write door's to do.
PLAINLY = {"sanitize_html": False, "resolve_relative_uris": False}


class Reader:
    """Some items at a time: only those are kept."""

    def __init__(self, head: Head, url: str) -> None:
        self._head, self._url = head, url
        self._items: list[bytes] = []
        self._start = self._end = b""
        head.form = "RSS"

    def begin(self, root: Any) -> None:
        """What stands before the first item, and the tags around the items: they hold the version and namespaces."""
        channel = next((child for child in root if local_name(child) == "channel"), root)
        around = [root] if channel is root or root.tag == RDF else [root, channel]
        for element in around:
            tag = etree.tostring(etree.Element(element.tag, dict(element.attrib), nsmap=element.nsmap))
            self._start += tag.removesuffix(b"/>") + b">"
            self._end = b"</" + tag[1:].removesuffix(b"/>").split()[0] + b">" + self._end
        for element in channel:
            self._add(element)

    def take(self, element: Any) -> Iterator[Entry]:
        self._items.append(etree.tostring(element, with_tail=False))
        if len(self._items) >= AT_ONCE:
            yield from self._read()

    def finish(self, root: Any) -> Iterator[Entry]:
        yield from self._read()

    def _add(self, element: Any) -> None:
        name = local_name(element)
        if name == "title":
            self._head.title = " ".join("".join(element.itertext()).split())
        elif name == "link":
            self._add_link(element)
        elif name != "item":
            pacing.add(self._head.pace, name, element)

    def _add_link(self, element: Any) -> None:
        """Its own link, or one of Atom's inside of RSS."""
        href, rel = element.get("href"), element.get("rel")
        address = (href or element.text or "").strip()
        if rel == "next" or (rel == "prev-archive" and not self._head.older):
            self._head.older = address
        elif rel == "self" and sanitizing.is_web_url(address):
            self._head.own = address
        elif not rel and sanitizing.is_web_url(address):
            self._head.address = address

    def _read(self) -> Iterator[Entry]:
        # By a stream: a text could be taken for an address.
        text = b"".join([self._start, *self._items, self._end])
        self._items.clear()
        for item in feedparser.parse(BytesIO(text), **PLAINLY).entries:
            yield document(item, self._url)


def forgiven(stream: BytesIO, head: Head, url: str) -> Iterator[Entry]:
    """A feed of any dialect that is not well-formed, whole. Raises NotAFeed."""
    parsed = feedparser.parse(stream, **PLAINLY)
    if not parsed.version:
        raise NotAFeed("This is XML but no feed: neither Atom nor RSS.")
    head.form = "Atom" if parsed.version.startswith("atom") else "RSS"
    head.title, head.address = parsed.feed.get("title", ""), parsed.feed.get("link", "")
    for item in parsed.entries:
        yield document(item, url)


def document(item: Any, url: str) -> dict[str, Any]:
    """One item as feedparser gives it; what it does not say is left out."""
    moment = item.get("published_parsed") or item.get("updated_parsed")
    bodies = item.get("content") or [{"value": item.get("summary", "")}]
    link = urljoin(url, item["link"]) if item.get("link") else ""
    found = {
        "id": item.get("id"),
        "url": link if sanitizing.is_web_url(link) else None,
        "title": _title(item),
        "content": bodies[0]["value"],
        "published": timegm(moment) * 1000 if moment else None,
        "actor": {"displayName": item.get("author")} if item.get("author") else None,
        "categories": [tag["term"] for tag in item.get("tags", ()) if tag.get("term")],
    }
    return {name: value for name, value in found.items() if value}


def _title(item: Any) -> str:
    title = item.get("title_detail") or {"value": ""}
    return title["value"] if title.get("type") != "text/plain" else sanitizing.escaped(title["value"])
