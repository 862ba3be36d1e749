"""The JSON of a page and of an activity, field by field."""

from __future__ import annotations

from streams.feed.grammar import HINTS
from streams.icons import ICONS
from streams.web.schema.shapes import (
    Schema,
    html,
    listed,
    mapping,
    moment,
    nullable,
    one_of,
    ref,
    shape,
    text,
    whole,
)

ACTION_STATES = ("available", "done", "pending", "disabled")
SOURCE_STATES = ("ok", "late", "throttled", "failing")

THING = shape(
    "What an activity was done to, or where.",
    {
        "type": nullable(text("Its object type, such as `issue`, or an address whose last part is the type.")),
        "id": nullable(text("Its id as the source has it.")),
        "title": nullable(text("Its name. Plain text.")),
        "summary": nullable(html("More of it, such as the summary of an issue.")),
        "url": nullable(text("Where it is: an absolute http or https address.")),
    },
)

PERSON = shape(
    "Who did it, as the source told at that time.",
    {
        "name": text("Display name. Plain text; empty where nobody is named."),
        "username": nullable(text("The name that filters know: `streams=user+IS+ana`.")),
        "url": nullable(text("Their page.")),
        "avatar": nullable(text("Address of their picture.")),
    },
)

ACTION = shape(
    "What this reader can do about an activity, and whether they have.",
    {
        "key": text("Names it in `POST /api/v1/activities/{uid}/actions/{key}/`, such as `vote`."),
        "label": text("What the button says now."),
        "icon": text(f"What is drawn beside it: {', '.join(ICONS)}; empty for a neutral drawing."),
        "state": one_of("Whether it can be pressed, has been, is being done, or cannot be (`reason`).", *ACTION_STATES),
        "reason": text("Why it is disabled, in a sentence; else empty."),
        "count": nullable(whole("How many people did it; null where nobody counts.", minimum=0)),
        "confirm": nullable(text("A question to ask before pressing it.")),
        "input": nullable(
            {"type": "object", "description": "JSON schema of the body that it takes; null where it takes none."}
        ),
        "undo": {"type": "boolean", "description": "Whether DELETE takes it back."},
        "weight": {"type": "integer", "description": "Its place in the row; lower comes first."},
        "ended": nullable(ref("Ended"), "Of this reader's last press, where it is to be told; null where it is not."),
        "href": nullable(text("Where a link leads that is followed instead of pressed; null for none.")),
    },
)

ACTIVITY_FIELDS: dict[str, Schema] = {
    "id": text("Public id. It never changes.", format="uuid"),
    "revision": whole("Grows by one with every change.", minimum=1),
    "published": moment("When it happened: the order of the stream."),
    "updated": moment("When it last changed."),
    "provider": shape(
        "The source it came from.",
        {
            "key": text("Names the source in filters."),
            "name": text("What people call it."),
            "icon": nullable(text("Path of its icon on this server.")),
        },
    ),
    "application": nullable(ref("Application"), "The program that reported it; null for one of the server's own."),
    "actor": ref("Person"),
    "verb": shape(
        "What was done.",
        {"key": text("Its short name, such as `post`."), "id": text("What the source sent: a name or an address.")},
    ),
    "object": nullable(ref("Thing"), "What it was done to."),
    "target": nullable(ref("Thing"), "Where it was done, or what the object belongs to."),
    "title_html": html("One sentence that says it all; empty where the source sent none."),
    "summary_html": html("A few words more."),
    "content_html": html("All of it, such as the text of a comment."),
    "url": text("Where it leads; empty for nowhere."),
    "icon": nullable(
        shape("A picture of 16 pixels.", {"url": text("Its address."), "title": text("What it shows, in words.")})
    ),
    "links": mapping(text("href"), "Further addresses by their relation (rel)."),
    "categories": listed(text("One of them."), "Components, labels or states."),
    "changes": listed(
        shape(
            "A field, and what it said.",
            {
                "field": text("Its name."),
                "from": nullable(text("Before; null for nothing.")),
                "to": nullable(text("After; null for nothing.")),
            },
        ),
        "What was changed, field by field; mostly empty. Plain texts.",
    ),
}

