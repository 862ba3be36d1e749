"""What a program posts: an activitystrea.ms 1.0 document, by the strict rules of our own door."""

from __future__ import annotations

from streams.conf import conf
from streams.publishing.fields import ALIASES, MAX_ADDRESS, MAX_ITEMS, MAX_MILLISECONDS, MAX_TEXT
from streams.web.schema.shapes import WEB_URL, Schema, nullable, ref, text

# The years 1990 and 9999.
FIRST = 631_152_000_000


def _short(description: str, **more: object) -> Schema:
    return nullable(text(description, maxLength=MAX_TEXT, **more))


def _address(description: str) -> Schema:
    return nullable(text(f"{description} Absolute, http or https.", maxLength=MAX_ADDRESS, pattern=f"({WEB_URL})|^$"))


def _html(description: str, limit: int) -> Schema:
    shown = f"{description} HTML, which is sanitised; at most {limit} characters that a reader sees."
    return nullable(text(shown, maxLength=10 * limit))


def _term(description: str) -> Schema:
    return _short(f"{description} A simple name without `/`, or an absolute address.", pattern=f"^[^/]*$|{WEB_URL}")


def _moment(description: str) -> Schema:
    iso = {"type": "string", "description": "ISO 8601; UTC where it names no zone.", "format": "date-time"}
    number = {
        "type": "number",
        "description": "Milliseconds since 1970.",
        "minimum": FIRST,
        "maximum": MAX_MILLISECONDS,
    }
    return {"anyOf": [iso, number, {"type": "null"}], "description": description}


def _closed(description: str, fields: dict[str, Schema], **more: object) -> Schema:
    """What takes these fields, their other names, and no others."""
    names = {alias: {**fields[name], "deprecated": True} for name, alias in ALIASES.items() if name in fields}
    shown = {"type": "object", "description": description, "properties": {**fields, **names}}
    return {**shown, "additionalProperties": False, **more}


def _filled(*names: str) -> list[Schema]:
    """One of these is there and not empty: a text has a visible character."""
    seen = {"not": {"type": "null"}, "pattern": r"[^\u0000-\u0020\u007f-\u009f]"}
    return [{"required": [name], "properties": {name: seen}} for name in names]


def _audience(kind: str, description: str) -> Schema:
    name = text(description, minLength=1, maxLength=MAX_TEXT)
    return {"type": "object", "required": [kind], "properties": {kind: name}, "additionalProperties": False}


SIZE: Schema = {"type": ["integer", "string", "null"], "minimum": 0, "pattern": "^[0-9]+$", "description": "Pixels."}
IMAGE_FIELDS = {"url": _address("Its address."), "width": SIZE, "height": SIZE}
THING_FIELDS: dict[str, Schema] = {
    "id": _short("Its id: any text."),
    "displayName": _short("Its name. Plain text."),
    "objectType": _term("What it is, such as `issue`."),
    "url": _short("Where it is: an absolute http or https address, or a bare key such as `ONE-1`."),
    "summary": _html("More of it.", conf.max_title_length),
    "content": {"description": "Read by nobody."},
    "image": nullable(ref("DocumentImage"), "Checked, and shown for an actor only."),
}
PERSON_FIELDS = {
    **THING_FIELDS,
    "id": _short("User name."),
    "url": _address("Their page."),
    "objectType": {"description": "`bot`, `application` or `service` for a program."},
    "summary": {"description": "Read by nobody."},
}
GENERATOR_FIELDS = {
    **{name: {"description": "Read by nobody."} for name in THING_FIELDS},
    "id": text("Address of the application.", maxLength=MAX_ADDRESS, pattern=WEB_URL),
    "displayName": text("Its name.", minLength=1, maxLength=MAX_TEXT),
}
FIELDS: dict[str, Schema] = {
    "id": _short("Your id of the activity: any text. Where it is missing, `url` stands for it."),
    "url": _address("Where the activity leads."),
    "verb": _term("What was done; `post` when absent."),
    "title": _html("One sentence that says it all.", conf.max_title_length),
    "summary": _html("A few words more.", conf.max_title_length),
    "content": _html("All of it; also block elements.", conf.max_content_length),
    "published": _moment("When it happened, from 1990 to tomorrow; now when absent."),
    "updated": {"description": "Read by nobody."},
    "actor": nullable(ref("DocumentPerson"), "Who did it. Read from those who may post in others' names."),
    "object": nullable(ref("DocumentThing"), "What it was done to."),
    "target": nullable(ref("DocumentThing"), "Where it was done."),
    "generator": ref("DocumentGenerator"),
    "provider": {"description": "Read by nobody."},
    "icon": nullable(ref("DocumentIcon"), "A picture of 16 pixels."),
    "links": {
        "type": ["object", "null"],
        "maxProperties": MAX_ITEMS,
        "propertyNames": {"maxLength": MAX_TEXT},
        "additionalProperties": _address("Where it leads."),
        "description": "Further addresses by their relation (rel).",
    },
    "categories": {
        "type": ["array", "null"],
        "maxItems": MAX_ITEMS,
        "items": _short("One of them."),
        "description": "Components, labels or states.",
    },
    "changes": {
        "type": ["array", "null"],
        "maxItems": MAX_ITEMS,
        "items": ref("DocumentChange"),
        "description": "What was changed, field by field.",
    },
    "audience": {
        "anyOf": [
            {"type": "string", "enum": ["public", "members"]},
            _audience("group", "The name of a group."),
            _audience("person", "A user name."),
            {"type": "null"},
        ],
        "description": "Who may see it: no more people than the source's audience, unless the poster may choose any.",
    },
    "project": _short("A project key, for filters."),
    "entity": _short("What votes, watches and comments belong to; absent: the object's `id`, then its `url`."),
}

SCHEMAS: dict[str, Schema] = {
    "Document": _closed(
        "What happened, told by a program. Null is the same as leaving a field out.",
        FIELDS,
        allOf=[{"anyOf": _filled("generator", "application")}, {"anyOf": _filled("id", "url", "uri")}],
    ),
    "DocumentThing": _closed("A thing.", THING_FIELDS),
    "DocumentPerson": _closed("A person or a program.", PERSON_FIELDS),
    "DocumentGenerator": _closed("The application that posts.", GENERATOR_FIELDS, required=["id", "displayName"]),
    "DocumentChange": _closed(
        "What a field said before and after. Plain texts.",
        {
            "field": text("Its name.", minLength=1, maxLength=MAX_TEXT),
            "from": _short("Before."),
            "to": _short("After."),
        },
        required=["field"],
    ),
    "DocumentImage": _closed("A picture.", IMAGE_FIELDS),
    "DocumentIcon": _closed("A picture.", IMAGE_FIELDS | {"title": _short("What it shows, in words.")}),
}
