"""The original's third-party REST resource (contract.md §4.1 to §4.5)."""

from __future__ import annotations

import re
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
from streams.compat.feed import DEFAULT_RESULTS, MAX_RESULTS, count, first
from streams.compat.representation import Page, address, represent, represent_page
from streams.models import Activity
from streams.publishing.document import Door
from streams.publishing.problems import Problem
from streams.web.authentication import BasicAuthentication, Scoped, TokenAuthentication, person_of, viewer_of
from streams.web.json import OrjsonParser, OrjsonRenderer, body_of
from streams.web.parameters import BadParameter, uid_of
from streams.web.problems import problem_response
from streams.web.throttling import WriteThrottle

MEDIA_TYPE = "application/vnd.atl.streams.thirdparty+json"

# Everything before it is passed over, so what lies further down takes longer.
MAX_START = 100_000

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
    throttle_classes = [WriteThrottle]
    parser_classes = [VendorParser]
    renderer_classes = [VendorRenderer]
    scopes = {"GET": "read", "POST": "publish", "DELETE": "publish"}

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[BaseRenderer, str]:
        """Whatever `Accept` says: the original knows no other form (contract.md §1.1, the trap)."""
        return VendorRenderer(), MEDIA_TYPE

    def get_exception_handler(self) -> Callable[[Exception, dict[str, Any]], Response | None]:
        return contract_error


class ThirdPartyActivities(ThirdPartyView):
    """Paging hides no row: what a reader may see is counted, and nothing else (contract.md §4.1)."""

    def get(self, request: Request) -> Response:
        return Response(represent_page(*_page(request)))

    def post(self, request: Request) -> Response:
        receipt = service.post_all([body_of(request)], person_of(request), Door.COMPATIBLE)[0]
        if receipt.activity is None:
            return Response(_refusal(receipt.problems), status=400)
        location = request.build_absolute_uri(address(receipt.activity))
        return Response(represent(receipt.activity), status=201, headers={"Location": location})

    def delete(self, request: Request) -> Response:
        """Deletes what the same query lists. How many has to be said: the original takes ten for all."""
        _demand_administrator(request)
        if not re.fullmatch("[0-9]+", first(request, "max-results")):
            raise BadParameter("max-results", f"say how many to delete, {MAX_RESULTS} at most")
        page, activities, _ = _page(request)
        deleted = service.delete_all([activity.uid for activity in activities])
        # What followed comes up to the place of what went.
        return Response(represent_page(page, deleted, False))


class ThirdPartyActivity(ThirdPartyView):
    def get(self, request: Request, uid: str) -> Response:
        activity = service.get(uid_of(uid), viewer_of(request))
        return Response(represent(_found(activity)))

    def delete(self, request: Request, uid: str) -> Response:
        _demand_administrator(request)
        return Response(represent(_found(service.delete(uid_of(uid)))))


def contract_error(error: Exception, context: dict[str, Any]) -> Response | None:
    """Our problem documents in the shape of the original's errors."""
    response = problem_response(error, context)
    if response is not None:
        body = response.data
        response.data = _error(body["title"], f"streams.{body['code']}", [body["detail"]])
        response.content_type = MEDIA_TYPE
    return response


def _page(request: Request) -> tuple[Page, list[Activity], bool]:
    """What the query asks for, and whether there is more."""
    start = count(request, "start-index", 0, MAX_START + 1)
    page = Page(start, count(request, "max-results", DEFAULT_RESULTS, MAX_RESULTS))
    if page.start > MAX_START:
        raise BadParameter("start-index", f"must be at most {MAX_START}; /api/v1/activities/ has pages without end")
    return page, *service.posted(viewer_of(request), page.start, page.size)


def _demand_administrator(request: Request) -> None:
    """Before the look-up, so that who may not delete learns nothing of what exists (contract.md §4.1)."""
    if not request.user.has_perm("streams.delete_activity"):
        raise exceptions.PermissionDenied("Only an administrator may delete activities.")


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