SCHEMAS: dict[str, Schema] = {
    "Thing": THING,
    "Person": PERSON,
    "Application": shape(
        "The program that reported an activity.",
        {"id": text("Its id: an address."), "name": text("What people call it.")},
    ),
    "Action": ACTION,
    "Ended": shape(
        "How a press ended that took longer than who pressed was answered.",
        {
            "run": text("Names the press.", format="uuid"),
            "state": one_of("How.", "done", "failed"),
            "message": text("One short sentence for the person who pressed."),
            "code": text("Of a failed one: what went wrong, for programs (see `Problem`); else empty."),
            "undo": {"type": "boolean", "description": "Whether it was to take something back."},
            "input": {"type": "object", "description": "Of a failed one: what was entered; else empty."},
        },
    ),
    "StoredActivity": shape("An activity without what depends on its reader.", ACTIVITY_FIELDS),
    "Activity": shape(
        "One thing that happened: somebody did something to something, somewhere.",
        {**ACTIVITY_FIELDS, "actions": listed(ref("Action"), "What this reader can do about it, in order.")},
    ),
    "Source": shape(
        "How a source fares.",
        {
            "key": text("Names the source in filters."),
            "name": text("What people call it."),
            "state": one_of(
                "`late`: it should have been asked again. `throttled`: it asked to be left alone until `retry_at`. "
                "`failing`: see `message`; it is tried again at `retry_at`.",
                *SOURCE_STATES,
            ),
            "last_ok": nullable(moment("When it last answered; one that is `ok` may have answered since.")),
            "message": text("What went wrong, in a sentence, while it is failing or throttled; else empty."),
            "retry_at": nullable(moment("When a throttled or failing source is asked again.")),
        },
    ),
    "Script": shape(
        "A static file of this server that adds actions to activities, in a page that runs scripts.",
        {
            "key": text("Names it."),
            "src": text("Its address on this server."),
            "style": one_of("`original`: as written for the original. `module`: an ES module.", "original", "module"),
            "texts": mapping(text("Address."), "Files of its texts by language; `` is for the others."),
            "types": listed(text("Object type."), "Only on these; empty for all."),
            "sources": listed(text("Key of a source."), "Only on what these told; empty for all."),
            "label": text("What a module's button says; empty for its own."),
            "icon": text("What is drawn beside a module's label; empty for its own."),
            "confirm": text("What is asked before a module runs; empty for its own."),
            "weight": nullable({"type": "integer", "description": "Its place in the row; null for its own."}),
        },
    ),
    "Warning": shape(
        "Something in the query that was taken as it stands but was perhaps not meant.",
        {
            "parameter": text("The query parameter."),
            "code": text(
                "For programs: " + ", ".join(f"`{code}`" for code in sorted(HINTS)) + ", or, of a saved stream's "
                "filter, any code of a fault in a filter."
            ),
            "message": text("For people."),
            "position": nullable(whole("Where in the decoded value it begins, in characters; null for all of it.")),
        },
    ),
    "Page": shape(
        "Some activities, newest first, and how it goes on.",
        {
            "items": listed(
                ref("Activity"),
                "At most `limit` of them. Fewer, even none, do not mean that there are no more: see `next`.",
            ),
            "next": nullable(text("Address of the next page, of older activities; null on the last one.")),
            "sources": listed(ref("Source"), "Those that this reader may see, or of them what `providers` names."),
            "scripts": listed(ref("Script"), "What brings further actions to a page that runs scripts."),
            "warnings": listed(ref("Warning"), "What was perhaps not meant; nearly always empty."),
        },
    ),
}  # fmt: skip
