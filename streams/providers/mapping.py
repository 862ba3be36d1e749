"""Templates such as "Build {build.number} of {app.name}", one for each field of a document, filled in from JSON."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Any

from streams.conf import conf
from streams.providers import text
from streams.providers.base import Document
from streams.providers.payload import identity, look_up, moment

# Every field that can be filled, with what it is for.
FIELDS = {
    "id": "What tells one event from the next; empty: the delivery's own id",
    "verb": "What was done: deploy, post, resolve …",
    "title": "The whole sentence; empty: it is made of actor, verb, object and target",
    "actor.displayName": "Who did it",
    "actor.id": "Their user name",
    "actor.url": "Their page",
    "actor.image": "Their picture's address",
    "actor.objectType": "“bot” for what is no person",
    "object.objectType": "What it was done to: issue, job, page …",
    "object.displayName": "What that is called",
    "object.id": "Its key, by which votes and comments find it",
    "object.summary": "What it is about",
    "object.url": "Its page",
    "target.objectType": "Where it was done: repository, project, environment …",
    "target.displayName": "What that is called",
    "target.id": "Its key",
    "target.url": "Its page",
    "summary": "A line below the title",
    "content": "A longer text",
    "url": "Where the activity leads; empty: the object's page",
    "published": "When it happened; empty: when it was delivered",
    "categories": "Labels, separated by commas",
    "project": "A project key, for filters",
}
HTML = {"title", "summary", "object.summary", "content"}
ADDRESSES = {"url", "actor.url", "actor.image", "object.url", "target.url"}
MAX_ITEMS = 50
# Nobody picks a path that is longer.
MOST_STEPS = 30
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


class MappingError(Exception):
    """What the mapping looks for and the delivery does not have; `problems` has a sentence for each field."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Mapping:
    """A template for each field; `each` is the path of a list, whose elements are then called "item"."""

    fields: dict[str, str] = field(default_factory=dict)
    each: str = ""
    # Only deliveries in which the template `only` gives the text `only_is`.
    only: str = ""
    only_is: str = ""

    @classmethod
    def of(cls, config: dict[str, Any]) -> Mapping:
        """From a source's configuration; what is not a text is left out."""
        fields = config.get("fields")
        known = {name: value for name, value in fields.items() if _is_text(value)} if isinstance(fields, dict) else {}
        rest = {name: config[name] for name in ("each", "only", "only_is") if _is_text(config.get(name))}
        return cls({name: value for name, value in known.items() if name in FIELDS}, **rest)

    def documents(self, payload: dict[str, Any], delivery_id: str) -> list[Document] | None:
        """None for a delivery that is left out; raises MappingError with every problem at once."""
        problems: list[str] = []
        if self.only and _filled("only where", self.only, payload, problems) != self.only_is:
            if problems:
                raise MappingError(problems)
            return None
        told = [self._document(one, key, problems) for one, key in self._items(payload, delivery_id, problems)]
        if problems:
            raise MappingError(list(dict.fromkeys(problems)))
        return told

    def _items(self, payload: dict[str, Any], delivery_id: str, problems: list[str]) -> Iterator[tuple[Any, str]]:
        if not self.each:
            yield payload, delivery_id
            return
        items = look_up(payload, self.each)
        if not isinstance(items, list):
            problems.append(f"one for each: {_nothing_at(self.each, payload, 'no list')}")
            return
        for number, item in enumerate(items[:MAX_ITEMS]):
            yield payload | {"item": item}, f"{delivery_id}#{number}"

    def _document(self, payload: Any, key: str, problems: list[str]) -> Document:
        values = {name: _value(name, template, payload, problems) for name, template in self.fields.items()}
        document: dict[str, Any] = {}
        for name, value in values.items():
            if value:
                part, _, inner = name.rpartition(".")
                (document.setdefault(part, {}) if part else document)[inner] = value
        if picture := document.get("actor", {}).pop("image", ""):
            document["actor"]["image"] = {"url": picture}
        if thing := document.get("object", {}).get("id"):
            document["object"]["id"] = identity(thing)
        document["id"] = identity(document.get("id") or key)
        document.setdefault("url", document.get("object", {}).get("url"))
        return document


