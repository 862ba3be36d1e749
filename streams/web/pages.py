"""A page of the feed over HTTP: parameters in, ETag, 304 and links out. One for every address that serves a page.

Not views of DRF, whose dispatch would cost more than the page itself; its authenticators decide who reads.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any
from urllib.parse import quote

import orjson
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import get_script_prefix
from django.utils.http import parse_etags

from streams.conf import conf
from streams.feed import catalogue
from streams.feed.combining import both
from streams.feed.cursor import Cursor, InvalidCursor
from streams.feed.grammar import Filter, InvalidFilter, Notice, parse
from streams.feed.page import Feed, walk
from streams.feed.render.head import Head
from streams.languages import current
from streams.models import FeedLink, Version, Versions, Viewer
from streams.web.answers import keep
from streams.web.formats import ExportFormat, PageFormat, format_of
from streams.web.parameters import BadFilter, BadParameter, only
from streams.web.reader import Reader, reader_of
from streams.web.views import ReadView

PARAMETERS = {"limit", "cursor", "format"}
# Activities that an export reads, and writes, at once.
BATCH = 500
# A header that is too long is cut off by proxies or costs the whole answer.
MAX_WARNINGS = 20
VARY = "Authorization, Cookie, Accept, Origin"


@dataclass(frozen=True)
class Listing:
    """What an address lists before its query asks for less."""

    path: str
    title: str = "Activity Streams"
    limit: int | None = None
    filter: Filter = Filter()


class PageView(ReadView):
    """GET a page in any of the forms. A subclass says who reads and what is listed."""

    def get(self, request: HttpRequest, **where: str) -> HttpResponseBase:
        form, version = self.form(), Version.now()
        reader = self.reader(version)
        return page_response(request, reader, form, self.listing(reader, version), version)

    def form(self) -> PageFormat:
        return format_of(self.request, self.kwargs.get("format", ""))

    def reader(self, version: Versions) -> Reader:
        """Raises an APIException where the credential does not let anybody in."""
        reader = reader_of(self.request, version)
        reader.require("read")
        return reader

    def listing(self, reader: Reader, version: Versions) -> Listing:
        """Raises NotFound, for hidden and missing alike."""
        raise NotImplementedError


def page_response(
    request: HttpRequest, reader: Reader, form: PageFormat, listing: Listing, version: Versions
) -> HttpResponseBase:
    """The page that the query asks for; 304 when the reader's copy is still good. Raises BadParameter."""
    wanted = both(listing.filter, _filter(request, reader, version))
    if isinstance(form, ExportFormat):
        return _export_response(request, reader, form, wanted, version)
    limit = _limit(request, listing.limit or conf.page_size, conf.max_page_size)
    variant = f"{form.format} {current()} {_asked(request)} {listing.title} {shows_emails(reader.viewer, reader.grant)}"
    feed = Feed(reader.viewer, limit, _cursor(request), wanted, variant, version, form.reads)
    response = HttpResponse(status=304)
    if not is_current(request, feed.etag):
        next_url = _next_url(request, feed)
        body = form.page(feed, next_url, lambda: _head(request, reader, listing, feed, next_url))
        response = HttpResponse(body, content_type=form.content_type)
        if next_url:
            response["Link"] = f'<{next_url}>; rel="next"'
    keep(response, version.number, min(reader.ends, feed.ends))
    return _with_headers(response, feed.etag, wanted.warnings)


def is_current(request: HttpRequest, etag: str) -> bool:
    """Whether the reader holds this very page."""
    asked = request.headers.get("If-None-Match", "")
    return asked == etag or (bool(asked) and etag in parse_etags(asked))


def server_address(request: HttpRequest) -> str:
    """Scheme, host and prefix of this server, without a slash at its end."""
    return f"{request.scheme}://{request.get_host()}{get_script_prefix()}".rstrip("/")


