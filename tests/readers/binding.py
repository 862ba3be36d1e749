"""A reader as JAXB and XmlSerializer make them from a sequence: local names, in order, of a type, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element

MANY = 10**9


class NotBound(Exception):
    """What a strict client would refuse the whole feed for."""


@dataclass(frozen=True)
class Field:
    """An element by its local name: how often it comes, which attributes it has, what is in it."""

    name: str
    read: Callable[[str], Any] | Sequence[Field]
    least: int = 1
    most: int = 1
    attributes: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()


def bind(element: Element, fields: Sequence[Field]) -> dict[str, list[Any]]:
    """What each field holds; raises NotBound for an element too many, too few, elsewhere or of another type."""
    rest, values = list(element), {}
    for field in fields:
        mine = []
        while rest and local(rest[0].tag) == field.name and len(mine) < field.most:
            mine.append(_value(rest.pop(0), field))
        if len(mine) < field.least:
            raise NotBound(f"{local(element.tag)} lacks {field.name} here")
        values[field.name] = mine
    if rest:
        raise NotBound(f"{local(element.tag)} holds {local(rest[0].tag)}, unknown or out of order")
    return values


def local(name: str) -> str:
    return name.rpartition("}")[2]


def _value(element: Element, field: Field) -> Any:
    named = {local(name) for name in element.attrib}
    if missing := set(field.attributes) - named:
        raise NotBound(f"{field.name} lacks the attribute {sorted(missing)}")
    if unknown := named - {*field.attributes, *field.optional}:
        raise NotBound(f"{field.name} has the attribute {sorted(unknown)}")
    if not callable(field.read):
        return bind(element, field.read)
    if len(element):
        raise NotBound(f"{field.name} holds {local(element[0].tag)} where a text is expected")
    return _read(field, element.text or "")


def _read(field: Field, text: str) -> Any:
    try:
        return field.read(text)  # type: ignore[operator]
    except ValueError as error:
        raise NotBound(f"{field.name}: {text!r} is of another type") from error


def filled(text: str) -> str:
    if not text.strip():
        raise ValueError(text)
    return text


def empty(text: str) -> None:
    if text:
        raise ValueError(text)


def iri(text: str) -> str:
    """RFC 3987: it has a scheme, and no white space."""
    if not re.fullmatch(r"[a-z][a-z0-9+.-]*:\S+", text):
        raise ValueError(text)
    return text


def word(text: str) -> str:
    if not re.fullmatch(r"\S+", text):
        raise ValueError(text)
    return text


def moment(text: str) -> datetime:
    """RFC 3339 as clients parse it literally: three digits of milliseconds and a Z."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").astimezone()


def zone(text: str) -> str:
    if not re.fullmatch(r"[+-][0-9]{4}", text):
        raise ValueError(text)
    return text


# --- the feed that /activity promises (contract.md §1.6 and §1.7) ---

PHOTO = Field("link", empty, 2, 2, ("rel", "href", "height", "width"))
AUTHOR = [
    Field("name", filled),
    Field("uri", iri, 0),
    PHOTO,
    Field("username", word, 0),
    Field("object-type", iri, 0),
]
THING = [
    Field("id", word, 0),
    Field("title", filled, 0, attributes=("type",)),
    Field("summary", filled, 0, attributes=("type",)),
    Field("link", empty, 0, attributes=("rel", "href")),
    Field("object-type", word, 0),
]
ENTRY = [
    Field("id", iri),
    Field("title", filled, attributes=("type",)),
    Field("summary", filled, 0, attributes=("type",)),
    Field("content", filled, 0, attributes=("type",)),
    Field("author", AUTHOR, 1, MANY),
    Field("published", moment),
    Field("updated", moment),
    Field("category", empty, 0, MANY, ("term",)),
    Field("link", empty, 2, MANY, ("rel", "href"), ("title",)),
    Field("in-reply-to", empty, 0, MANY, ("ref",)),
    Field("generator", empty, attributes=("uri",)),
    Field("application", word),
    Field("verb", word, 1, MANY),
    Field("object", THING, 0, MANY),
    Field("target", THING, 0),
    Field("timezone-offset", zone),
]
SOURCES = [Field("activity-source", filled, 1, MANY)]
FEED = [
    Field("id", iri),
    Field("link", empty, 1, 2, ("rel", "href")),
    Field("title", filled, attributes=("type",)),
    Field("timezone-offset", zone),
    Field("updated", moment),
    Field("timed-out-source-list", SOURCES, 0),
    Field("throttled-source-list", SOURCES, 0),
    Field("banned-source-list", SOURCES, 0),
    Field("warning", filled, 0, MANY, ("parameter", "code")),
    Field("author", [Field("name", filled)], 0),
    Field("entry", ENTRY, 0, MANY),
]
