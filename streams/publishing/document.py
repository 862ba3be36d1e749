"""An activitystrea.ms 1.0 JSON document read into an unsaved activity (contract.md §4.2 and §4.4).

One of version 2.0 is told in the words of 1.0 first (as2.py).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

import orjson

from streams.models import Activity
from streams.publishing import additions, as2, facets
from streams.publishing.fields import MAX_TEXT, Fields
from streams.publishing.lines import Unreadable
from streams.publishing.problems import InvalidDocument, Problem
from streams.sanitizing import is_web_url

# What the standard and the contract know, and what we add to it. The compatible door ignores the additions.
CONTRACT_FIELDS = {
    "id", "url", "verb", "title", "content", "published", "updated", "actor", "object", "target", "provider",
    "generator", "icon",
}  # fmt: skip
OUR_FIELDS = {"summary", "links", "categories", "project", "entity", "audience", "changes"}
# What only a source can know, which is asked for it later.
SOURCE_FIELDS = {"choices"}
THING = {"id", "displayName", "objectType", "url", "summary", "content", "image"}
ACTOR = THING | {"email"}
IMAGE = {"url", "width", "height"}
# What it shows, in words: ours.
ICON = IMAGE | {"title"}


class Door(Enum):
    """Where a document came in. The compatible door has the contract's rules; the others name what they do not know."""

    COMPATIBLE = "compatible"
    OWN = "own"
    PROVIDER = "provider"


@dataclass(frozen=True)
class Parsed:
    """What a document says; `activity` lacks what depends on the source and on what is stored already.

    `activity.published` is None where the document does not say when it happened.
    """

    activity: Activity
    foreign_id: str
    # Id and display name of the application; None from a provider.
    generator: tuple[str, str] | None
    # Whether the document named an actor at all: without one the poster is the actor.
    has_actor: bool
    object_type: str
    # Who may see it, where the document says so.
    audience: additions.AudienceName | None
    # What may be chosen about its thing, by the rel of a link: each value with its label.
    choices: Mapping[str, Sequence[Sequence[str]]]


def parse(document: object, door: Door) -> Parsed:
    """Read one document; raises InvalidDocument, and nothing else, with every problem at once."""
    if isinstance(document, Unreadable):
        raise InvalidDocument([Problem("", "not_json", document.reason)])
    if not isinstance(document, Mapping):
        raise InvalidDocument([Problem("", "not_an_object", "an activity must be a JSON object")])
    document_digest = digest(document)
    problems: list[Problem] = []
    fields = _fields(document if door is Door.COMPATIBLE else as2.version_1(document), problems, door)
    parsed = _read(fields, door, document_digest)
    fields.refuse_unknown(CONTRACT_FIELDS | OUR_FIELDS | (SOURCE_FIELDS if door is Door.PROVIDER else set()))
    if problems:
        raise InvalidDocument(problems)
    return parsed


def digest(document: Mapping[str, Any]) -> str:
    """The same for the same document, whatever the order of its fields (hex SHA-256)."""
    try:
        text = orjson.dumps(dict(document), option=orjson.OPT_SORT_KEYS)
    except TypeError as error:
        # From our own Python API, or JSON that is nested deeper than anybody reads.
        raise InvalidDocument([Problem("", "not_json", f"an activity must be plain JSON: {error}")]) from error
    return hashlib.sha256(text).hexdigest()


def plain_json(value: Any) -> Any:
    """The same value, where it is nested no deeper than anybody reads. Raises InvalidDocument."""
    if isinstance(value, Mapping):
        digest(value)
    return value


def _fields(document: Mapping[str, Any], problems: list[Problem], door: Door) -> Fields:
    if door is Door.COMPATIBLE:
        known = {name: value for name, value in document.items() if name not in OUR_FIELDS}
        return Fields(known, problems, compatible=True)
    return Fields(document, problems)


