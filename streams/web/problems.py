"""Every error of our own API as a problem document (RFC 9457) with a stable `code`."""

from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Any

import orjson
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.views import defaults
from rest_framework import exceptions
from rest_framework.response import Response

from streams.actions.base import ActionError
from streams.actions.saying import SENTENCES
from streams.languages import told
from streams.logs import request_id
from streams.performing.confirming import ConfirmationRequired
from streams.publishing.problems import Problem
from streams.publishing.revising import RevisionError

MEDIA_TYPE = "application/problem+json"

# Addresses that nobody types.
FOR_PROGRAMS = ("/api/", "/feeds/")

# What an action may say, as a status; anything else an action says is a conflict with how things are. What its source
# says is neither our fault nor the reader's.
ACTION_STATUS = {
    **dict.fromkeys(SENTENCES, 502),
    **dict.fromkeys(("missing", "conflict", "precondition"), 409),
    "rate_limited": 503,
    "timeout": 504,
    "not_found": 404,
    "not_authenticated": 401,
    "forbidden": 403,
    "key_reused": 422,
    "confirmation_required": 428,
}

# What may not be revised, as a status; anything else is somebody else's to change.
REVISION_STATUS = {"not_found": 404, "precondition_failed": 412}


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler; None lets a programming error become a 500 in the log."""
    error = _known(error)
    if isinstance(error, exceptions.APIException):
        return _respond(error)
    return None


def error_response(error: Exception) -> HttpResponse:
    """The same for a view that is none of DRF's; what is no error of a request is raised again."""
    response = problem_response(error, {})
    if response is None:
        raise error
    headers = {**response.headers, "Content-Type": MEDIA_TYPE, "Cache-Control": "no-store"}
    return HttpResponse(orjson.dumps(response.data), status=response.status_code, headers=headers)


def problem(
    status: int,
    code: str,
    detail: str,
    errors: Sequence[Problem] | None = None,
    headers: dict[str, str] | None = None,
    label: str = "",
) -> Response:
    more = {name: value for name, value in (("errors", errors), ("label", label)) if value}
    body = _body(status, code, told(detail)) | more
    return Response(body, status=status, headers=headers, content_type=MEDIA_TYPE)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler404: a program that mistyped an address of the API gets no HTML page."""
    if not request.path.startswith(FOR_PROGRAMS):
        return defaults.page_not_found(request, exception)
    return _plain(404, "not_found", "There is nothing at this address.")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400: what Django itself refuses, such as a thousand query parameters."""
    if not request.path.startswith(FOR_PROGRAMS):
        return defaults.bad_request(request, exception)
    return _plain(400, "bad_request", "The server cannot make sense of this request.")


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500: the id is what whoever runs the server finds the reason by."""
    if not request.path.startswith(FOR_PROGRAMS):
        return defaults.server_error(request)
    detail = "The server made a mistake; its log has the reason under this request_id."
    return _plain(500, "server_error", detail, request_id=request_id.get())


def _plain(status: int, code: str, detail: str, **more: str) -> HttpResponse:
    """Where there is no view, there is no DRF."""
    return HttpResponse(orjson.dumps(_body(status, code, detail) | more), status=status, content_type=MEDIA_TYPE)


def _body(status: int, code: str, detail: str) -> dict[str, Any]:
    title = HTTPStatus(status).phrase
    return {"type": "about:blank", "title": title, "status": status, "code": code, "detail": detail}


def _known(error: Exception) -> Exception:
    if isinstance(error, Http404):
        return exceptions.NotFound()
    if isinstance(error, PermissionDenied):
        return exceptions.PermissionDenied()
    if isinstance(error, ActionError):
        known = exceptions.APIException(str(error), code=error.code)
        known.status_code = ACTION_STATUS.get(error.code, 409)
        known.question = error if isinstance(error, ConfirmationRequired) else None  # type: ignore[attr-defined]
        return known
    if isinstance(error, RevisionError):
        known = exceptions.APIException(str(error), code=error.code)
        known.status_code = REVISION_STATUS.get(error.code, 403)
        return known
    return error


def _respond(error: exceptions.APIException) -> Response:
    headers: dict[str, str] = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait))
    if question := getattr(error, "question", None):
        headers["Confirmation"] = question.confirmation
    if isinstance(error, exceptions.ValidationError):
        errors = list(_flatten("", error.detail))
        return problem(400, "invalid", "; ".join(map(str, errors)), errors, headers)
    code = str(getattr(error.detail, "code", error.default_code))
    problems, label = getattr(error, "problems", None), question.label if question else ""
    return problem(error.status_code, code, str(error.detail), problems, headers, label)


def _flatten(path: str, detail: Any) -> Iterator[Problem]:
    """DRF's nested validation messages as a flat list with paths."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from _flatten(f"{path}.{name}" if path else str(name), inner)
    elif isinstance(detail, list):
        for inner in detail:
            yield from _flatten(path, inner)
    else:
        yield Problem(path, str(getattr(detail, "code", "invalid")), told(str(detail)))
