"""The forms a page comes in, chosen by suffix, by `format=` or by `Accept`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.http import Http404
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from streams.feed.page import Feed
from streams.feed.query import Row
from streams.feed.render import as2, atom, csv, jsonfeed, jsonl, rss
from streams.feed.render.head import Head
from streams.web.json import OrjsonRenderer
from streams.web.parameters import BadParameter

# Of 2,000 index entries each.
PATIENCE = 20


class PageFormat(OrjsonRenderer):
    """A form of a page. What is no page, an error that is, is JSON in every one of them."""

    media_type = "application/json"
    format = "json"
    # How often a page looks further before it is short: feed readers take a short page for the last one.
    reads = 1

    @property
    def content_type(self) -> str:
        return f"{self.media_type}; charset={self.charset}" if self.charset else self.media_type

    def page(self, feed: Feed, head: Head) -> bytes:
        return feed.json(head.next_url)


class Atom(PageFormat):
    media_type = "application/atom+xml"
    format = "atom"
    reads = PATIENCE
    charset = "utf-8"
    page = staticmethod(atom.render)


class Rss(PageFormat):
    media_type = "application/rss+xml"
    format = "rss"
    reads = PATIENCE
    charset = "utf-8"
    page = staticmethod(rss.render)


class JsonFeed(PageFormat):
    media_type = "application/feed+json"
    format = "jsonfeed"
    reads = PATIENCE
    page = staticmethod(jsonfeed.render)


class As2(PageFormat):
    media_type = "application/activity+json"
    format = "as2"
    page = staticmethod(as2.render)


class As2Profile(As2):
    """The other name of the same form (https://www.w3.org/TR/activitystreams-core/#media-type)."""

    media_type = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'


class ExportFormat(PageFormat):
    """Not a page but everything, line by line."""

    charset = "utf-8"

    def lines(self, activities: Iterable[Row]) -> Iterator[bytes]:
        raise NotImplementedError


class Csv(ExportFormat):
    media_type = "text/csv"
    format = "csv"
    lines = staticmethod(csv.lines)


class JsonLines(ExportFormat):
    media_type = "application/jsonl"
    format = "jsonl"
    lines = staticmethod(jsonl.lines)


FORMATS: list[type[PageFormat]] = [PageFormat, Atom, Rss, JsonFeed, As2, As2Profile, Csv, JsonLines]
NAMES = [known.format for known in FORMATS if known is not As2Profile]


class Negotiation(DefaultContentNegotiation):
    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """Raises Http404 for a suffix that is none, BadParameter for a `format` that is none."""
        wanted = format_suffix or request.query_params.get("format")
        if wanted is None:
            return super().select_renderer(request, renderers)
        renderer = next((known for known in renderers if known.format == wanted), None)
        if renderer:
            return renderer, renderer.media_type
        if format_suffix:
            raise Http404
        raise BadParameter("format", f"unknown format; known are {', '.join(NAMES)}")

    def get_accept_list(self, request: Request) -> list[str]:
        """An empty header says nothing, like none."""
        return [accepted for accepted in super().get_accept_list(request) if accepted] or ["*/*"]
