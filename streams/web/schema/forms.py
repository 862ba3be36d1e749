"""The other forms of a page: standards of others, of which we describe what we always write."""

from __future__ import annotations

from streams.feed.render.csv import COLUMNS
from streams.web import formats
from streams.web.schema.shapes import Schema, listed, shape, text

JSON_FEED = shape(
    "JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/).",
    {
        "version": text("Of the format.", const="https://jsonfeed.org/version/1.1"),
        "title": text("Of the stream."),
        "home_page_url": text("This server."),
        "feed_url": text("This page."),
        "next_url": text("The next page, if there is one."),
        "items": listed(
            {"type": "object", "required": ["id", "date_published", "date_modified", "authors"]},
            "The activities; `_activity` has what the format knows no field for.",
        ),
    },
    optional=("next_url",),
)

AS2 = {
    "type": "object",
    "description": (
        "Activity Streams 2.0 (https://www.w3.org/TR/activitystreams-core/): an `OrderedCollection` that holds its "
        "first page, or, with a `cursor`, an `OrderedCollectionPage`."
    ),
    "required": ["@context", "type", "id"],
    "properties": {"type": text("Which of the two.", enum=["OrderedCollection", "OrderedCollectionPage"])},
}

# By `format=`.
BODIES: dict[str, Schema] = {
    "json": {"$ref": "#/components/schemas/Page"},
    "atom": text("Atom 1.0 (RFC 4287), with the extensions of the original."),
    "rss": text("RSS 2.0."),
    "jsonfeed": {"$ref": "#/components/schemas/JsonFeed"},
    "as2": {"$ref": "#/components/schemas/As2Collection"},
    "csv": text(f"RFC 4180, UTF-8, the first line names the columns: {', '.join(COLUMNS)}."),
    "jsonl": text("A `StoredActivity` a line (https://jsonlines.org)."),
}
MEDIA_TYPES = {form.format: form.media_type for form in reversed(formats.FORMATS)}
SCHEMAS = {"JsonFeed": JSON_FEED, "As2Collection": AS2}
