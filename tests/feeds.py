"""A well-filled stream, and feeds read by a strict parser."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from lxml import etree

NS = {
    "atom": "http://www.w3.org/2005/Atom",
    "activity": "http://activitystrea.ms/spec/1.0/",
    "atlassian": "http://streams.atlassian.com/syndication/general/1.0",
    "media": "http://purl.org/syndication/atommedia",
    "thr": "http://purl.org/syndication/thread/1.0",
    "usr": "http://streams.atlassian.com/syndication/username/1.0",
}
ANA = {
    "id": "ana",
    "displayName": "Ana Ruiz",
    "url": "https://jira.example/people/ana",
    "image": {"url": "https://jira.example/ana.png"},
}
ISSUE = {
    "objectType": "issue",
    "id": "https://jira.example/browse/PAY-42",
    "displayName": "PAY-42",
    "summary": "Refunds &amp; <b>fees</b>",
    "url": "https://jira.example/browse/PAY-42",
}
COMMENT = {
    "objectType": "comment",
    "id": "https://jira.example/browse/PAY-42?comment=1",
    "displayName": "Never shown",
    "summary": "Never shown",
    "url": "https://jira.example/browse/PAY-42?comment=1",
}
RESOLVED = {
    "id": "https://jira.example/events/1",
    "url": ISSUE["url"],
    "verb": "resolve",
    "title": None,
    "actor": ANA,
    "object": ISSUE,
    "categories": ["Done"],
    "published": "2026-01-02T03:04:05Z",
    "links": {"http://streams.atlassian.com/syndication/watch": "https://jira.example/watch/PAY-42"},
}
COMMENTED = {
    "id": "https://jira.example/events/2",
    "url": COMMENT["url"],
    "title": None,
    "actor": ANA,
    "object": COMMENT,
    "target": ISSUE,
    "content": "<p>Looks <b>good</b></p>",
    "categories": ["comment"],
    "published": "2026-01-02T03:05:05Z",
}


def parsed(response: Any) -> Any:
    """The feed as lxml reads it: not well-formed is an error."""
    assert response.status_code == 200, response.content
    return etree.fromstring(response.content)


def find(element: Any, path: str) -> Any:
    (found,) = element.xpath(path, namespaces=NS)
    return found


def texts(element: Any, path: str) -> list[str]:
    return [str(value) for value in element.xpath(f"{path}/text()", namespaces=NS)]


def values(element: Any, path: str) -> list[str]:
    """Of attributes."""
    return [str(value) for value in element.xpath(path, namespaces=NS)]


def names(element: Any) -> list[str]:
    """The children as a client that knows literal prefixes names them."""
    return [f"{child.prefix}:{etree.QName(child).localname}" if child.prefix else etree.QName(child).localname
            for child in element]  # fmt: skip


FORMS = {
    "json": "application/json",
    "atom": "application/atom+xml",
    "rss": "application/rss+xml",
    "jsonfeed": "application/feed+json",
    "as2": "application/activity+json",
    "csv": "text/csv",
    "jsonl": "application/jsonl",
}
PAGES = ["json", "atom", "rss", "jsonfeed", "as2"]
EXPORTS = ["csv", "jsonl"]


def body(response: Any) -> bytes:
    assert response.status_code == 200, response.content
    return response.getvalue()


def rows(text: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.decode(), newline="")))


def ids(form: str, text: bytes) -> list[str]:
    """The ids of a page in any form."""
    match form:
        case "atom":
            return texts(etree.fromstring(text), "atom:entry/atom:id")
        case "rss":
            return texts(etree.fromstring(text), "channel/item/guid")
        case "csv":
            return [f"urn:uuid:{row['id']}" for row in rows(text)]
        case "jsonl":
            return [f"urn:uuid:{json.loads(line)['id']}" for line in text.splitlines()]
    page = json.loads(text)
    if form == "as2":
        return [item["id"] for item in page.get("first", page)["orderedItems"]]
    prefix = "urn:uuid:" if form == "json" else ""
    return [f"{prefix}{item['id']}" for item in page["items"]]
