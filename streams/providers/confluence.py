"""Confluence Data Center: pages, blog posts, comments, files and spaces."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from streams.models import Delivery, Provider
from streams.providers.base import Document, ProviderBackend, Skipped, Webhook
from streams.providers.payload import Payload, actor, document, thing
from streams.providers.signing import Basic, InQuery, Signed

# What an event is about: the name of its part of the body, and the type of object.
TYPES = {"page": "page", "blog": "article", "comment": "comment", "attachment": "file", "space": "space"}
VERBS = {
    "created": "post",
    "updated": "update",
    "removed": "delete",
    "trashed": "delete",
    "restored": "restore",
    "moved": "move",
    "archived": "archive",
    "unarchived": "unarchive",
}


class Confluence(ProviderBackend):
    key = "confluence"
    name = "Confluence"
    icon = "streams/confluence.svg"
    object_types = ("page", "article", "comment", "file", "space")
    verbs = ("post", "update", "delete", "restore", "move")
    poll_seconds = None
    webhook = Webhook(
        signing=(Signed("X-Hub-Signature", "sha256="), Basic(), InQuery()),
        event=("X-Event-Key|body:event|body:webhookEvent",),
        delivery=("X-Request-Id",),
    )

    def receive(self, provider: Provider, delivery: Delivery) -> Iterable[Document]:
        payload = Payload(delivery.payload)
        kind = next((name for name in TYPES if payload.part(name)), "")
        files = [(Payload(file), "attachment") for file in _files(payload)]
        told = [_told(payload, item, sort, delivery) for item, sort in files or [(payload.part(kind), kind)] if sort]
        if not told:
            raise Skipped(f"unknown event {delivery.event}" if delivery.event else "neither a page nor a comment")
        return told


def _files(payload: Payload) -> list[Any]:
    """Several may be uploaded at once."""
    found = payload.value("attachments")
    return [file for file in found if isinstance(file, dict)] if isinstance(found, list) else []


def _told(payload: Payload, item: Payload, kind: str, delivery: Delivery) -> Document:
    about = _thing(item, kind)
    change = _change(item, delivery.event)
    target = _target(payload, item, kind)
    return document(
        f"{kind}.{change}",
        payload.moment("timestamp") or item.moment("modificationDate") or delivery.delivery_id,
        target["id"] if kind == "comment" and target else about["id"],
        actor=_actor(payload, item),
        verb=VERBS.get(change, "update"),
        object=about,
        target=target,
        url=about.get("url"),
        project=item.text("spaceKey", "key"),
    )


def _change(item: Payload, event: str) -> str:
    """What happened, by the event's name; some versions leave it to the dates."""
    if event:
        return event.rpartition("_")[2]
    is_new = item.text("creationDate") == item.text("modificationDate")
    return "created" if is_new else "updated"


def _thing(item: Payload, kind: str) -> dict[str, str]:
    key = f"{kind}-{item.text('id', 'key')}"
    # The words of a comment are not delivered; a title of its own would stand where they belong.
    title = "" if kind == "comment" else item.text("title", "fileName", "name", "key", "id")
    return thing(TYPES[kind], key, title, item.address("self"))


def _target(payload: Payload, item: Payload, kind: str) -> dict[str, str]:
    """What was commented on, what a file is attached to, else the space."""
    if kind == "comment":
        return _thing(item.part("parent"), "page") if item.part("parent") else {}
    if kind == "attachment" and (parent := payload.part("attachedTo")):
        return _thing(parent, "page")
    space = item.text("spaceKey")
    return thing("space", f"space-{space}", space) if space and kind != "space" else {}


def _actor(payload: Payload, item: Payload) -> dict[str, Any]:
    """User names, or keys where no name is told."""
    username = payload.text("username", "user") or item.text("lastModifierName", "creatorName")
    username = username or payload.text("userKey") or item.text("lastModifierKey")
    return actor(username or "Confluence", username, is_bot=not username)
