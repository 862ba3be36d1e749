"""What the gadget's own addresses take and answer; see streams/api/schema.py."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiResponse, extend_schema

from gadget.filters import MOST
from streams.conf import conf
from streams.web.schema import headers, parameters
from streams.web.schema.description import PERSONS, READERS, Description
from streams.web.schema.page import page
from streams.web.schema.problems import READING, WRITING, problems
from streams.web.schema.shapes import listed, moment, nullable, one_of, ref, shape, text

JSON = "application/json"
KEPT_BY_NOBODY = "`no-store`: the answer holds a secret."
EMBEDS: list[Any] = [{"embed": []}]

mint = extend_schema(
    operation_id="mintEmbedToken",
    summary="An embed token for a person",
    description=(
        f"For the server of a page that embeds the gadget: it knows who is looking. The token lasts "
        f"{conf.embed_token_seconds} seconds. Needs the scope `embed` and the permission to mint embed tokens."
    ),
    tags=["Embed"],
    auth=PERSONS,
    parameters=[parameters.GADGET, headers.header("Cache-Control", [201], KEPT_BY_NOBODY), *headers.ALWAYS],
    request={JSON: ref("EmbedTokenRequest")},
    responses={(201, JSON): OpenApiResponse(ref("EmbedToken"), "The token."), **problems(*WRITING)},
)

sign_in = extend_schema(
    operation_id="signInOnPage",
    summary="A token for whoever signed in by the gadget's window",
    description=(
        "For the gadget's own frame: the `Origin` is this server's. `verifier` and the window's `code` are good once, "
        "for a minute; without the code it answers 202 until the person compared what window and gadget show. Later "
        "`refresh`, which is good once, brings the next token, until the sign-in is over."
    ),
    tags=["Embed"],
    auth=[],
    parameters=[parameters.GADGET, headers.header("Cache-Control", [201, 202], KEPT_BY_NOBODY), *headers.ALWAYS],
    request={JSON: ref("SignInRequest")},
    responses={
        (201, JSON): OpenApiResponse(ref("SignedIn"), "The token."),
        (202, JSON): OpenApiResponse(ref("NotSignedIn"), "Not yet; ask again in a few seconds."),
        **problems(*(set(WRITING) - {401})),
    },
)
sign_out = extend_schema(
    operation_id="signOutOnPage",
    summary="End a sign-in on a page",
    description="With the embed token that it brought, which ends as well. The person's session stays.",
    tags=["Embed"],
    auth=EMBEDS,
    parameters=[parameters.GADGET, *headers.ALWAYS],
    responses={204: OpenApiResponse(description="It is over."), **problems(401, 403, 404)},
)

LIMIT = parameters.limit(
    conf.max_page_size, f"As the gadget is set when it is absent, and at most {conf.max_page_size}."
)
shown = page(
    "readGadget",
    "What a gadget shows",
    [parameters.GADGET],
    limit=LIMIT,
    forms=["json"],
    auth=READERS,
    tag="Embed",
    description="The filters of the query and those that the gadget is locked to must both hold: the query asks for "
    "less than the gadget shows, never for more.",
)

CONDITIONAL = [parameters.IF_NONE_MATCH, *headers.DOCUMENT, *headers.ALWAYS]
UNCHANGED = {304: OpenApiResponse(description="Your copy is still good. There is no body.")}

offered = extend_schema(
    operation_id="readGadgetFilters",
    summary="What a gadget's reader may filter by",
    description="Only what this reader may know of, less what the gadget's locked filters leave out.",
    tags=["Embed"],
    auth=READERS,
    parameters=[parameters.GADGET, *CONDITIONAL],
    responses={(200, JSON): OpenApiResponse(ref("Filters"), "The sources."), **UNCHANGED, **problems(*READING)},
)
OPTION = parameters.in_path("option", "An option with many values: `user` or `key`.", enum=["user", "key"])
BEGUN = parameters.query("q", {"type": "string"}, "How a word of it begins. Absent: the first ones.")
VALUE = parameters.query(
    "value",
    {"type": "array", "items": text("A value."), "maxItems": MOST},
    "Known values, whose labels are asked for; it goes before `q`.",
    style="form",
    explode=True,
)
values = extend_schema(
    operation_id="findGadgetFilterValues",
    summary="People or projects to filter by",
    description=f"At most {MOST}, the best ones first, of those that did or had something that this reader may see.",
    tags=["Embed"],
    auth=READERS,
    parameters=[parameters.GADGET, OPTION, BEGUN, VALUE, *CONDITIONAL],
    responses={(200, JSON): OpenApiResponse(ref("FilterValues"), "The values."), **UNCHANGED, **problems(*READING)},
)

CHOICE = shape("A value to choose.", {"value": text("As a filter takes it, unescaped."), "label": text("Its name.")})
NAMED = {"key": text("As a filter has it."), "name": text("What to call it.")}
OPTION_SHAPE = shape(
    "One thing to filter by.",
    {
        **NAMED,
        "help": text("What it is about."),
        "type": one_of("What a form draws.", "string", "list", "select", "user", "date"),
        "operators": listed(shape("How it may be compared.", NAMED), "In their order."),
        "values": listed(ref("FilterValue"), "What there is to choose from; empty where anything may be entered."),
    },
)
SOURCE = shape(
    "Options that belong together.",
    {
        "key": text("`streams` for what applies to every source, or the key of one."),
        "name": text("What to call it; empty for `streams`."),
        "alias": nullable(text("The option whose values are shown as sources of their own, or null.")),
        "options": listed(ref("FilterOption"), "What this reader can filter by."),
    },
)

TOKEN = {"token": text("Send it as a bearer token."), "expires_at": moment("When it ends.")}

DESCRIPTION = Description(
    {
        "gadget-activities": {"get": shown},
        "gadget-filters": {"get": offered},
        "gadget-filter-values": {"get": values},
        "gadget-tokens": {"post": mint},
        "gadget-sign-in": {"post": sign_in, "delete": sign_out},
    },
    {
        "Filters": shape("What can be filtered by.", {"sources": listed(ref("FilterSource"), "`streams` first.")}),
        "FilterSource": SOURCE,
        "FilterOption": OPTION_SHAPE,
        "FilterValue": CHOICE,
        "FilterValues": shape("What was found.", {"values": listed(ref("FilterValue"), "The best ones first.")}),
        "EmbedTokenRequest": shape("Whose token it shall be.", {"username": text("Of an active user.")}),
        "EmbedToken": shape(
            "It lives in the memory of the embedded page only.",
            TOKEN,
        ),
        "SignInRequest": {
            "oneOf": [
                shape(
                    "After the window.",
                    {
                        "verifier": text("What the frame made up.", minLength=1, maxLength=200),
                        "code": text("What the window handed over.", minLength=1, maxLength=200),
                    },
                    optional=("code",),
                ),
                shape("Later.", {"refresh": text("What came with the last token.", minLength=1, maxLength=200)}),
            ]
        },
        "SignedIn": shape(
            "It lives in the memory of the embedded page only.",
            {
                **TOKEN,
                "refresh": text("For the next one; good once."),
                "name": text("What the person is called."),
            },
        ),
        "NotSignedIn": shape("Nobody, so far.", {"token": {"type": "null", "description": "None."}}),
    },
)
