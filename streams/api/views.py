"""Our own JSON API. These views translate and decide nothing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from streams import performing, service
from streams.conf import conf
from streams.feed.page import item
from streams.models import ActionRun, Viewer
from streams.publishing.publish import Receipt
from streams.web.authentication import Scoped, viewer_of
from streams.web.pages import page_response
from streams.web.problems import problem

OUTCOME_STATUS = {"created": 201, "updated": 200, "unchanged": 200, "refused": 400}
MAX_KEY_LENGTH = 255


class Activities(APIView):
    """GET a page, POST one document or a list of them."""

    permission_classes = [Scoped]
    scopes = {"GET": "read", "HEAD": "read", "POST": "publish"}

    def get(self, request: Request) -> HttpResponse:
        return page_response(request, viewer_of(request))

    def post(self, request: Request) -> Response:
        if isinstance(request.data, list):
            return self._post_batch(request)
        receipt = service.post([request.data], request.user)[0]
        if receipt.problems:
            detail = "; ".join(f"{p.field}: {p.message}" for p in receipt.problems)
            return problem(400, "invalid_document", detail, receipt.problems)
        location = request.build_absolute_uri(f"{request.path}{receipt.activity.uid}/")  # type: ignore[union-attr]
        return Response(
            _item(receipt, viewer_of(request)),
            status=OUTCOME_STATUS[receipt.outcome],
            headers={"Location": location},
        )

    def _post_batch(self, request: Request) -> Response:
        """Each document has its own result: the good ones are stored, the bad ones named."""
        if len(request.data) > conf.max_batch:
            raise exceptions.ValidationError(f"A batch holds at most {conf.max_batch} documents.")
        receipts = service.post(request.data, request.user)
        return Response({"results": [_result(receipt) for receipt in receipts]})


class OneActivity(APIView):
    """GET one activity."""

    permission_classes = [Scoped]
    scopes = {"GET": "read", "HEAD": "read"}

    def get(self, request: Request, uid: UUID) -> Response:
        viewer = viewer_of(request)
        activity = service.get(uid, viewer)
        if activity is None:
            raise exceptions.NotFound
        return Response(item(activity, viewer))


class Action(APIView):
    """POST performs an inline action, DELETE takes it back; both need an `Idempotency-Key`, one per press."""

    permission_classes = [Scoped]
    scopes = {"POST": "act", "DELETE": "act"}

    def post(self, request: Request, uid: UUID, key: str) -> Response:
        return self._click(request, uid, key, undo=False)

    def delete(self, request: Request, uid: UUID, key: str) -> Response:
        return self._click(request, uid, key, undo=True)

    def _click(self, request: Request, uid: UUID, key: str, undo: bool) -> Response:
        viewer = viewer_of(request)
        data = {} if undo else _input(request)
        origin = request.headers.get("Origin", "")
        click = performing.Click(uid, key, _idempotency_key(request), data, undo, origin)
        run, activity = performing.perform(click, viewer)
        shown = item(activity, viewer)
        action = next((action for action in shown["actions"] if action["key"] == key), None)
        status = 202 if run.state == ActionRun.State.PENDING else 200
        return Response({"action": action, "item": shown, "message": run.message}, status=status)


def _item(receipt: Receipt, viewer: Viewer) -> dict[str, Any]:
    """The posted activity as its poster sees it."""
    return item(receipt.activity, viewer)  # type: ignore[arg-type]


def _result(receipt: Receipt) -> dict[str, Any]:
    return {
        "status": OUTCOME_STATUS[receipt.outcome],
        "outcome": receipt.outcome,
        "id": str(receipt.activity.uid) if receipt.activity else None,
        "errors": receipt.problems,
    }


def _input(request: Request) -> dict[str, Any]:
    if request.data and not isinstance(request.data, dict):
        raise exceptions.ValidationError("The body must be a JSON object with the action's input.")
    return request.data or {}


def _idempotency_key(request: Request) -> str:
    key = request.headers.get("Idempotency-Key", "")
    if not 0 < len(key) <= MAX_KEY_LENGTH:
        message = f"Send an Idempotency-Key header of 1 to {MAX_KEY_LENGTH} characters, a new one for each press."
        raise exceptions.ValidationError({"Idempotency-Key": message})
    return key
