"""Atom entries as documents, with the verbs, objects and targets of an Atlassian activity stream (contract.md §1.7)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from streams.sanitizing import escaped, is_web_url
from streams.syndication import pacing
from streams.syndication.feed import Entry, Gone, Head
from streams.vocabulary import type_name, verb_name

ATOM = "{http://www.w3.org/2005/Atom}"
ACTIVITY = "{http://activitystrea.ms/spec/1.0/}"
ATLASSIAN = "{http://streams.atlassian.com/syndication/general/1.0}"
USERNAME = "{http://streams.atlassian.com/syndication/username/1.0}username"
IN_REPLY_TO = "{http://purl.org/syndication/thread/1.0}in-reply-to"
FEED, ENTRY, LINK = f"{ATOM}feed", f"{ATOM}entry", f"{ATOM}link"
GONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
ITEMS = (ENTRY, GONE)
HEIGHT = "{http://purl.org/syndication/atommedia}height"
ICON = "http://streams.atlassian.com/syndication/icon"
XHTML = "{http://www.w3.org/1999/xhtml}div"
# Rels that have a field of their own, or say nothing once the entry is elsewhere.
OTHER_FIELDS = {"alternate", "self", "photo", "edit", ICON}
SOURCE_LISTS = ("timed-out-source-list", "throttled-source-list", "banned-source-list")


class Reader:
    def __init__(self, head: Head, url: str) -> None:
        self._head, self._url = head, url
        head.form = "Atom"

    def begin(self, feed: Any) -> None:
        """What stands before the first entry."""
        for element in feed:
            if element.tag in ITEMS:
                return
            self._add(element)

    def take(self, element: Any) -> Iterator[Entry]:
        yield Gone(element.get("ref", "")) if element.tag == GONE else document(element, self._url)

    def finish(self, feed: Any) -> Iterator[Entry]:
        """What stands after the last one: of these things it matters only where to go on."""
        for link in feed.iterchildren(LINK):
            self._add_link(link.get("rel", "alternate"), _href(link, self._url))
        yield from ()

    def _add(self, element: Any) -> None:
        head = self._head
        name = local_name(element)
        if name == "title":
            head.title = _words(element)
        elif name == "id" and is_web_url(_words(element)):
            head.address = _words(element)
        elif name == "author":
            head.author = _actor(element)
        elif name == "link":
            self._add_link(element.get("rel", "alternate"), _href(element, self._url))
        elif name in SOURCE_LISTS:
            head.missing += [_words(source) for source in element]
        else:
            pacing.add(head.pace, name, element)

    def _add_link(self, rel: str, href: str) -> None:
        head = self._head
        if rel == "alternate" and is_web_url(href):
            head.address = head.address or href
        elif rel == "self" and is_web_url(href):
            head.own = href
            head.address = head.address or href
        elif rel == "next" or (rel == "prev-archive" and not head.older):
            head.older = href


def document(entry: Any, url: str = "") -> dict[str, Any]:
    """One entry; what it does not say is left out."""
    links = _links(entry, url)
    found = {
        "id": _text(entry, f"{ATOM}id"),
        "url": links.get("alternate"),
        "verb": _verb(entry),
        "title": _html(entry, f"{ATOM}title"),
        "summary": _html(entry, f"{ATOM}summary"),
        "content": _html(entry, f"{ATOM}content"),
        "published": _text(entry, f"{ATOM}published") or _text(entry, f"{ATOM}updated"),
        "actor": _actor(_first(entry, f"{ATOM}author")),
        "object": _thing(_first(entry, f"{ACTIVITY}object")),
        "target": _thing(_first(entry, f"{ACTIVITY}target")) or _answered(entry),
        "categories": [term for one in entry.iterchildren(f"{ATOM}category") if (term := one.get("term"))],
        "icon": _icon(entry, url),
        "links": {rel: href for rel, href in links.items() if rel not in OTHER_FIELDS and is_web_url(href)},
        "generator": _generator(entry),
    }
    return {name: value for name, value in found.items() if value}


def _links(element: Any, url: str = "") -> dict[str, str]:
    """By rel; the first of several counts."""
    links: dict[str, str] = {}
    for link in element.iterchildren(LINK):
        links.setdefault(link.get("rel", "alternate"), _href(link, url))
    return links


def _icon(entry: Any, url: str) -> dict[str, str] | None:
    """Its title tells what it shows, such as the type of the issue (contract.md §1.7)."""
    for link in entry.iterchildren(LINK):
        if link.get("rel") == ICON and is_web_url(href := _href(link, url)):
            return {"url": href, "title": link.get("title", "")}
    return None


def _verb(entry: Any) -> str:
    """The chain goes from the widest to the narrowest."""
    chain = list(entry.iterchildren(f"{ACTIVITY}verb"))
    return verb_name(_words(chain[-1])) if chain else ""


def _generator(entry: Any) -> dict[str, Any] | None:
    """Which program of which server it is of."""
    source, program = _first(entry, f"{ATOM}generator"), _text(entry, f"{ATLASSIAN}application")
    return {"id": source.get("uri"), "displayName": program} if program and source is not None else None


def _actor(author: Any) -> dict[str, Any] | None:
    if author is None:
        return None
    photo, url = _photo(author), _text(author, f"{ATOM}uri")
    return {
        "id": _text(author, USERNAME) or None,
        "displayName": _text(author, f"{ATOM}name"),
        "objectType": type_name(_text(author, f"{ACTIVITY}object-type")) or None,
        "url": url if is_web_url(url) else None,
        "image": {"url": photo} if is_web_url(photo) else None,
    }


def _photo(author: Any) -> str:
    """The largest: the original offers 16 and 48 pixels."""
    photos = [link for link in author.iterchildren(LINK) if link.get("rel") == "photo"]
    return _href(max(photos, key=_height)) if photos else ""


def _height(photo: Any) -> int:
    height = photo.get(HEIGHT, "")
    return int(height) if height.isascii() and height.isdecimal() and len(height) < 6 else 0


def _thing(element: Any) -> dict[str, Any] | None:
    if element is None:
        return None
    url = _links(element).get("alternate", "")
    return {
        "id": _text(element, f"{ATOM}id") or None,
        "displayName": _text(element, f"{ATOM}title") or None,
        "objectType": type_name(_text(element, f"{ACTIVITY}object-type")) or None,
        "summary": _html(element, f"{ATOM}summary") or None,
        "url": url if is_web_url(url) else None,
    }


def _answered(entry: Any) -> dict[str, Any] | None:
    answered = _first(entry, IN_REPLY_TO)
    reference = answered.get("ref") if answered is not None else None
    return {"id": reference, "url": reference if is_web_url(reference) else None} if reference else None


def _first(element: Any, tag: str) -> Any:
    return next(element.iterchildren(tag), None)


def _text(element: Any, tag: str) -> str:
    found = _first(element, tag)
    return _words(found) if found is not None else ""


def _words(element: Any) -> str:
    return " ".join(_inside(element).split())


def _html(element: Any, tag: str) -> str:
    """A text construct (RFC 4287 §3.1) as HTML."""
    found = _first(element, tag)
    if found is None:
        return ""
    div = _first(found, XHTML)
    if found.get("type") == "xhtml" and div is not None:
        return (div.text or "") + "".join(etree.tostring(child, encoding="unicode") for child in div)
    text = _inside(found)
    return text if found.get("type") in {"html", "text/html"} else escaped(text)


def _inside(element: Any) -> str:
    return "".join(element.itertext()) if len(element) else element.text or ""


def _href(link: Any, url: str = "") -> str:
    """Absolute, where the feed says what it is relative to, or came from somewhere."""
    href = link.get("href", "").strip()
    return href if "://" in href or not href else urljoin(urljoin(url, link.base or ""), href)


def local_name(element: Any) -> str:
    """Without its namespace; "" for a comment."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""
