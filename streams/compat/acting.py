"""Clicks by the original's own addresses: its comment servlet, its proxy, its votes and watches (contract.md §6.5).

They act only on links of activities that the viewer may see, through the source that reported them: no address that a
client names is ever asked, and nothing of what a source answers is passed on but whether it did it.
"""

from __future__ import annotations

import uuid
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from rest_framework.authentication import CSRFCheck, SessionAuthentication
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.permissions import SAFE_METHODS, IsAuthenticated
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import ValidationError
from rest_framework.views import APIView

from streams import performing
from streams.actions.base import ActionError
from streams.compat.feed import CompatibleView, first
from streams.models import ActionRun, Viewer
from streams.performing.confirming import ConfirmationRequired
from streams.performing.finding import Aim, action_of, by_issue, by_link
from streams.web.authentication import Scoped, viewer_of
from streams.web.json import OrjsonRenderer
from streams.web.parameters import uid_of
from streams.web.pressing import pressed
from streams.web.problems import ACTION_STATUS, error_response
from streams.web.throttling import WriteThrottle

COMMENTS = "/plugins/servlet/streamscomments"
# Where the original's scripts know a status of their own for what our API tells otherwise.
STATUS = ACTION_STATUS | {"unauthorized": 401, "missing": 404, "precondition": 412}
# The texts that a refused comment is explained with (contract.md §6.5), by status.
TEXTS = {
    401: "unauthorized",
    403: "forbidden",
    404: "comment.deleted.or.denied",
    409: "conflict",
    502: "remote.error",
    503: "remote.error",
    504: "remote.error",
}


class UnprovenSession(SessionAuthentication):
    """The proof is asked for below: the original has headers and parameters of its own for it."""

    def enforce_csrf(self, request: Request) -> None:
        pass


class ActingView(CompatibleView):
    permission_classes = [IsAuthenticated, Scoped]
    throttle_classes = [WriteThrottle]
    parser_classes = [FormParser, MultiPartParser]
    scopes = dict.fromkeys(("GET", "POST", "PUT"), "act")

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[BaseRenderer, str]:
        return OrjsonRenderer(), OrjsonRenderer.media_type

    def get_authenticators(self) -> list[Any]:
        known = APIView.authentication_classes
        return [UnprovenSession() if one is SessionAuthentication else one() for one in known]


class Comment(ActingView):
    """POST a reply: `comment`, and `replyTo` or a path of ours that names the activity."""

    def post(self, request: Request, provider: str = "", path: str = "") -> Response | HttpResponse:
        if not proven(request):
            return _refusal(409)
        if not request.POST.get("comment", "").strip():
            return _refusal(400)
        viewer = viewer_of(request)
        aim = _aim(request, viewer, provider, path)
        if isinstance(aim, int):
            return _refusal(aim)
        try:
            run = _press(request, aim, viewer, {"text": request.POST["comment"].strip()})
        except ConfirmationRequired as question:
            return error_response(question)
        except (ActionError, ValidationError) as error:
            return _refusal(_status(error))
        response = HttpResponse(status=202 if run.state == ActionRun.State.PENDING else 201)
        response["Location"] = request.build_absolute_uri(reverse("activity", args=[run.activity_uid]))
        return response


class Proxy(ActingView):
    """GET, POST or PUT: act on the link `url` of an activity, its source doing it. A status, and never a body."""

    def get(self, request: Request) -> HttpResponse:
        return self._act(request)

    def post(self, request: Request) -> HttpResponse:
        return self._act(request)

    def put(self, request: Request) -> HttpResponse:
        return self._act(request)

    def _act(self, request: Request) -> HttpResponse:
        viewer, named = viewer_of(request), first(request, "activity")
        aim = by_link(first(request, "url"), viewer, uid_of(named) if named else None) if proven(request) else None
        return _pressed(request, aim, viewer) if aim else HttpResponse(status=403)


class OnIssue(ActingView):
    """POST a vote or a watch on an issue by its key."""

    action = ""

    def post(self, request: Request, key: str) -> HttpResponse:
        if not proven(request):
            return HttpResponse(status=403)
        viewer = viewer_of(request)
        found = by_issue(key, viewer)
        return _pressed(request, Aim(found, self.action), viewer) if found else HttpResponse(status=404)


def proven(request: Request) -> bool:
    """That no other page makes the browser send it: a token is sent by nobody but its holder; a session or a password
    needs a header that forms cannot set, or the session's own CSRF token."""
    if request.auth is not None or request.headers.get("X-Atlassian-Token", "").lower() in {"no-check", "nocheck"}:
        return True
    if request.method in SAFE_METHODS:
        # Django takes these for harmless.
        return False
    if token := request.POST.get("xsrfToken") or request.POST.get("atl_token"):
        request.META.setdefault("HTTP_X_CSRFTOKEN", token)
    check = CSRFCheck(lambda _: HttpResponse())
    check.process_request(request._request)
    return check.process_view(request._request, lambda *_: HttpResponse(), (), {}) is None


def _aim(request: Request, viewer: Viewer, provider: str, path: str) -> Aim | int:
    """What is to be commented on, or the status that says why nothing is."""
    reply_to = request.POST.get("replyTo", "")
    own = request.build_absolute_uri(COMMENTS)
    if reply_to.startswith(f"{own}/"):
        provider, _, path = reply_to.removeprefix(f"{own}/").partition("/")
    elif reply_to:
        return by_link(reply_to, viewer) or 403
    action = action_of("reply-to")
    found = _uid(path.strip("/")) or by_issue(path.removeprefix("issues/"), viewer)
    return Aim(found, action) if provider and found and action else 404


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _pressed(request: Request, aim: Aim, viewer: Viewer) -> HttpResponse:
    """A status that the original's scripts understand, and no body but a question that the gadget asks for them."""
    try:
        run = _press(request, aim, viewer, {})
    except ConfirmationRequired as question:
        return error_response(question)
    except (ActionError, ValidationError) as error:
        return HttpResponse(status=_status(error))
    return HttpResponse(status=202 if run.state == ActionRun.State.PENDING else 200)


def _press(request: Request, aim: Aim, viewer: Viewer, data: dict[str, Any]) -> ActionRun:
    """A client that names no press of its own presses anew each time."""
    key = request.headers.get("Idempotency-Key", "")[:255] or f"compatible:{uuid.uuid4()}"
    return performing.perform(pressed(request, aim.uid, aim.action, key, data), viewer)[0]


def _status(error: ActionError | ValidationError) -> int:
    return 400 if isinstance(error, ValidationError) else STATUS.get(error.code, 409)


def _refusal(status: int) -> Response:
    text = f"streams.comment.action.{TEXTS.get(status, 'unknown.error')}"
    return Response({"status-code": status, "subCode": text}, status=status, content_type="application/json")
