"""Atom entries as documents, with the verbs, objects and targets of an Atlassian activity stream (contract.md §1.7)."""

from __future__ import annotations

from typing import Any

from lxml import etree

from streams.publishing.sanitizing import escaped, is_web_url
from streams.vocabulary import type_name, verb_name

NS = {
    "atom": "http://www.w3.org/2005/Atom",
    "activity": "http://activitystrea.ms/spec/1.0/",
    "atlassian": "http://streams.atlassian.com/syndication/general/1.0",
    "thr": "http://purl.org/syndication/thread/1.0",
    "usr": "http://streams.atlassian.com/syndication/username/1.0",
}
FEED = f"{{{NS['atom']}}}feed"
ENTRY = f"{{{NS['atom']}}}entry"
ICON = "http://streams.atlassian.com/syndication/icon"
XHTML = "{http://www.w3.org/1999/xhtml}div"
# Rels that have a field of their own, or say nothing once the entry is elsewhere.
OTHER_FIELDS = {"alternate", "self", "photo", "edit", ICON}


def application(feed: Any) -> tuple[str, str]:
    """Address and name of what wrote the feed, from before its entries; "" for what it does not say."""
    addresses = [_text(feed, "atom:id"), _link(feed), _link(feed, "self")]
    return next((address for address in addresses if is_web_url(address)), ""), _text(feed, "atom:title")


def document(entry: Any) -> dict[str, Any]:
    source, program = entry.find("atom:generator", NS), _text(entry, "atlassian:application")
    links = {link.get("rel", "alternate"): link.get("href") for link in entry.iterfind("atom:link", NS)}
    icon = links.get(ICON)
    found = {
        "id": _text(entry, "atom:id"),
        "url": _link(entry),
        # The chain goes from the widest to the narrowest.
        "verb": verb_name(_text(entry, "activity:verb", last=True)),
        "title": _html(entry, "atom:title"),
        "summary": _html(entry, "atom:summary"),
        "content": _html(entry, "atom:content"),
        "published": _text(entry, "atom:published") or _text(entry, "atom:updated"),
        "actor": _actor(entry.find("atom:author", NS)),
        "object": _thing(entry.find("activity:object", NS)),
        "target": _thing(entry.find("activity:target", NS)) or _answered(entry),
        "categories": [term for one in entry.iterfind("atom:category", NS) if (term := one.get("term"))],
        "icon": {"url": icon} if is_web_url(icon or "") else None,
        "links": {rel: href for rel, href in links.items() if rel not in OTHER_FIELDS and is_web_url(href or "")},
        "generator": program and source is not None and {"id": source.get("uri"), "displayName": program},
    }
    return {name: value for name, value in found.items() if value}


def _actor(author: Any) -> dict[str, Any] | None:
    if author is None:
        return None
    photo, url = _link(author, "photo"), _text(author, "atom:uri")
    return {
        "id": _text(author, "usr:username") or None,
        "displayName": _text(author, "atom:name"),
        "objectType": type_name(_text(author, "activity:object-type")) or None,
        "url": url if is_web_url(url) else None,
        "image": {"url": photo} if is_web_url(photo) else None,
    }


def _thing(element: Any) -> dict[str, Any] | None:
    if element is None:
        return None
    url = _link(element)
    return {
        "id": _text(element, "atom:id") or None,
        "displayName": _text(element, "atom:title") or None,
        "objectType": type_name(_text(element, "activity:object-type")) or None,
        "summary": _html(element, "atom:summary") or None,
        "url": url if is_web_url(url) else None,
    }


def _answered(entry: Any) -> dict[str, Any] | None:
    answered = entry.find("thr:in-reply-to", NS)
    reference = answered.get("ref") if answered is not None else None
    return {"id": reference, "url": reference if is_web_url(reference) else None} if reference else None


def _text(element: Any, path: str, last: bool = False) -> str:
    found = element.findall(path, NS)
    return " ".join("".join(found[-1 if last else 0].itertext()).split()) if found else ""


def _html(element: Any, path: str) -> str:
    """A text construct (RFC 4287 §3.1) as HTML."""
    found = element.find(path, NS)
    if found is None:
        return ""
    div = found.find(XHTML)
    if found.get("type") == "xhtml" and div is not None:
        return (div.text or "") + "".join(etree.tostring(child, encoding="unicode") for child in div)
    text = "".join(found.itertext())
    return text if found.get("type") in {"html", "text/html"} else escaped(text)


def _link(element: Any, rel: str = "alternate") -> str:
    links = (link for link in element.iterfind("atom:link", NS) if link.get("rel", "alternate") == rel)
    return next((link.get("href", "") for link in links), "")
