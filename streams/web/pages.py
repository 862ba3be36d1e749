"""A page of the feed over HTTP: parameters in, ETag, 304 and links out. One for every address that serves a page."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from urllib.parse import quote

import orjson
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import get_script_prefix
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from streams.conf import conf
from streams.feed import catalogue
from streams.feed.combining import both
from streams.feed.cursor import Cursor, InvalidCursor
from streams.feed.grammar import Filter, InvalidFilter, Notice, parse
from streams.feed.page import Feed, walk
from streams.feed.render.head import Head
from streams.models import Version, Viewer
from streams.web.authentication import Scoped
from streams.web.formats import FORMATS, ExportFormat, Negotiation, PageFormat
from streams.web.parameters import BadFilter, BadParameter

PARAMETERS = {"limit", "cursor", "format"}
# Activities that an export reads, and writes, at once.
BATCH = 500
# A header that is too long is cut off by proxies or costs the whole answer.
MAX_WARNINGS = 20


@dataclass(frozen=True)
class Listing:
    """What an address lists before its query asks for less."""

    path: str
    title: str = "Activity Streams"
    limit: int | None = None
    filter: Filter = Filter()


class PageView(APIView):
    """Reads a page in any of the forms."""

    permission_classes: Sequence[type[BasePermission]] = [Scoped]
    renderer_classes = FORMATS
    content_negotiation_class = Negotiation
    scopes = {"GET": "read"}


def page_response(request: Request, viewer: Viewer, listing: Listing) -> HttpResponseBase:
    """The page that the query asks for; 304 when the reader's copy is still good. Raises BadParameter."""
    form = _form(request)
    version = Version.current()
    wanted = both(listing.filter, _filter(request, viewer, version))
    if isinstance(form, ExportFormat):
        return _export_response(request, viewer, form, wanted)
    limit = _limit(request, listing.limit or conf.page_size, conf.max_page_size)
    variant = f"{form.format} {_asked(request)} {listing.title} {shows_emails(request)}"
    feed = Feed(viewer, limit, _cursor(request), wanted, variant, version, form.reads)
    if current := current_etag(request, feed):
        return _with_headers(HttpResponse(status=304), current, wanted.warnings)
    head = _head(request, listing, feed)
    response = HttpResponse(form.page(feed, head), content_type=form.content_type)
    if head.next_url:
        response["Link"] = f'<{head.next_url}>; rel="next"'
    return _with_headers(response, feed.etag, wanted.warnings)


def _form(request: Request) -> PageFormat:
    """What was negotiated; JSON at an address that has no other form."""
    if isinstance(request.accepted_renderer, PageFormat):
        return request.accepted_renderer
    if "format" in request.query_params:
        raise BadParameter("format", "this address has one form, JSON")
    return PageFormat()


def current_etag(request: Request, feed: Feed) -> str | None:
    """The ETag under which the reader holds this very page, if they do."""
    asked = request.headers.get("If-None-Match", "")
    return next((etag for etag in parse_etags(asked) if feed.is_current(etag)), None) if asked else None


def server_address(request: Request) -> str:
    """Scheme, host and prefix of this server, without a slash at its end."""
    return request.build_absolute_uri(get_script_prefix()).rstrip("/")


def warning_header(warnings: Sequence[Notice]) -> str:
    """`parameter; code; position` of each, for the `X-Streams-Warning` header; the sentences are in the body."""
    parts = [(quote(one.parameter[:30]), one.code, one.position) for one in warnings[:MAX_WARNINGS]]
    return ", ".join("; ".join(str(part) for part in warning if part is not None) for warning in parts)


def shows_emails(request: Request) -> bool:
    """To whoever signed in: not to a private link's reader, whose address may be in the hands of other servers."""
    return conf.author_email and request.user.is_authenticated


def _filter(request: Request, viewer: Viewer, version: int) -> Filter:
    """Strictly: a misspelt filter that is ignored would be believed to work. Raises BadFilter."""
    if request.query_params.keys() <= PARAMETERS:
        return Filter()
    try:
        return parse(request.query_params, strict=True, known=PARAMETERS, sources=catalogue.sources(viewer, version))
    except InvalidFilter as error:
        raise BadFilter(error) from error


def _limit(request: Request, default: int, most: int) -> int:
    text = request.query_params.get("limit")
    if text is None:
        return default
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= most):
        raise BadParameter("limit", f"must be a whole number from 1 to {most}")
    return int(text)


def _cursor(request: Request) -> Cursor | None:
    text = request.query_params.get("cursor")
    if text is None:
        return None
    try:
        return Cursor.decode(text)
    except InvalidCursor as error:
        raise BadParameter("cursor", str(error)) from error


def _asked(request: Request) -> str:
    """The address in one spelling: a space may come as a plus."""
    return f"{request.path}?{request.query_params.urlencode()}"


def _head(request: Request, listing: Listing, feed: Feed) -> Head:
    asked = request.query_params.copy()
    for name in PARAMETERS:
        asked.pop(name, None)
    path = f"{listing.path}?{asked.urlencode()}" if asked else listing.path
    return Head(
        id=request.build_absolute_uri(path),
        title=listing.title,
        url=request.build_absolute_uri(),
        base=server_address(request),
        next_url=_next_url(request, feed),
        names_failures=feed.viewer.user.is_authenticated,
        shows_emails=shows_emails(request),
    )


def _next_url(request: Request, feed: Feed) -> str | None:
    if feed.next_cursor is None:
        return None
    query = request.query_params.copy()
    query["cursor"] = feed.next_cursor
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def _export_response(request: Request, viewer: Viewer, form: ExportFormat, wanted: Filter) -> HttpResponseBase:
    """Everything, unless a `limit` is named. Its ETag changes with every write: nothing is read to find it out."""
    limit = _limit(request, 0, 10**9 - 1) or None
    who = [viewer.user_id, sorted(viewer.audience_ids)]
    facts = orjson.dumps([Version.current(), who, _asked(request), form.format, repr(wanted)])
    etag = f'W/"{hashlib.sha256(facts).hexdigest()[:32]}"'
    rows = islice(walk(viewer, wanted, min(limit or BATCH, BATCH), cursor=_cursor(request)), limit)
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return _with_headers(HttpResponse(status=304), etag, wanted.warnings)
    response = StreamingHttpResponse(_in_chunks(form.lines(rows)), content_type=form.content_type)
    response["Content-Disposition"] = f'attachment; filename="activities.{form.format}"'
    return _with_headers(response, etag, wanted.warnings)


def _in_chunks(lines: Iterable[bytes]) -> Iterator[bytes]:
    """A write a line would be all that a long export does."""
    rest = iter(lines)
    for line in rest:
        yield b"".join(chain([line], islice(rest, BATCH - 1)))


def _with_headers(response: HttpResponseBase, etag: str, warnings: Sequence[Notice]) -> HttpResponseBase:
    response["ETag"] = etag
    if warnings:
        response["X-Streams-Warning"] = warning_header(warnings)
    # The browser keeps the page and asks with If-None-Match by itself; nobody else may keep it.
    response["Cache-Control"] = "private, no-cache"
    response["X-Poll-Interval"] = str(conf.poll_seconds)
    patch_vary_headers(response, ["Authorization", "Cookie", "Accept", "Origin"])
    return response
