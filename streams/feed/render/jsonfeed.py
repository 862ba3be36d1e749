"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

from typing import Any

import orjson

from streams.feed.page import Feed
from streams.feed.render import text
from streams.feed.render.head import Head, items
from streams.feed.render.sentence import plain_title, title


def render(feed: Feed, head: Head) -> bytes:
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": head.title,
        "home_page_url": f"{head.base}/",
        "feed_url": head.url,
        "items": [_item(item, head) for item in items(feed)],
    }
    return orjson.dumps(document | ({"next_url": head.next_url} if head.next_url else {}))


def _item(item: dict[str, Any], head: Head) -> dict[str, Any]:
    shown = {
        "id": f"urn:uuid:{item['id']}",
        "url": head.alternate(item),
        "title": plain_title(item),
        "summary": text.plain(item["summary_html"]),
        "content_html": item["content_html"] or item["summary_html"] or title(item),
        "date_published": item["published"],
        "date_modified": item["updated"],
        "authors": [_author(item)],
        "tags": item["categories"],
        # A custom extension, as the format has them: an object whose name starts with an underscore.
        "_activity": {name: item[name] for name in ("provider", "application", "verb", "object", "target", "changes")},
    }
    return {name: value for name, value in shown.items() if value}


def _author(item: dict[str, Any]) -> dict[str, str]:
    actor = item["actor"]
    shown = {"name": text.actor_name(item), "url": actor["url"], "avatar": actor["avatar"]}
    return {name: value for name, value in shown.items() if value}
