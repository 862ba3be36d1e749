"""What posting, changing and taking back take and answer."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiResponse, extend_schema

from streams.conf import conf
from streams.web.idempotency import MAX_KEY_LENGTH
from streams.web.schema import headers, parameters
from streams.web.schema.description import PERSONS
from streams.web.schema.problems import POSTING, REVISING, problems
from streams.web.schema.shapes import listed, ref, text

JSON, AS2 = "application/json", "application/activity+json"
VALIDATE = parameters.query(
    "validate",
    {"type": "string", "enum": ["true", "false"]},
    "Whether to answer only, and store nothing.",
)
POST_KEY = parameters.in_header(
    "Idempotency-Key",
    "New for each post. The same key with the same body is answered as the first time, for 24 hours.",
    minLength=1,
    maxLength=MAX_KEY_LENGTH,
)
IF_MATCH = parameters.in_header("If-Match", "The `ETag`: refuses to change what has changed meanwhile.")

publish = extend_schema(
    operation_id="publish",
    summary="Post an activity, or several",
    description=(
        "One document, or a list of them. The same `id` of the same `generator` again changes that activity, the very "
        "same document again changes nothing: a program that got no answer just sends again. Of a list the good ones "
        "are stored and the bad ones named; JSON Lines are a list. Activity Streams 2.0 is taken as well, and a "
        "collection of it is a list. Needs the scope `publish`."
    ),
    tags=["Publish"],
    auth=PERSONS,
    parameters=[VALIDATE, POST_KEY, headers.LOCATION, headers.REVISION, *headers.ALWAYS],
    request={
        JSON: {"oneOf": [ref("Document"), listed(ref("Document"), "Several at once.", maxItems=conf.max_batch)]},
        AS2: {"type": "object", "description": "An activity, a thing, or a collection or page of activities."},
        "application/jsonl": text("A document a line."),
    },
    responses={
        (200, JSON): OpenApiResponse(
            {"oneOf": [ref("Activity"), ref("BatchResult")]},
            "The activity, changed or as it was; or the list's results.",
        ),
        (201, JSON): OpenApiResponse(ref("Activity"), "The new activity."),
        **problems(*POSTING),
    },
)

REVISED = {(200, JSON): OpenApiResponse(ref("Activity"), "The activity as it is now."), **problems(*REVISING)}
REVISES = [parameters.UID, IF_MATCH, headers.REVISION, *headers.ALWAYS]

replace = extend_schema(
    operation_id="replaceActivity",
    summary="Another document for an activity",
    description=(
        "For who posted it, and who may post in others' names. `id`, `generator`, `actor`, `published` and `audience` "
        "may be left out and stay. Needs the scope `publish`."
    ),
    tags=["Publish"],
    auth=PERSONS,
    parameters=REVISES,
    request={JSON: {"type": "object", "description": "A document, in which these may be missing."}},
    responses=REVISED,
)

patch = extend_schema(
    operation_id="patchActivity",
    summary="Change fields of an activity",
    description="A merge patch (RFC 7396) of its document, for who posted it. Needs the scope `publish`.",
    tags=["Publish"],
    auth=PERSONS,
    parameters=REVISES,
    request={
        "application/merge-patch+json": {
            "type": "object",
            "description": "Fields of the document with their new values; null takes one away.",
        }
    },
    responses=REVISED,
)

withdraw = extend_schema(
    operation_id="deleteActivity",
    summary="Delete an activity",
    description="For who posted it, and who may post in others' names. Needs the scope `publish`.",
    tags=["Publish"],
    auth=PERSONS,
    parameters=[parameters.UID, IF_MATCH, *headers.ALWAYS],
    responses={204: OpenApiResponse(description="It is gone."), **problems(*(set(REVISING) - {413, 415}))},
)
