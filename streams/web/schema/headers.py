"""The headers of answers, and the statuses that carry them."""

from __future__ import annotations

from collections.abc import Sequence

from drf_spectacular.utils import OpenApiParameter

from streams.web.schema.shapes import Schema

PAGE = (200, 304)


def header(
    name: str, statuses: Sequence[int], description: str, *, required: bool = True, **schema: object
) -> OpenApiParameter:
    shown: Schema = {"type": "string", **schema}
    return OpenApiParameter(
        name,
        shown,
        OpenApiParameter.HEADER,
        required=required,
        description=description,
        response=list(statuses),
    )


ALWAYS = [
    header("WWW-Authenticate", [401], "How to say who you are: `Bearer`. Basic works as well."),
    header(
        "Retry-After",
        [429],
        "Seconds to wait before the next request.",
        required=False,
        type="integer",
        minimum=0,
    ),
]
PAGES = [
    header(
        "ETag", PAGE, "Changes with all that you could notice. Send it back as `If-None-Match`.", pattern='^W/".+"$'
    ),
    header("Cache-Control", PAGE, "`private, no-cache`: a browser may keep the page, and asks before it shows it."),
    header("Vary", PAGE, "What the answer depends on."),
    header("X-Poll-Interval", PAGE, "Seconds to wait before asking again.", type="integer", minimum=1),
    header(
        "X-Streams-Warning",
        PAGE,
        "`parameter; code; position` of each of the page's `warnings`, separated by commas.",
        required=False,
    ),
]
# Of a small document: it has no pace of its own.
DOCUMENT = PAGES[:3]
LINK = header("Link", [200], '`<address>; rel="next"`: the next page, of older activities.', required=False)
DISPOSITION = header("Content-Disposition", [200], "The file name of CSV and JSON Lines.", required=False)
REVISION = header(
    "ETag",
    [200, 201],
    "It begins with the activity's revision, which `If-Match` compares; not of a batch.",
    required=False,
)
LOCATION = header("Location", [200, 201], "Address of the activity; not of a batch, nor of a trial.", required=False)
CONFIRMATION = header(
    "Confirmation", [428], "The code that the second press brings in a header of the same name.", required=False
)
PRIVATE_ADDRESS = [
    header("Referrer-Policy", PAGE, "`no-referrer`: where the page leads to must not learn the address."),
    header("X-Robots-Tag", PAGE, "`noindex`."),
]
