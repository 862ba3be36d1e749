"""The original's feed, `/activity` and `/plugins/servlet/streams` (contract.md §1)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from rest_framework.authentication import SessionAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from streams.feed import catalogue
from streams.feed.cursor import Cursor, InvalidCursor
from streams.feed.grammar import Filter, parse
from streams.feed.options import Sources
from streams.feed.page import Feed
from streams.feed.render import atom
from streams.feed.render.head import Head
from streams.models import Version, Versions, Viewer
from streams.web.answers import keep
from streams.web.authentication import BasicAuthentication, Scoped, TokenAuthentication, viewer_of
from streams.web.formats import PATIENCE
from streams.web.pages import is_current, next_page, server_address, shows_emails, warning_header
from streams.web.parameters import BadParameter
from streams.web.problems import problem_response
from streams.web.reader import ends_of

# The exact text: some clients compare it.
CONTENT_TYPE = "application/atom+xml;charset=UTF-8"
DEFAULT_RESULTS, MAX_RESULTS = 10, 1000
# What is no filter. The rest of a query is the filter language's, and what that does not know is ignored.
KNOWN = {
    "maxResults", "local", "authOnly", "title", "os_authType", "os_username", "os_password", "timeout",
    "timeout.test", "use-accept-lang", "relativeLinks", "application", "_", "cursor",
}  # fmt: skip
# Not in the self link: cache busters, and secrets that some clients put into an address.
NOT_IN_SELF = {"_", "relativeLinks", "os_username", "os_password"}
NO_STORE = {
    "Cache-Control": "no-cache, no-store, must-revalidate",
    "Pragma": "no-cache",
    "Expires": "Thu, 01 Jan 1970 00:00:00 GMT",
}


class Demanded(BasePermission):
    """`os_authType=basic` wants credentials: a 401 without them, and never a login page (contract.md §1.2)."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return first(request, "os_authType").lower() != "basic" or request.user.is_authenticated


class Plain(BaseRenderer):
    """A readable sentence: who asks for a feed by hand reads it, and programs read the status."""

    media_type = "text/plain"
    format = "txt"
    charset = "utf-8"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        return f"{data}\n".encode()


class CompatibleView(APIView):
    # Basic first: its challenge is what these clients expect of a 401.
    authentication_classes = [BasicAuthentication, TokenAuthentication, SessionAuthentication]
    permission_classes = [Demanded, Scoped]
    scopes = {"GET": "read"}

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[BaseRenderer, str]:
        """Whatever `Accept` says: the original knows no other form (contract.md §1.1, the trap)."""
        return Plain(), Plain.media_type

    def get_exception_handler(self) -> Callable[[Exception, dict[str, Any]], Response | None]:
        return in_plain_words

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        for name, value in NO_STORE.items():
            response[name] = value
        return response


class ActivityFeed(CompatibleView):
    def get(self, request: Request) -> HttpResponse:
        viewer, url = viewer_of(request), _self_url(request)
        version = Version.now()
        wanted = _wanted(request, viewer, version)
        limit = count(request, "maxResults", DEFAULT_RESULTS, MAX_RESULTS)
        variant = _variant(request, viewer, url)
        feed = Feed(viewer, limit, _cursor(request), wanted, variant, version, PATIENCE)
        response = HttpResponse(status=304)
        if not is_current(request, feed.etag):
            response = HttpResponse(atom.render(feed, _head(request, feed, url)), content_type=CONTENT_TYPE)
            if feed.next_cursor:
                response["Link"] = f'<{_next_url(request, url, feed.next_cursor)}>; rel="next"'
        response["ETag"] = feed.etag
        if wanted.warnings:
            response["X-Streams-Warning"] = warning_header(wanted.warnings)
        keep(response, version.number, min(ends_of(request), feed.ends))
        return response


def first(request: Request, name: str) -> str:
    """The first value of a parameter: of the repeated ones, only that one counts (contract.md §1.2)."""
    return next(iter(request.query_params.getlist(name)), "")


def is_true(request: Request, name: str) -> bool:
    return first(request, name).lower() == "true"


def count(request: Request, name: str, default: int, most: int) -> int:
    """`default` for what is no whole number, `most` at most (contract.md §1.2). Raises BadParameter below zero."""
    text = first(request, name)
    if not re.fullmatch(r"-?[0-9]+", text):
        return default
    if text.startswith("-") and text.strip("-0"):
        raise BadParameter(name, "must not be negative")
    digits = text.lstrip("-0") or "0"
    return min(int(digits), most) if len(digits) < 9 else most


def in_plain_words(error: Exception, context: dict[str, Any]) -> Response | None:
    """Our problem documents as a sentence."""
    response = problem_response(error, context)
    if response is not None:
        response.data = response.data["detail"]
        response.content_type = "text/plain; charset=utf-8"
    return response


def _wanted(request: Request, viewer: Viewer, version: Versions) -> Filter:
    """What the query filters by; nothing where the original answers with an empty feed. Raises BadParameter."""
    sources: Sources = {} if request.query_params.keys() <= KNOWN else catalogue.sources(viewer, version)
    wanted = parse(request.query_params, strict=False, known=KNOWN, sources=sources)
    for notice in wanted.warnings:
        # The one mistake of a filter for which the original failed, too: with a 500 (contract.md §1.3).
        if notice.code == "unknown_operator":
            raise BadParameter(notice.parameter, notice.message)
    if is_true(request, "authOnly") and not request.user.is_authenticated:
        return replace(wanted, providers=frozenset())
    return wanted


def _cursor(request: Request) -> Cursor | None:
    """Ours, not the original's: an address that carries something else under this name starts at the top."""
    try:
        return Cursor.decode(first(request, "cursor"))
    except InvalidCursor:
        return None


def _self_url(request: Request) -> str:
    query = request.query_params.copy()
    for name in NOT_IN_SELF:
        query.pop(name, None)
    if request.user.is_authenticated:
        query.setdefault("os_authType", "basic")
    url = request.build_absolute_uri(reverse("compat-feed"))
    return f"{url}?{query.urlencode()}" if query else url


def _next_url(request: Request, url: str, cursor: str) -> str:
    """What the self link leaves out, the next page needs: links relative here are relative there."""
    relative = "&relativeLinks=true" if is_true(request, "relativeLinks") else ""
    return next_page(url, cursor) + relative


def _variant(request: Request, viewer: Viewer, url: str) -> str:
    return f"activity {url} {is_true(request, 'relativeLinks')} {shows_emails(viewer)} {'act' in viewer.scopes}"


def _head(request: Request, feed: Feed, url: str) -> Head:
    return Head(
        id=url,
        title=first(request, "title") or atom.NAME,
        url=url,
        base=server_address(request),
        relative=is_true(request, "relativeLinks"),
        names_failures=feed.viewer.user.is_authenticated,
        shows_emails=shows_emails(feed.viewer),
        acts=feed.viewer.user.is_authenticated and "act" in feed.viewer.scopes,
    )
