"""Activity Streams 2.0 (https://www.w3.org/TR/activitystreams-core/): a collection with its first page, then pages."""

from __future__ import annotations

from typing import Any

import orjson

from streams.feed.page import Feed
from streams.feed.render import text
from streams.feed.render.head import Head, items
from streams.feed.render.sentence import plain_title, title
from streams.vocabulary import ACTIVITIES, OBJECTS, type_iri, type_key, verb_chain

# What the vocabulary has no word for keeps its word of version 1.
CONTEXT = [
    "https://www.w3.org/ns/activitystreams",
    {
        "as1": "http://activitystrea.ms/spec/1.0/",
        "changes": {"@id": "urn:activity-streams:feed:1.0:changes", "@type": "@json"},
    },
]


def render(feed: Feed, head: Head) -> bytes:
    """The first page comes inside its collection, a later one by itself."""
    page = _page(feed, head)
    if feed.cursor:
        return orjson.dumps({"@context": CONTEXT, **page})
    collection = {"type": "OrderedCollection", "id": head.id, "name": head.title, "first": page}
    return orjson.dumps({"@context": CONTEXT, **collection})


def _page(feed: Feed, head: Head) -> dict[str, Any]:
    page = {
        "type": "OrderedCollectionPage",
        "id": head.url if feed.cursor else f"{head.url}#first",
        "partOf": head.id,
        "orderedItems": [_activity(item, head) for item in items(feed)],
    }
    return page | ({"next": head.next_url} if head.next_url else {})


def _activity(item: dict[str, Any], head: Head) -> dict[str, Any]:
    verb, icon = item["verb"], head.icon(item)
    return _without_empty(
        {
            "type": ACTIVITIES.get(verb["key"], "Activity"),
            "id": f"urn:uuid:{item['id']}",
            "name": plain_title(item),
            "summary": title(item),
            "content": item["content_html"] or item["summary_html"],
            "published": item["published"],
            "updated": item["updated"],
            "url": head.alternate(item),
            "actor": _actor(item),
            "object": _thing(item["object"]),
            "target": _thing(item["target"]),
            "generator": _generator(item),
            "icon": {"type": "Image", "url": icon[0], "name": icon[1]},
            "tag": [{"type": "Object", "name": category} for category in item["categories"]],
            "changes": item["changes"],
            "as1:verb": verb_chain(verb["id"], (item["object"] or {}).get("type"))[-1],
        }
    )


def _actor(item: dict[str, Any]) -> dict[str, Any]:
    actor = item["actor"]
    icon = actor["avatar"] and {"type": "Image", "url": actor["avatar"]}
    shown = {"type": "Person", "name": text.actor_name(item), "url": actor["url"], "icon": icon}
    return _without_empty(shown | {"as1:username": actor["username"]})


def _thing(thing: dict[str, Any] | None) -> dict[str, Any] | None:
    if thing is None:
        return None
    shown = {
        "type": OBJECTS.get(type_key(thing["type"]), "Object"),
        # An id here is an address; a bare key is a name.
        "id": thing["id"] if ":" in (thing["id"] or "") else None,
        "name": thing["title"] or thing["id"],
        "summary": thing["summary"],
        "url": thing["url"],
        "as1:object-type": thing["type"] and type_iri(thing["type"]),
    }
    return _without_empty(shown)


def _generator(item: dict[str, Any]) -> dict[str, Any]:
    if application := item["application"]:
        return {"type": "Application", "id": application["id"], "name": application["name"]}
    return {"type": "Service", "name": item["provider"]["name"]}


def _without_empty(shown: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in shown.items() if value}