def next_page(url: str, cursor: str) -> str:
    """The same address, further down."""
    address, _, query = url.partition("?")
    kept = [pair for pair in query.split("&") if pair and not pair.startswith("cursor=")]
    return f"{address}?{'&'.join([*kept, f'cursor={cursor}'])}"


def warning_header(warnings: Sequence[Notice]) -> str:
    """`parameter; code; position` of each, for the `X-Streams-Warning` header; the sentences are in the body."""
    parts = [(quote(one.parameter[:30]), one.code, one.position) for one in warnings[:MAX_WARNINGS]]
    return ", ".join("; ".join(str(part) for part in warning if part is not None) for warning in parts)


def shows_emails(viewer: Viewer, grant: Any = None) -> bool:
    """To whoever signed in: not to a private link's reader, whose address may be in the hands of other servers."""
    return conf.author_email and viewer.user.is_authenticated and not isinstance(grant, FeedLink)


def _filter(request: HttpRequest, reader: Reader, version: Versions) -> Filter:
    """Strictly: a misspelt filter that is ignored would be believed to work. Raises BadFilter."""
    if request.GET.keys() <= PARAMETERS:
        return Filter()
    sources = catalogue.sources(reader.viewer, version)
    try:
        return parse(request.GET, strict=True, known=PARAMETERS, sources=sources)
    except InvalidFilter as error:
        raise BadFilter(error) from error


def _limit(request: HttpRequest, default: int, most: int) -> int:
    text = only(request, "limit")
    if text is None:
        return default
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and 1 <= int(text) <= most):
        raise BadParameter("limit", f"must be a whole number from 1 to {most}")
    return int(text)


def _cursor(request: HttpRequest) -> Cursor | None:
    text = only(request, "cursor")
    if text is None:
        return None
    try:
        return Cursor.decode(text)
    except InvalidCursor as error:
        raise BadParameter("cursor", str(error)) from error


def _asked(request: HttpRequest) -> str:
    """The address in one spelling: a space may come as a plus."""
    return f"{request.path}?{request.GET.urlencode()}" if request.META["QUERY_STRING"] else request.path


def _next_url(request: HttpRequest, feed: Feed) -> str | None:
    if feed.next_cursor is None:
        return None
    return next_page(_absolute(request, request.get_full_path()), feed.next_cursor)


def _absolute(request: HttpRequest, path: str) -> str:
    return f"{request.scheme}://{request.get_host()}{path}"


def _head(request: HttpRequest, reader: Reader, listing: Listing, feed: Feed, next_url: str | None) -> Head:
    asked = request.GET.copy()
    for name in PARAMETERS:
        asked.pop(name, None)
    return Head(
        id=_absolute(request, f"{listing.path}?{asked.urlencode()}" if asked else listing.path),
        title=listing.title,
        url=_absolute(request, request.get_full_path()),
        base=server_address(request),
        next_url=next_url,
        names_failures=feed.viewer.user.is_authenticated,
        shows_emails=shows_emails(reader.viewer, reader.grant),
    )


def _export_response(
    request: HttpRequest, reader: Reader, form: ExportFormat, wanted: Filter, version: Versions
) -> HttpResponseBase:
    """Everything, unless a `limit` is named. Its ETag changes with every write: nothing is read to find it out."""
    limit = _limit(request, 0, 10**9 - 1) or None
    viewer = reader.viewer
    who = [viewer.user_id, sorted(viewer.audience_ids)]
    # Not of the filter: how a saved one is read may tell of a source that this reader may not know of.
    facts = orjson.dumps([version.number, who, _asked(request), form.format])
    etag = f'W/"{hashlib.sha256(facts).hexdigest()[:32]}"'
    cursor = _cursor(request)
    if is_current(request, etag):
        return _with_headers(HttpResponse(status=304), etag, wanted.warnings)
    rows = islice(walk(viewer, wanted, min(limit or BATCH, BATCH), cursor=cursor), limit)
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
    response["Vary"] = VARY
    return response
