"""The original's third-party REST resource (contract.md §4.1 to §4.5)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rest_framework import exceptions
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import IsAuthenticated
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from streams import service
from streams.compat.representation import address, represent
from streams.models import Activity
from streams.publishing.document import Door
from streams.publishing.problems import Problem
from streams.web.authentication import BasicAuthentication, Scoped, TokenAuthentication, person_of, viewer_of
from streams.web.json import OrjsonParser, OrjsonRenderer, body_of
from streams.web.parameters import uid_of
from streams.web.problems import problem_response

MEDIA_TYPE = "application/vnd.atl.streams.thirdparty+json"

# The contract names a nested part by these words, whatever the document called it (§4.4).
PART_NAMES = {"generator": "application", "actor": "user"}


class VendorParser(OrjsonParser):
    media_type = MEDIA_TYPE


class VendorRenderer(OrjsonRenderer):
    media_type = MEDIA_TYPE


class ThirdPartyView(APIView):
    # Basic first: its challenge is what these clients expect of a 401.
    authentication_classes = [BasicAuthentication, TokenAuthentication, SessionAuthentication]
    permission_classes = [IsAuthenticated, Scoped]
    parser_classes = [VendorParser]
    renderer_classes = [VendorRenderer]
    scopes = {"GET": "read", "POST": "publish", "DELETE": "publish"}

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[BaseRenderer, str]:
        """Whatever `Accept` says: the original knows no other form (contract.md §1.1, the trap)."""
        return VendorRenderer(), MEDIA_TYPE

    def get_exception_handler(self) -> Callable[[Exception, dict[str, Any]], Response | None]:
        return contract_error


class ThirdPartyActivities(ThirdPartyView):
    def post(self, request: Request) -> Response:
        receipt = service.post([body_of(request)], person_of(request), Door.COMPATIBLE)[0]
        if receipt.activity is None:
            return Response(_refusal(receipt.problems), status=400)
        location = request.build_absolute_uri(address(receipt.activity))
        return Response(represent(receipt.activity), status=201, headers={"Location": location})


class ThirdPartyActivity(ThirdPartyView):
    def get(self, request: Request, uid: str) -> Response:
        activity = service.get(uid_of(uid), viewer_of(request))
        return Response(represent(_found(activity)))

    def delete(self, request: Request, uid: str) -> Response:
        # Before the look-up, so that who may not delete learns nothing of what exists (contract.md §4.1).
        if not request.user.has_perm("streams.delete_activity"):
            raise exceptions.PermissionDenied("Only an administrator may delete activities.")
        return Response(represent(_found(service.delete(uid_of(uid)))))


def contract_error(error: Exception, context: dict[str, Any]) -> Response | None:
    """Our problem documents in the shape of the original's errors."""
    response = problem_response(error, context)
    if response is not None:
        body = response.data
        response.data = _error(body["title"], f"streams.{body['code']}", [body["detail"]])
        response.content_type = MEDIA_TYPE
    return response


def _found(activity: Activity | None) -> Activity:
    if activity is None:
        raise exceptions.NotFound
    return activity


def _refusal(problems: list[Problem]) -> dict[str, Any]:
    messages = [_contract_message(problem) for problem in problems]
    return _error("invalid activity entry: " + "; ".join(messages), "streams.invalid_document", messages)


def _contract_message(problem: Problem) -> str:
    parts = problem.field.split(".")[:-1]
    return ": ".join([*(PART_NAMES.get(part, part) for part in parts), problem.message])


def _error(message: str, code: str, errors: list[str]) -> dict[str, Any]:
    return {"errorMessage": message, "subCode": code, "errors": errors}
