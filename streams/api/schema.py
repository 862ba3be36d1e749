"""What this API's addresses take and answer. To describe a new one: a line in OPERATIONS, by the name in `urls.py`."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema

from streams.api.bodies import SCHEMAS
from streams.api.views import MAX_KEY_LENGTH
from streams.conf import conf
from streams.web.schema import headers, parameters
from streams.web.schema.description import ACTORS, ANYBODY, PERSONS, READERS, Description
from streams.web.schema.page import page
from streams.web.schema.problems import ACTING, POSTING, READING, REVISING, WRITING, problems
from streams.web.schema.shapes import listed, ref, text

JSON, AS2 = "application/json", "application/activity+json"
CONDITIONAL = [parameters.IF_NONE_MATCH, *headers.DOCUMENT, *headers.ALWAYS]
UNCHANGED = {304: OpenApiResponse(description="Your copy is still good. There is no body.")}


def in_header(name: str, description: str, *, required: bool = False, **more: object) -> OpenApiParameter:
    schema = {"type": "string", **more}
    return OpenApiParameter(name, schema, OpenApiParameter.HEADER, required=required, description=description)


VALIDATE = parameters.query(
    "validate",
    {"type": "string", "enum": ["true", "false"]},
    "Whether to answer only, and store nothing.",
)
POST_KEY = in_header(
    "Idempotency-Key",
    "New for each post. The same key with the same body is answered as the first time, for 24 hours.",
    minLength=1,
    maxLength=MAX_KEY_LENGTH,
)
IF_MATCH = in_header("If-Match", "The `ETag`: refuses to change what has changed meanwhile.")

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

read_one = extend_schema(
    operation_id="readActivity",
    summary="One activity",
    tags=["Read"],
    auth=READERS,
    parameters=[parameters.UID, *CONDITIONAL],
    responses={(200, JSON): OpenApiResponse(ref("Activity"), "The activity."), **UNCHANGED, **problems(*READING)},
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

OUTCOME = {
    (200, JSON): OpenApiResponse(ref("ActionOutcome"), "Done, also when the same press did it before."),
    (202, JSON): OpenApiResponse(ref("ActionOutcome"), "It will be done; `action.state` is `pending`."),
    **problems(*ACTING),
}
IDEMPOTENCY_KEY = in_header(
    "Idempotency-Key",
    "New for each press, the same for each retry of it: a press is done once.",
    required=True,
    minLength=1,
    maxLength=MAX_KEY_LENGTH,
)
CONFIRMATION = in_header(
    "Confirmation", "The code that the first press was answered with, where it has to be confirmed (428)."
)
ACTION_KEY = parameters.in_path("key", "The `key` of one of the activity's `actions`.", pattern=parameters.SLUG)
PAGE = in_header(
    "Embedding-Origin",
    "The page around a frame, for the audit. It counts where the gadget of the embed token may be framed there; else "
    "`Origin` does.",
)
PRESSED = [parameters.UID, ACTION_KEY, IDEMPOTENCY_KEY, CONFIRMATION, PAGE, headers.CONFIRMATION, *headers.ALWAYS]

perform = extend_schema(
    operation_id="performAction",
    summary="Do something about an activity",
    description="One press of the button of one of its `actions`. Needs the scope `act`.",
    tags=["Act"],
    auth=ACTORS,
    parameters=PRESSED,
    request={JSON: ref("ActionInput")},
    responses=OUTCOME,
)

take_back = extend_schema(
    operation_id="takeActionBack",
    summary="Take back what you did",
    description="Your latest press of this action on the same thing. Needs the scope `act`.",
    tags=["Act"],
    auth=ACTORS,
    parameters=PRESSED,
    responses=OUTCOME,
)

read_ended = extend_schema(
    operation_id="readHowActionEnded",
    summary="Say that you have read how your press ended",
    description="The action's `ended` is null from then on, also in your other browsers. Needs the scope `act`.",
    tags=["Act"],
    auth=ACTORS,
    parameters=[parameters.UID, ACTION_KEY, *headers.ALWAYS],
    responses={204: OpenApiResponse(description="Also where there was nothing to read."), **problems(*WRITING)},
)

list_streams = extend_schema(
    operation_id="listStreams",
    summary="The saved streams that you may use",
    tags=["Read"],
    auth=ANYBODY,
    parameters=CONDITIONAL,
    responses={(200, JSON): OpenApiResponse(ref("Streams"), "By name."), **UNCHANGED, **problems(*READING)},
)
LINK_PATH = [parameters.STREAM, *headers.ALWAYS]
list_links = extend_schema(
    operation_id="listFeedLinks",
    summary="Your private links to a stream",
    description="Those that work. What they end with is shown once, when they are made. Needs the scope `read`.",
    tags=["Read"],
    auth=PERSONS,
    parameters=[parameters.STREAM, *CONDITIONAL],
    responses={(200, JSON): OpenApiResponse(ref("FeedLinks"), "Newest first."), **UNCHANGED, **problems(*READING)},
)
make_link = extend_schema(
    operation_id="makeFeedLink",
    summary="A private link to a stream",
    description="For a feed reader that cannot sign in: it reads as you. Needs the scope `link`.",
    tags=["Read"],
    auth=PERSONS,
    parameters=[*LINK_PATH, headers.header("Cache-Control", [201], "`no-store`: the answer holds a secret.")],
    request=None,
    responses={
        (201, JSON): OpenApiResponse(ref("NewFeedLink"), "Its addresses, shown this once."),
        **problems(*WRITING, 409),
    },
)
revoke_link = extend_schema(
    operation_id="revokeFeedLink",
    summary="Revoke a private link",
    description="It stops at once. Needs the scope `link`.",
    tags=["Read"],
    auth=PERSONS,
    parameters=[parameters.in_path("number", "The link's `id`.", pattern="^[0-9]+$"), *LINK_PATH],
    responses={204: OpenApiResponse(description="Revoked."), **problems(*WRITING)},
)

this_document = extend_schema(
    operation_id="openapi",
    summary="This document",
    tags=["About"],
    auth=[],
    responses={(200, JSON): OpenApiResponse({"type": "object"}, "OpenAPI 3.1.")},
)
its_page = extend_schema(
    operation_id="docs",
    summary="This document as a page for people",
    tags=["About"],
    auth=[],
    responses={(200, "text/html"): OpenApiResponse({"type": "string"}, "The page.")},
)

# By the name of the URL pattern, by method.
OPERATIONS = {
    "activities": {"get": page("readActivities", "The stream"), "post": publish},
    "activities-in": {"get": page("readActivitiesIn", "The stream in a form", by_suffix=True)},
    "activity": {"get": read_one, "put": replace, "patch": patch, "delete": withdraw},
    "action": {"post": perform, "delete": take_back},
    "action-ended": {"delete": read_ended},
    "streams": {"get": list_streams},
    "stream-links": {"get": list_links, "post": make_link},
    "stream-link": {"delete": revoke_link},
    "stream-activities": {
        "get": page("readStream", "A saved stream", [parameters.STREAM], description="The query can only ask for less.")
    },
    "stream-activities-in": {
        "get": page("readStreamIn", "A saved stream in a form", [parameters.STREAM], by_suffix=True)
    },
    "feed-link": {
        "get": page(
            "readFeedLink",
            "A saved stream by its private link",
            [parameters.SECRET, parameters.STREAM],
            description="As the person whose link it is. Other credentials are not looked at.",
            by_suffix=True,
            auth=[],
            own_headers=headers.PRIVATE_ADDRESS,
            fails=(400, 404, 406, 429),
        )
    },
    "openapi": {"get": this_document},
    "docs": {"get": its_page},
}

DESCRIPTION = Description(OPERATIONS, SCHEMAS)
