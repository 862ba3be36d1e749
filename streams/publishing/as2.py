"""Activity Streams 2.0 (https://www.w3.org/TR/activitystreams-core/) told in the words of version 1.0.

What a document says that 1.0 has no word for is left out, as the standard asks of who does not know an extension. What
is of a wrong type is handed on as it is: the reader of 1.0 names it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from streams.publishing.problems import InvalidDocument, Problem
from streams.sanitizing import escaped, is_web_url
from streams.syndication.as2 import CONTEXT, collected, first, is_as2, is_collection, kind_of
from streams.vocabulary import ACTIVITIES, OBJECTS, type_name, verb_name

__all__ = ["CONTEXT", "as_replacement", "collected", "is_as2", "is_collection", "require_version_1", "version_1"]

PUBLIC = {f"{CONTEXT}#Public", "as:Public", "Public"}
ADDRESSED = ("to", "cc", "bto", "bcc", "audience")

# The first of several verbs with one type stands for it.
_VERBS = {name: verb for verb, name in reversed(ACTIVITIES.items())}
_TYPES = {"Document": "file", "Object": None} | {name: name.lower() for name in OBJECTS.values() if name != "Document"}


def version_1(document: Any) -> Any:
    """A document of version 2.0 as one of version 1.0; any other value as it is. Raises InvalidDocument."""
    if not isinstance(document, Mapping) or not is_as2(document):
        return document
    if is_collection(document):
        problem = "a collection of activities has them in orderedItems; one that only links to them cannot be read"
        raise InvalidDocument([Problem("orderedItems", "missing", problem)])
    return _activity(document if _is_activity(document) else _created(document))


def as_replacement(document: Any) -> Any:
    """The same for one that replaces a stored one, whose generator it leaves as it is where it names none."""
    told = version_1(document)
    is_silent = told is not document and not document.get("generator")
    return {name: value for name, value in told.items() if name != "generator"} if is_silent else told


def require_version_1(patched: Any) -> Any:
    """A document of version 1.0 with a patch in it. Raises InvalidDocument where it would be read as one of 2.0."""
    if not isinstance(patched, Mapping) or not is_as2(patched):
        return patched
    field = "@context" if "@context" in patched else "type"
    problem = f"a patch is in the words of version 1.0: leave out {field} and send application/merge-patch+json, or PUT"
    raise InvalidDocument([Problem(field, "unknown_field", f"{problem} a whole document of version 2.0")])


def _is_activity(document: Mapping[str, Any]) -> bool:
    return kind_of(document) in {*ACTIVITIES.values(), "Activity"} or not document.keys().isdisjoint(
        {"actor", "object"}
    )


def _created(thing: Mapping[str, Any]) -> dict[str, Any]:
    """A thing by itself means that somebody posted it."""
    shared = {name: thing.get(name) for name in ("id", "url", "published", "generator", *ADDRESSED)}
    return shared | {"type": "Create", "actor": thing.get("attributedTo"), "object": thing}


def _activity(document: Mapping[str, Any]) -> dict[str, Any]:
    thing, name = first(document.get("object")), _text(document, "name")
    said = thing if isinstance(thing, Mapping) else {}
    translated = {
        "id": document.get("id", document.get("@id")),
        "url": _address(document.get("url")),
        "verb": _verb(document),
        "title": _text(document, "summary") or (escaped(name) if isinstance(name, str) else name),
        "content": _text(document, "content") or _text(said, "content"),
        "published": document.get("published"),
        "actor": _actor(document.get("actor")),
        "object": _thing(thing),
        "target": _thing(document.get("target") or said.get("inReplyTo")),
        "generator": _generator(document),
        "icon": _image(document.get("icon")),
        "categories": _categories(document.get("tag")),
        "changes": document.get("changes"),
        "audience": _audience(document),
    }
    return {field: value for field, value in translated.items() if value is not None}


def _verb(document: Mapping[str, Any]) -> Any:
    verb, kind = document.get("as1:verb"), kind_of(document)
    if verb is not None:
        return verb_name(verb) if isinstance(verb, str) else verb
    return _VERBS.get(kind) or (kind[:1].lower() + kind[1:] if kind != "Activity" else None)


def _actor(value: Any) -> Any:
    actor = first(value)
    if isinstance(actor, str):
        actor = {"id": actor, "url": actor if is_web_url(actor) else None}
    if not isinstance(actor, Mapping):
        return actor
    identifier = actor.get("id")
    # https://social.example/users/ana and acct:ana@social.example are called ana.
    tail = identifier.rstrip("/").rpartition("/")[2].removeprefix("acct:") if isinstance(identifier, str) else None
    username = actor.get("as1:username") or actor.get("preferredUsername") or tail
    kind = kind_of(actor)
    return {
        "id": username,
        "displayName": _text(actor, "name"),
        "objectType": kind.lower() or None,
        "url": _address(actor.get("url")),
        "image": _image(actor.get("icon")),
    }


def _thing(value: Any) -> Any:
    thing = first(value)
    if isinstance(thing, str):
        return {"id": thing, "url": thing if is_web_url(thing) else None}
    if not isinstance(thing, Mapping):
        return thing
    named, kind = thing.get("as1:object-type"), kind_of(thing)
    known = "comment" if "inReplyTo" in thing else _TYPES.get(kind, kind.lower() or None)
    return {
        "id": thing.get("id"),
        "displayName": _text(thing, "name"),
        "objectType": type_name(named) if isinstance(named, str) else known,
        "summary": _text(thing, "summary"),
        "url": _address(thing.get("url")),
    }


def _generator(document: Mapping[str, Any]) -> Any:
    """Version 2.0 may leave it out: then it is the site that the document comes from."""
    generator = first(document.get("generator"))
    said = {"id": generator} if isinstance(generator, str) else generator or {}
    if not isinstance(said, Mapping):
        return said
    actor = first(document.get("actor"))
    told = actor if isinstance(actor, Mapping) else {"id": actor}
    places = (said.get("id"), said.get("url"), document.get("id"), document.get("url"), told.get("id"), told.get("url"))
    address = next((place for place in map(_address, places) if isinstance(place, str) and is_web_url(place)), None)
    if address is None:
        return said.get("id") and {"id": said.get("id"), "displayName": _text(said, "name")}
    parts = urlsplit(address)
    origin = address if address == _address(said.get("id")) else f"{parts.scheme}://{parts.netloc}"
    return {"id": origin, "displayName": _text(said, "name") or parts.netloc}


def _audience(document: Mapping[str, Any]) -> Any:
    """What is addressed to some only is not shown to all: it has to say to whom in our own words (additions.py)."""
    ours = document.get("audience")
    if isinstance(ours, Mapping) and ours.keys() <= {"group", "person"} or ours in ("public", "members"):
        return ours
    values = (document.get(name) for name in ADDRESSED)
    given = [one for value in values if value for one in (value if isinstance(value, list) else [value])]
    ids = [one.get("id") if isinstance(one, Mapping) else one for one in given]
    return None if not given or any(isinstance(one, str) and one in PUBLIC for one in ids) else given


def _categories(value: Any) -> Any:
    tags = value if isinstance(value, list) or value is None else [value]
    return tags and [_text(tag, "name") or tag.get("href") if isinstance(tag, Mapping) else tag for tag in tags]


def _image(value: Any) -> Any:
    return None if value is None else {"url": _address(value)}


def _address(value: Any) -> Any:
    """Of a text, of a Link or Image, or of the first of several."""
    value = first(value)
    return _address(value.get("href", value.get("url"))) if isinstance(value, Mapping) else value


def _text(part: Mapping[str, Any], name: str) -> Any:
    """In the language of the document, else in English, else in its first one."""
    value, translations = part.get(name), part.get(f"{name}Map")
    if value is None and isinstance(translations, Mapping) and translations:
        return translations.get("en", next(iter(translations.values())))
    return value
