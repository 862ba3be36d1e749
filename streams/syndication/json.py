"""The feeds that are JSON: JSON Feed (https://www.jsonfeed.org/version/1.1/) and Activity Streams 1.0 and 2.0."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from streams.sanitizing import escaped, is_web_url
from streams.syndication import as2
from streams.syndication.feed import Entry, Head, NotAFeed

JSON_FEED = "https://jsonfeed.org/version/"
# Without any of these it is no collection and no activity.
TELLING = {"items", "id", "url", "verb", "actor", "object", "title", "content"}


def entries(feed: Any, head: Head) -> Iterator[Entry]:
    """Items that are no objects come as they are: whoever takes them says what is wrong."""
    if isinstance(feed, dict) and str(feed.get("version", "")).startswith(JSON_FEED):
        return _json_feed(feed, head)
    if as2.is_collection(feed):
        return _collection(feed, head)
    return _version_1(feed, head)


def _json_feed(feed: dict[str, Any], head: Head) -> Iterator[Entry]:
    head.form, head.title, head.older = "JSON Feed", _text(feed, "title"), _text(feed, "next_url")
    head.own = _text(feed, "feed_url")
    head.address = _text(feed, "home_page_url") or head.own
    head.author = _author(feed)
    yield from map(_item, _list(feed.get("items")))


def _collection(feed: dict[str, Any], head: Head) -> Iterator[Entry]:
    head.form, head.title, head.older = "Activity Streams 2.0", _text(feed, "name"), as2.further(feed)
    yield from as2.collected(feed) or []


def _version_1(feed: Any, head: Head) -> Iterator[Entry]:
    """A collection, a bare list, or one activity by itself. Raises NotAFeed for what is neither."""
    if isinstance(feed, dict) and TELLING.isdisjoint(feed):
        raise NotAFeed("This is JSON but no feed: neither JSON Feed nor Activity Streams.")
    head.form = "Activity Streams 1.0"
    items = feed.get("items", [feed]) if isinstance(feed, dict) else feed
    yield from items if isinstance(items, list) else [feed]


def _item(item: Any) -> Any:
    if not isinstance(item, dict):
        return item
    title, text, image = item.get("title") or "", item.get("content_text") or "", item.get("image")
    document = {
        "id": str(item.get("id") or ""),
        "url": item.get("url") or item.get("external_url"),
        "title": escaped(title) if isinstance(title, str) else title,
        "content": item.get("content_html") or (escaped(text) if isinstance(text, str) else text),
        "published": item.get("date_published") or item.get("date_modified"),
        "actor": _author(item),
        "categories": item.get("tags"),
        "icon": {"url": image} if isinstance(image, str) and is_web_url(image) else None,
    }
    return {name: value for name, value in document.items() if value}


def _author(part: dict[str, Any]) -> dict[str, Any] | None:
    """Version 1.0 has one, 1.1 a list."""
    author = as2.first(part.get("authors")) or part.get("author")
    return {"displayName": author.get("name"), "url": author.get("url")} if isinstance(author, dict) else None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(part: dict[str, Any], name: str) -> str:
    value = part.get(name)
    return value if isinstance(value, str) else ""
