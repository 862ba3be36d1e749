"""Our own JSON API. These views translate and decide nothing."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from streams import performing, service
from streams.conf import conf
from streams.feed.page import item
from streams.models import ActionRun
from streams.publishing.publish import Receipt
from streams.web.authentication import Scoped, person_of, viewer_of
from streams.web.conditional import Conditional
from streams.web.json import body_of
from streams.web.pages import Listing, PageView
from streams.web.parameters import refuse_unknown, slug_of, uid_of
from streams.web.problems import problem
from streams.web.reader import Reader

OUTCOME_STATUS = {"created": 201, "updated": 200, "unchanged": 200, "refused": 400}
MAX_KEY_LENGTH = 255


class ActivityPage(PageView):
    """GET a page, in JSON or in the form that the address ends with, such as `activities.atom`."""

    def listing(self, reader: Reader, version: int) -> Listing:
        return Listing(reverse("activities"))


class PostActivities(APIView):
    """POST one document or a list of them."""

    permission_classes = [Scoped]
    scopes = {"POST": "publish"}

    def post(self, request: Request) -> Response:
        refuse_unknown(request)
        body = body_of(request)
        if isinstance(body, list):
            return self._post_batch(request, body)
        receipt = service.post([body], person_of(request))[0]
        if receipt.activity is None:
            return problem(400, "invalid_document", "; ".join(map(str, receipt.problems)), receipt.problems)
        location = request.build_absolute_uri(reverse("activity", args=[receipt.activity.uid]))
        shown = item(receipt.activity, viewer_of(request))
        return Response(shown, status=OUTCOME_STATUS[receipt.outcome], headers={"Location": location})

    def _post_batch(self, request: Request, documents: list[Any]) -> Response:
        """Each document has its own result: the good ones are stored, the bad ones named."""
        if len(documents) > conf.max_batch:
            return problem(400, "batch_too_large", f"A batch holds at most {conf.max_batch} documents.")
        receipts = service.post(documents, person_of(request))
        return Response({"results": [_result(index, receipt) for index, receipt in enumerate(receipts)]})


class Activities(ActivityPage):
    """GET a page, POST documents: two views at one address, because a page is none of DRF's."""

    post = staticmethod(PostActivities.as_view())


class OneActivity(Conditional, APIView):
    """GET one activity."""

    permission_classes = [Scoped]
    scopes = {"GET": "read"}

    def get(self, request: Request, uid: str) -> Response:
        refuse_unknown(request)
        viewer = viewer_of(request)
        activity = service.get(uid_of(uid), viewer)
        if activity is None:
            raise exceptions.NotFound
        return Response(item(activity, viewer))


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
        origin = request.headers.get("Origin", "")
        click = performing.Click(uid_of(uid), slug_of(key), _idempotency_key(request), data, undo, origin)
        run, activity = performing.perform(click, viewer)
        shown = item(activity, viewer)
        action = next((action for action in shown["actions"] if action["key"] == key), None)
        status = 202 if run.state == ActionRun.State.PENDING else 200
        return Response({"action": action, "item": shown, "message": run.message}, status=status)


def _result(index: int, receipt: Receipt) -> dict[str, Any]:
    return {
        "index": index,
        "status": OUTCOME_STATUS[receipt.outcome],
        "outcome": receipt.outcome,
        "id": str(receipt.activity.uid) if receipt.activity else None,
        "errors": receipt.problems,
    }


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
