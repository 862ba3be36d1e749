"""A page of the feed over HTTP: parameters in, ETag, 304 and links out. One for every address that serves a page."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from django.http import HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from rest_framework.request import Request

from streams.conf import conf
from streams.feed import catalogue
from streams.feed.cursor import Cursor, InvalidCursor
from streams.feed.grammar import Filter, InvalidFilter, Notice, parse
from streams.feed.page import Feed
from streams.models import Version, Viewer
from streams.web.parameters import BadFilter, BadParameter

PARAMETERS = {"limit", "cursor"}
# A header that is too long is cut off by proxies or costs the whole answer.
MAX_WARNINGS = 20


def page_response(request: Request, viewer: Viewer, default_limit: int | None = None) -> HttpResponse:
    """The page that the query asks for; 304 when the reader's copy is still good. Raises BadParameter."""
    version = Version.current()
    wanted = _filter(request, viewer, version)
    feed = Feed(viewer, _limit(request, default_limit), _cursor(request), wanted, request.path, version)
    asked = request.headers.get("If-None-Match", "")
    current = next((etag for etag in parse_etags(asked) if feed.is_current(etag)), None) if asked else None
    if current:
        return _with_headers(HttpResponse(status=304), current, wanted.warnings)
    next_url = _next_url(request, feed)
    response = HttpResponse(feed.json(next_url), content_type="application/json")
    if next_url:
        response["Link"] = f'<{next_url}>; rel="next"'
    return _with_headers(response, feed.etag, wanted.warnings)


def _filter(request: Request, viewer: Viewer, version: int) -> Filter:
    """Strictly: a misspelt filter that is ignored would be believed to work. Raises BadFilter."""
    if request.query_params.keys() <= PARAMETERS:
        return Filter()
    try:
        return parse(request.query_params, strict=True, known=PARAMETERS, sources=catalogue.sources(viewer, version))
    except InvalidFilter as error:
        raise BadFilter(error) from error


def _limit(request: Request, default: int | None) -> int:
    text = request.query_params.get("limit")
    if text is None:
        return default or conf.page_size
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= conf.max_page_size):
        raise BadParameter("limit", f"must be a whole number from 1 to {conf.max_page_size}")
    return int(text)


def _cursor(request: Request) -> Cursor | None:
    text = request.query_params.get("cursor")
    if text is None:
        return None
    try:
        return Cursor.decode(text)
    except InvalidCursor as error:
        raise BadParameter("cursor", str(error)) from error


def _next_url(request: Request, feed: Feed) -> str | None:
    if feed.next_cursor is None:
        return None
    query = request.query_params.copy()
    query["cursor"] = feed.next_cursor
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def warning_header(warnings: Sequence[Notice]) -> str:
    """`parameter; code; position` of each, for the `X-Streams-Warning` header; the sentences are in the body."""
    parts = [f"{quote(one.parameter)}; {one.code}; {'' if one.position is None else one.position}" for one in warnings]
    return ", ".join(part.removesuffix("; ") for part in parts[:MAX_WARNINGS])


def _with_headers(response: HttpResponse, etag: str, warnings: Sequence[Notice]) -> HttpResponse:
    response["ETag"] = etag
    if warnings:
        response["X-Streams-Warning"] = warning_header(warnings)
    # The browser keeps the page and asks with If-None-Match by itself; nobody else may keep it.
    response["Cache-Control"] = "private, no-cache"
    response["X-Poll-Interval"] = str(conf.poll_seconds)
    patch_vary_headers(response, ["Authorization", "Cookie", "Accept", "Origin"])
    return response