def _read(fields: Fields, door: Door, document_digest: str) -> Parsed:
    foreign_id, url = _identity(fields)
    generator = None if door is Door.PROVIDER else _generator(fields)
    actor, is_bot = _actor(fields)
    thing, target = _thing(fields, "object"), _thing(fields, "target")
    # `published` may be None: publish() knows what is stored, and fills it in.
    activity = Activity(  # type: ignore[misc]
        actor=actor,
        actor_username=actor["username"] or actor["name"] or "",
        verb=fields.term("verb") or "post",
        object=thing,
        target=target,
        title=fields.title("title"),
        summary=fields.title("summary"),
        content=fields.content("content"),
        url=url,
        icon=_icon(fields, door),
        links=fields.links("links"),
        categories=fields.texts("categories"),
        changes=additions.changes(fields),
        project_key=fields.text("project"),
        entity=_entity(fields.text("entity"), thing or {}),
        is_bot=is_bot,
        published=_published(fields, door),
        digest=document_digest,
    )
    object_type = term_key((thing or {}).get("type") or "")
    choices = fields.choices("choices") if door is Door.PROVIDER else {}
    audience = additions.audience(fields)
    return Parsed(activity, foreign_id, generator, bool(actor["name"]), object_type, audience, choices)


def _identity(fields: Fields) -> tuple[str, str]:
    """The id and the address; either stands in for the other."""
    identifier, url = fields.identifier("id"), fields.web_url("url")
    if not identifier and len(url) > MAX_TEXT:
        fields.problem("id", "missing", f"id cannot be omitted where url is longer than {MAX_TEXT} characters")
    if not identifier and not url and not fields.problems:
        fields.problem("id", "missing", "activity id and url cannot both be omitted")
    return identifier or url, url or (identifier if is_web_url(identifier) else "")


def _generator(fields: Fields) -> tuple[str, str]:
    """Which application it was; display name and id are mandatory (contract.md §4.4)."""
    generator = fields.part("generator", THING)
    if generator is None:
        if fields.absent("generator"):
            fields.problem("generator", "missing", "activity must have generator")
        return "", ""
    name = generator.required("displayName", generator.name)
    return generator.required("id", generator.web_url), name


def _actor(fields: Fields) -> tuple[dict[str, str | None], bool]:
    """Who it was, and whether that is a bot."""
    actor = fields.part("actor", ACTOR)
    if actor is None:
        return {"name": "", "username": None, "url": None, "avatar": None}, False
    username = actor.text("id")
    name = actor.name("displayName") or username
    person: dict[str, str | None] = {
        "name": name,
        "username": username or None,
        "url": actor.web_url("url") or None,
        "avatar": _image(actor, "image") or None,
    }
    if email := actor.email("email"):
        person["email"] = email
    return person, facets.is_bot(username or name, term_key(actor.hint("objectType")))


def _thing(fields: Fields, name: str) -> dict[str, str | None] | None:
    """An object or target; None when absent or empty (real clients send `target: {"url": ""}`)."""
    part = fields.part(name, THING)
    if part is None:
        return None
    # Checked as the contract says, and shown nowhere.
    _image(part, "image")
    thing = {
        "type": part.term("objectType") or None,
        "id": part.identifier("id") or None,
        "title": part.name("displayName") or None,
        "summary": part.title("summary") or None,
        "url": part.link("url") or None,
    }
    return thing if any(thing.values()) else None


def _icon(fields: Fields, door: Door) -> dict[str, str] | None:
    icon = fields.part("icon", ICON)
    if icon is None:
        return None
    url, title = _address(icon), "" if door is Door.COMPATIBLE else icon.name("title")
    return {"url": url, "title": title} if url else None


def _image(fields: Fields, name: str) -> str:
    """The address of a picture; "" for none."""
    image = fields.part(name, IMAGE)
    return _address(image) if image else ""


def _address(image: Fields) -> str:
    image.size("width")
    image.size("height")
    return image.web_url("url")


def _entity(named: str, thing: Mapping[str, str | None]) -> str:
    """What votes and comments belong to: what the document says, else its object; "" for the activity itself."""
    candidates = (named, thing.get("id"), thing.get("url"))
    return next((key for key in candidates if key and len(key) <= MAX_TEXT), "")


def _published(fields: Fields, door: Door) -> datetime | None:
    moment = fields.moment("published")
    if moment and moment.year < 1990 and door is not Door.PROVIDER:
        # Stored, it would be where nobody scrolls to.
        fields.problem("published", "invalid_date", "published lies before 1990; a number counts milliseconds")
    return moment


def term_key(term: str) -> str:
    """The key of a verb or object type: what follows the last slash (contract.md §3)."""
    return term.rstrip("/").rsplit("/", 1)[-1][:64]
