"""What the bodies of the API look like, by the names that `schema.py` refers to."""

from __future__ import annotations

from streams.api.writing import OUTCOME_STATUS
from streams.web.schema.document import SCHEMAS as DOCUMENT
from streams.web.schema.shapes import Schema, listed, mapping, moment, nullable, one_of, ref, shape, text, whole

LINK_FIELDS: dict[str, Schema] = {
    "id": whole("Its number in addresses.", minimum=1),
    "prefix": text("How its secret begins."),
    "created": moment("When it was made."),
    "last_used": nullable(moment("When it was last used, to about five minutes.")),
}
ADDRESSES = mapping(text("An address.", format="uri"), "Where each form is, by `format`.")

SCHEMAS: dict[str, Schema] = {
    "Streams": shape("Saved streams.", {"items": listed(ref("Stream"), "By name.")}),
    "Stream": shape(
        "A saved filter.",
        {"slug": text("Its name in addresses."), "name": text("For people."), "addresses": ADDRESSES},
    ),
    "FeedLinks": shape("Private links.", {"items": listed(ref("FeedLink"), "Newest first.")}),
    "FeedLink": shape("A private link, without its secret.", LINK_FIELDS),
    "NewFeedLink": shape("A private link with its addresses.", {**LINK_FIELDS, "addresses": ADDRESSES}),
    "ActionInput": {
        "type": "object",
        "description": "What the action's `input` asks for; empty where that is null, which may also be left out.",
    },
    "ActionOutcome": shape(
        "What a press did.",
        {
            "action": nullable(ref("Action"), "The action as it stands now; null where it is no longer offered."),
            "item": ref("Activity"),
            "message": text("One short sentence for the person who pressed."),
        },
    ),
    "BatchResult": shape(
        "What became of each document of a list.",
        {"results": listed(ref("DocumentResult"), "One for each document, in their order.")},
    ),
    "DocumentResult": shape(
        "What became of one document.",
        {
            "line": whole("Of JSON Lines: its line, from 1.", minimum=1),
            "index": whole("Its place in the list, from 0.", minimum=0),
            "status": whole("The HTTP status it would have had alone.", enum=sorted(set(OUTCOME_STATUS.values()))),
            "outcome": one_of("In a word.", *OUTCOME_STATUS),
            "id": nullable(text("Public id of its activity; null where it was refused.", format="uuid")),
            "errors": listed(ref("Fault"), "Why it was refused; else empty."),
        },
        optional=("line",),
    ),
    **DOCUMENT,
}