def paths(sample: Any, limit: int = 300) -> dict[str, str]:
    """Every path of a sample that leads to a value, with the value: what a form offers."""
    found: dict[str, str] = {}
    for path, value in _walk(sample, "", MOST_STEPS):
        if len(found) >= limit:
            break
        found[path] = text.clipped(text.line(str(value)), 60)
    return found


def _walk(value: Any, path: str, steps: int) -> Iterator[tuple[str, Any]]:
    if not steps:
        return
    if isinstance(value, dict):
        for name, inner in value.items():
            # A name with a dot or a bracket is no step of a path.
            if not re.search(r"[.\[\]{}?]", name):
                yield from _walk(inner, f"{path}.{name}" if path else name, steps - 1)
    elif isinstance(value, list):
        for number, inner in enumerate(value[:3]):
            yield from _walk(inner, f"{path}[{number}]", steps - 1)
    elif value is not None:
        yield path, value


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _value(name: str, template: str, payload: Any, problems: list[str]) -> Any:
    """One field as the write door takes it, or nothing and a problem that names the path."""
    if name == "content" and _PLACEHOLDER.fullmatch(template.strip()):
        return text.content(_filled(name, template, payload, problems))
    if name in HTML:
        return _filled(name, template, payload, problems, _escaping(name, template))
    filled = _filled(name, template, payload, problems)
    if name == "categories":
        return [part for label in filled.split(",") if (part := text.name(label))][:MAX_ITEMS]
    if name in ADDRESSES:
        return _checked(name, template, filled, text.web_address(filled), "an http(s) address", problems)
    if name == "published":
        return _checked(name, template, filled, moment(filled), "a time that has come", problems)
    return text.name(filled)


def _escaping(name: str, template: str) -> Callable[[str], str]:
    """What a delivery says is text, cut to its share of the room; only the template's own tags are tags."""
    limit = conf.max_content_length if name == "content" else conf.max_title_length
    room = (limit - len(template)) // max(template.count("{"), 1)
    return lambda value: escape(text.clipped(text.line(value), max(room, 10)))


def _checked(name: str, template: str, filled: str, value: str, what: str, problems: list[str]) -> str:
    if filled and not value:
        problems.append(f"{name}: {template} gives “{text.clipped(filled, 60)}”, which is not {what}")
    return value


def _filled(name: str, template: str, payload: Any, problems: list[str], treat: Callable[[str], str] = str) -> str:
    if _PLACEHOLDER.sub("", template).count("{") or _PLACEHOLDER.sub("", template).count("}"):
        problems.append(f"{name}: a brace stands alone in “{template}”; write a path between two, as in {{app.name}}")
        return ""

    def fill(found: re.Match[str]) -> str:
        path, is_optional = found[1].strip().removesuffix("?"), found[1].strip().endswith("?")
        value = _words(look_up(payload, path)) if path else None
        if value is None and not is_optional:
            problems.append(f"{name}: {_nothing_at(path, payload)}")
        return treat(value or "")

    return _PLACEHOLDER.sub(fill, template).strip()


def _words(value: Any) -> str | None:
    """A value as text: of a list its values, of an object nothing."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value)
    if isinstance(value, list) and not any(isinstance(one, dict | list) for one in value):
        return ", ".join(word for one in value if (word := _words(one)))
    return None


def _nothing_at(path: str, payload: Any, what: str = "no text") -> str:
    """Such as: there is no text at {app.nmae}; near it are {app.name}, {app.id}."""
    known = paths(payload)
    near = difflib.get_close_matches(path, known, n=3, cutoff=0.5)
    near = near or [other for other in known if other.startswith(f"{path}.") or other.startswith(f"{path}[")][:3]
    hint = f"; near it are {', '.join(f'{{{other}}}' for other in near)}" if near else ""
    return f"there is {what} at {{{path}}}{hint} (a “?” behind the path lets it be missing)"
