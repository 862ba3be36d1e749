"""Our own JSON API. These views translate and decide nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from streams import performing, service
from streams.api import writing
from streams.feed.page import item
from streams.models import ActionRun, Versions
from streams.publishing.publish import Receipt
from streams.web.authentication import Scoped, viewer_of
from streams.web.conditional import Conditional
from streams.web.json import (
    As2Parser,
    JsonLinesParser,
    LinkedDataParser,
    MergePatchParser,
    NdJsonParser,
    OrjsonParser,
    body_of,
)
from streams.web.pages import Listing, PageView
from streams.web.parameters import refuse_unknown, slug_of, uid_of
from streams.web.pressing import pressed
from streams.web.reader import Reader
from streams.web.throttling import WriteThrottle

MAX_KEY_LENGTH = 255


class ActivityPage(PageView):
    """GET a page, in JSON or in the form that the address ends with, such as `activities.atom`."""

    def listing(self, reader: Reader, version: Versions) -> Listing:
        return Listing(reverse("activities"))


class PostActivities(APIView):
    """POST one document, a list of them, JSON Lines, or a collection of Activity Streams 2.0."""

    permission_classes = [Scoped]
    parser_classes = [OrjsonParser, JsonLinesParser, NdJsonParser, As2Parser, LinkedDataParser]
    throttle_classes = [WriteThrottle]
    scopes = {"POST": "publish"}

    def post(self, request: Request) -> Response:
        return writing.post(request)


class Activities(ActivityPage):
    """GET a page, POST documents: two views at one address, because a page is none of DRF's."""

    # It writes, and asks a session for its CSRF token itself.
    post = staticmethod(PostActivities.as_view())


class OneActivity(Conditional, APIView):
    """GET one activity. Who posted it may PUT another document, PATCH it (RFC 7396) and DELETE it.

    `If-Match` with the ETag, which is the revision, refuses to change what has changed meanwhile.
    """

    permission_classes = [Scoped]
    parser_classes = [OrjsonParser, MergePatchParser, As2Parser, LinkedDataParser]
    throttle_classes = [WriteThrottle]
    scopes = {"GET": "read", "PUT": "publish", "PATCH": "publish", "DELETE": "publish"}

    def get(self, request: Request, uid: str) -> Response:
        refuse_unknown(request)
        viewer = viewer_of(request)
        activity = service.get(uid_of(uid), viewer)
        if activity is None:
            raise exceptions.NotFound
        return writing.shown(activity, viewer)

    def put(self, request: Request, uid: str) -> Response:
        return self._revise(request, uid, service.replace)

    def patch(self, request: Request, uid: str) -> Response:
        return self._revise(request, uid, service.patch)

    def delete(self, request: Request, uid: str) -> Response:
        refuse_unknown(request)
        service.withdraw(uid_of(uid), viewer_of(request), writing.expected(request))
        return Response(status=204)

    def _revise(self, request: Request, uid: str, revise: Callable[..., Receipt]) -> Response:
        refuse_unknown(request)
        viewer = viewer_of(request)
        receipt = revise(uid_of(uid), body_of(request), viewer, writing.expected(request))
        return writing.revised(receipt, viewer)


class Action(APIView):
    """POST performs an inline action, DELETE takes it back; both need an `Idempotency-Key`, one per press."""

    permission_classes = [Scoped]
    scopes = {"POST": "act", "DELETE": "act"}

    def post(self, request: Request, uid: str, key: str) -> Response:
        return self._click(request, uid, key, undo=False)

    def delete(self, request: Request, uid: str, key: str) -> Response:
        return self._click(request, uid, key, undo=True)

    def _click(self, request: Request, uid: str, key: str, undo: bool) -> Response:
        refuse_unknown(request)
        viewer = viewer_of(request)
        data = {} if undo else _input(request)
        click = pressed(request, uid_of(uid), slug_of(key), _idempotency_key(request), data, undo=undo)
        run, activity = performing.perform(click, viewer)
        shown = item(activity, viewer)
        action = next((action for action in shown["actions"] if action["key"] == key), None)
        status = 202 if run.state == ActionRun.State.PENDING else 200
        return Response({"action": action, "item": shown, "message": performing.said(run)}, status=status)


class Ended(APIView):
    """DELETE: the reader has read how their last press ended."""

    permission_classes = [Scoped]
    scopes = {"DELETE": "act"}

    def delete(self, request: Request, uid: str, key: str) -> Response:
        refuse_unknown(request)
        performing.read(pressed(request, uid_of(uid), slug_of(key), "", {}), viewer_of(request))
        return Response(status=204)


def _input(request: Request) -> dict[str, Any]:
    if not isinstance(request.data, dict):
        raise exceptions.ValidationError("The body must be a JSON object with the action's input.")
    return request.data


def _idempotency_key(request: Request) -> str:
    key = request.headers.get("Idempotency-Key", "")
    if not 0 < len(key) <= MAX_KEY_LENGTH:
        message = f"Send an Idempotency-Key header of 1 to {MAX_KEY_LENGTH} characters, a new one for each press."
        raise exceptions.ValidationError({"Idempotency-Key": message})
    return key
