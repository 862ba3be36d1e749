"""What the gadget's own addresses take and answer; see streams/api/schema.py."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiResponse, extend_schema

from streams.conf import conf
from streams.web.schema import headers, parameters
from streams.web.schema.description import PERSONS, READERS, Description
from streams.web.schema.page import page
from streams.web.schema.problems import WRITING, problems
from streams.web.schema.shapes import moment, ref, shape, text

JSON = "application/json"

mint = extend_schema(
    operation_id="mintEmbedToken",
    summary="An embed token for a person",
    description=(
        f"For the server of a page that embeds the gadget: it knows who is looking. The token lasts "
        f"{conf.embed_token_seconds} seconds. Needs the scope `embed` and the permission to mint embed tokens."
    ),
    tags=["Embed"],
    auth=PERSONS,
    parameters=[parameters.GADGET, *headers.ALWAYS],
    request={JSON: ref("EmbedTokenRequest")},
    responses={(201, JSON): OpenApiResponse(ref("EmbedToken"), "The token."), **problems(*WRITING)},
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
)

DESCRIPTION = Description(
    {"gadget-activities": {"get": shown}, "gadget-tokens": {"post": mint}},
    {
        "EmbedTokenRequest": shape("Whose token it shall be.", {"username": text("Of an active user.")}),
        "EmbedToken": shape(
            "It lives in the memory of the embedded page only.",
            {"token": text("Send it as a bearer token."), "expires_at": moment("When it ends.")},
        ),
    },
)
