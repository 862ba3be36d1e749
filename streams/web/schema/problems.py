"""Every way a request fails: statuses, codes and what to do. A test finds the codes in the code and looks here."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from drf_spectacular.utils import OpenApiResponse

from streams.web.problems import MEDIA_TYPE
from streams.web.schema.shapes import Schema, listed, ref, shape, text, whole

# `code` of a problem document. An action of a plugin may add its own, with 409.
CODES: dict[str, tuple[int, str]] = {
    "bad_parameter": (400, "A query parameter that this address does not take, or a value it does not take."),
    "parse_error": (400, "The body is empty or no JSON in UTF-8."),
    "invalid": (400, "Fields of the body, or a header, are wrong: see `errors`."),
    "invalid_document": (400, "The document cannot be stored: see `errors`. Nothing of it is."),
    "batch_too_large": (400, "More documents than one request may post."),
    "bad_request": (400, "The request itself is malformed, such as more than 1,000 query parameters."),
    "authentication_failed": (401, "The name, the password or the Authorization header is wrong."),
    "invalid_token": (401, "The token is unknown, expired or revoked."),
    "not_authenticated": (401, "Nobody may do this without a credential."),
    "permission_denied": (403, "The person may not do this, or a session sent no valid X-CSRFToken."),
    "missing_scope": (403, "The token lacks the scope for this."),
    "wrong_gadget": (403, "The embed token is for another gadget."),
    "wrong_origin": (403, "Only the gadget's own page, which is this server's, may ask."),
    "wrong_token": (403, "This embed token is not of a sign-in on a page."),
    "sign_in_over": (403, "The sign-in on a page is over, or this code or refresh secret was used before."),
    "forbidden": (403, "The credential may not run this action."),
    "not_yours": (403, "Somebody else posted this activity."),
    "not_posted": (403, "A source reported this activity: it alone changes it."),
    "not_found": (404, "There is nothing here, or nothing that this reader may see: the two look the same."),
    "method_not_allowed": (405, "See the Allow header."),
    "not_acceptable": (406, "No form that the Accept header names is known here."),
    "too_many_links": (409, "The person has as many links to this stream as they may: revoke one."),
    "nothing_to_undo": (409, "There is no press of this person to take back."),
    "no_undo": (409, "This action cannot be taken back."),
    "not_offered": (409, "The source of the activity does not do this, or not any more."),
    "already_done": (409, "This person did it before, and once is enough."),
    "conflict": (409, "The source of the activity says that it was done already."),
    "precondition": (409, "The source of the activity does not allow it as things are."),
    "missing": (409, "The source of the activity does not have it any more."),
    "refused": (409, "What the action wanted to publish was refused."),
    "failed": (409, "The action could not be done; `detail` says why."),
    "precondition_failed": (412, "The activity has changed meanwhile: `If-Match` names another revision."),
    "too_large": (413, "The body is larger than the server takes: 2.5 MB, unless MAX_BODY_BYTES says otherwise."),
    "unsupported_media_type": (415, "Send a `Content-Type` that is taken here, such as `application/json`."),
    "key_reused": (422, "The Idempotency-Key was used for something else: take a new one."),
    "confirmation_required": (
        428,
        "In a framed gadget this is asked for twice: ask the reader `detail`, then repeat the press, with the same "
        "`Idempotency-Key` and the answer's `Confirmation` header, half a second later at the soonest and two minutes "
        "later at the latest.",
    ),
    "throttled": (
        429,
        "Written too often, or asked too often where that is limited: wait for Retry-After seconds.",
    ),
    "server_error": (500, "The server made a mistake; its log has the reason under `request_id`."),
    "unauthorized": (502, "The source of the activity does not accept this server's credentials."),
    "rejected": (502, "The source of the activity refused it."),
    "broken": (502, "The source of the activity has a problem of its own."),
    "unreachable": (502, "The source of the activity cannot be reached."),
    "tls": (502, "The source of the activity cannot prove that it is itself."),
    "redirected": (502, "The source of the activity has moved."),
    "refused_address": (502, "The address of the source is one that this server never asks."),
    "refused_url": (502, "The link of the activity leads elsewhere than to its source."),
    "not_readable": (502, "The source of the activity answered with what cannot be read."),
    "unknown": (502, "It is not known whether the source of the activity did it: look there first."),
    "rate_limited": (503, "The source of the activity asks to wait."),
    "timeout": (504, "The source of the activity did not answer in time; perhaps it did it all the same."),
}

# `code` of one of its `errors`: of a parameter, of a filter (contract.md §2), of a field of a document or of an input.
FAULTS: dict[str, str] = {
    "bad_parameter": "The parameter is unknown here, or its value is.",
    "unknown_parameter": "No source, and no parameter, has this name.",
    "incomplete": "A filter is an option, an operator and values.",
    "empty": "`providers` names no source.",
    "repeated": "`providers` is given more than once.",
    "unknown_source": "There is no such source (a warning, no fault).",
    "unknown_option": "This source has no such option.",
    "unknown_operator": "There is no such operator.",
    "wrong_operator": "The option does not take this operator.",
    "too_many_filters": "More filters than are read.",
    "too_many_values": "More values than are read.",
    "empty_value": "Two spaces in a row: a value is missing between them.",
    "invalid_value": "A value holds the character 0.",
    "invalid_date": "No date, or one outside of what is taken.",
    "unpaired_date": "BETWEEN takes dates in pairs.",
    "looks_like_seconds": "A date in the 1970s (a warning, no fault): dates are milliseconds.",
    "missing": "The field is mandatory.",
    "too_long": "The text is longer than the field takes.",
    "unknown_field": "The document has no such field.",
    "not_a_text": "The field takes a text.",
    "not_an_object": "The field takes a JSON object.",
    "not_a_list": "The field takes a list, and not a longer one.",
    "not_a_number": "The field takes a whole number.",
    "not_json": "The document is nested too deeply, or a line is no JSON.",
    "invalid_url": "No absolute http or https address.",
    "invalid_term": "A verb or object type is a simple name or an absolute address.",
    "invalid_links": "No plain relations, or too many.",
    "invalid_audience": "No audience in any of its forms.",
    "unknown_audience": "There is no such audience, or none that this poster may choose.",
    "not_this": "The document is another activity's: its id and its application stay.",
    "not_yours": "The id belongs to an activity that somebody else posted.",
    "invalid": "The value is wrong.",
    "required": "The field of the input is mandatory.",
    "null": "The field of the input may not be null.",
    "blank": "The field of the input may not be empty.",
    "not_offered": "The value is not offered on this activity, or no longer.",
    "max_length": "The text of the input is too long.",
    "min_length": "The text of the input is too short.",
    "null_characters_not_allowed": "The text of the input holds the character 0.",
    "surrogate_characters_not_allowed": "The text of the input holds half a character.",
}


def _list(codes: Mapping[str, str]) -> str:
    return "\n".join(f"- `{code}`: {meaning}" for code, meaning in codes.items())


def _by_status() -> str:
    return _list({code: f"{status}. {meaning}" for code, (status, meaning) in CODES.items()})


SCHEMAS: dict[str, Schema] = {
    "Problem": shape(
        "An error (RFC 9457): `code` is for programs, `detail` for people.",
        {
            "type": text("Always this; `code` says what it is.", const="about:blank"),
            "title": text("The name of the status, such as `Bad Request`."),
            "status": whole("The HTTP status.", minimum=400, maximum=599),
            "code": text(f"One of these, or one of a plugin's own actions:\n\n{_by_status()}"),
            "detail": text("What is wrong and what to do, in words."),
            "label": text("With `confirmation_required` only: what the button says that answers `detail` with yes."),
            "errors": listed(ref("Fault"), "Each single fault, where there are several or one has a place."),
            "request_id": text("With 500 only: what the log has the reason under, as in the `X-Request-ID` header."),
        },
        optional=("label", "errors", "request_id"),
    ),
    "Fault": shape(
        "One thing that is wrong.",
        {
            "field": text("The parameter, the header or the path of the field, such as `object.url`; empty for all."),
            "code": text(f"For programs:\n\n{_list(FAULTS)}"),
            "message": text("For people."),
            "position": {
                "type": ["integer", "null"],
                "description": "Of filters only: where in the decoded value it begins, in characters; null for all.",
            },
        },
        optional=("position",),
    ),
}

# A reader of any address may meet these.
READING = (400, 401, 403, 404, 406, 429)
WRITING = (*READING, 413, 415)
ACTING = (*WRITING, 409, 422, 428, 502, 503, 504)
POSTING = (*WRITING, 422)
REVISING = (*WRITING, 412)


def problems(*statuses: int) -> dict[tuple[int, str], OpenApiResponse]:
    """The responses of an operation that fails with these."""
    return {(status, MEDIA_TYPE): OpenApiResponse(ref("Problem"), _told(status)) for status in sorted(statuses)}


def _told(status: int) -> str:
    codes = ", ".join(f"`{code}`" for code, (usual, _) in CODES.items() if usual == status)
    return f"{HTTPStatus(status).phrase}: {codes}."
