"""An activitystrea.ms 1.0 JSON document read into an unsaved activity (contract.md §4.2 and §4.4)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

import orjson

from streams.models import Activity
from streams.publishing.fields import Fields
from streams.publishing.problems import InvalidDocument, Problem

FIELDS = {
    "id", "url", "verb", "title", "summary", "content", "published", "updated", "actor", "object", "target",
    "provider", "generator", "icon", "links", "categories", "project", "entity",
    # aliases
    "application", "user", "date", "uri",
}  # fmt: skip


class Door(Enum):
    """Where a document came in. The compatible door has the contract's rules; the others name what they do not know."""

    COMPATIBLE = "compatible"
    OWN = "own"
    PROVIDER = "provider"


@dataclass(frozen=True)
class Parsed:
    """What a document says; `activity` lacks only what depends on the source."""

    activity: Activity
    foreign_id: str
    generator: tuple[str, str] | None
    # Whether the document named an actor at all: without one the poster is the actor.
    has_actor: bool
    object_type: str


def parse(document: object, door: Door) -> Parsed:
    """Read one document; raises InvalidDocument with every problem at once."""
    if not isinstance(document, Mapping):
        raise InvalidDocument([Problem("", "not_an_object", "an activity must be a JSON object")])
    problems: list[Problem] = []
    fields = Fields(_unaliased(document), problems, http_ids=door is Door.COMPATIBLE)
    if door is not Door.COMPATIBLE:
        fields.refuse_unknown(FIELDS)
    parsed = _read(fields, door, digest(document))
    if problems:
        raise InvalidDocument(problems)
    return parsed


def digest(document: Mapping[str, Any]) -> str:
    """The same for the same document, whatever the order of its fields (hex SHA-256)."""
    text = orjson.dumps(document, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS, default=str)
    return hashlib.sha256(text).hexdigest()


def _unaliased(document: Mapping[str, Any]) -> dict[str, Any]:
    """The contract's older names: application is generator, user is actor."""
    plain = dict(document)
    for alias, name in (("application", "generator"), ("user", "actor")):
        if alias in plain:
            plain.setdefault(name, plain.pop(alias))
    return plain


def _read(fields: Fields, door: Door, document_digest: str) -> Parsed:
    identifier, url = fields.identifier("id"), fields.web_url("url")
    if not identifier and not url and not fields.problems:
        fields.problem("id", "missing", "activity id and url cannot both be omitted")
    generator = None if door is Door.PROVIDER else _generator(fields)
    thing, target = _thing(fields, "object"), _thing(fields, "target")
    object_type = thing.pop("type_key") if thing else ""
    if target:
        target.pop("type_key")
    verb = fields.term("verb") or "post"
    published = fields.moment("published")
    actor = _actor(fields)
    activity = Activity(
        actor=actor,
        actor_username=actor["username"] or actor["name"],
        verb=verb,
        object=thing,
        target=target,
        title=fields.title("title"),
        summary=fields.title("summary"),
        content=fields.content("content"),
        url=url or (identifier if identifier.startswith("http") else ""),
        icon=_icon(fields),
        links=fields.links("links"),
        categories=fields.texts("categories"),
        project_key=fields.text("project"),
        entity=fields.text("entity") or (thing or {}).get("id") or (thing or {}).get("url") or "",
        published=published,
        updated=published,
        digest=document_digest,
    )
    return Parsed(activity, identifier or url, generator, bool(actor["name"]), object_type)


def _generator(fields: Fields) -> tuple[str, str] | None:
    generator = fields.part("generator", {"id", "displayName", "objectType", "url", "image", "summary", "content"})
    if generator is None:
        fields.problem("generator", "missing", "activity must have generator")
        return None
    name = generator.name("displayName")
    if generator.absent("displayName"):
        generator.problem("displayName", "missing", "displayName cannot be omitted")
    elif not name:
        generator.problem("displayName", "blank", "displayName cannot be blank")
    if generator.absent("id"):
        generator.problem("id", "missing", "id cannot be omitted")
    return generator.web_url("id"), name


def _actor(fields: Fields) -> dict[str, str | None]:
    actor = fields.part("actor", THING)
    if actor is None:
        return {"name": "", "username": None, "url": None, "avatar": None}
    username = actor.text("id")
    image = actor.part("image", IMAGE)
    return {
        "name": actor.name("displayName") or username,
        "username": username or None,
        "url": actor.web_url("url") or None,
        "avatar": (image.web_url("url") if image else "") or None,
    }


THING = {"id", "displayName", "objectType", "url", "uri", "summary", "content", "image"}
IMAGE = {"url", "width", "height"}


def _thing(fields: Fields, name: str) -> dict[str, Any] | None:
    """An object or target; None when absent or empty (real clients send `target: {"url": ""}`)."""
    part = fields.part(name, THING)
    if part is None:
        return None
    url = part.link("url")
    thing = {
        "type": part.term("objectType"),
        "id": part.identifier("id"),
        "title": part.name("displayName"),
        "summary": part.title("summary"),
        "url": url,
    }
    if not any(thing.values()):
        return None
    return {key: value or None for key, value in thing.items()} | {"type_key": term_key(thing["type"])}


def _icon(fields: Fields) -> dict[str, str] | None:
    icon = fields.part("icon", IMAGE)
    if icon is None:
        return None
    icon.size("width")
    icon.size("height")
    url = icon.web_url("url")
    return {"url": url, "title": ""} if url else None


def term_key(term: str) -> str:
    """The key of a verb or object type: what follows the last slash (contract.md §3)."""
    return term.rstrip("/").rsplit("/", 1)[-1][:64]
