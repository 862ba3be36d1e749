"""The forms a page comes in, chosen by suffix, by `format=` or by `Accept`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.http import Http404, HttpRequest
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request

from streams.feed.page import Feed
from streams.feed.query import Row
from streams.feed.render import as2, atom, csv, jsonfeed, jsonl, rss
from streams.feed.render.head import Head
from streams.web.json import OrjsonRenderer
from streams.web.parameters import BadParameter

# Of 1,000 index entries each.
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

    def page(self, feed: Feed, next_url: str | None, head: Callable[[], Head]) -> bytes:
        """`head` is asked by the forms that say where and what they are."""
        return feed.json(next_url)


class HeadedFormat(PageFormat):
    def page(self, feed: Feed, next_url: str | None, head: Callable[[], Head]) -> bytes:
        return self.write(feed, head())

    def write(self, feed: Feed, head: Head) -> bytes:
        raise NotImplementedError


class Atom(HeadedFormat):
    media_type = "application/atom+xml"
    format = "atom"
    reads = PATIENCE
    charset = "utf-8"
    write = staticmethod(atom.render)


class Rss(HeadedFormat):
    media_type = "application/rss+xml"
    format = "rss"
    reads = PATIENCE
    charset = "utf-8"
    write = staticmethod(rss.render)


class JsonFeed(HeadedFormat):
    media_type = "application/feed+json"
    format = "jsonfeed"
    reads = PATIENCE
    write = staticmethod(jsonfeed.render)


class As2(HeadedFormat):
    media_type = "application/activity+json"
    format = "as2"
    write = staticmethod(as2.render)


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


# They hold nothing of a request, so one of each serves all.
FORMATS: list[PageFormat] = [PageFormat(), Atom(), Rss(), JsonFeed(), As2(), As2Profile(), Csv(), JsonLines()]
NAMES = list(dict.fromkeys(known.format for known in FORMATS))
BY_NAME = {known.format: known for known in reversed(FORMATS)}
# What says nothing, and what says JSON: nearly every request.
PLAIN = {"", "*/*", "application/json"}


def format_of(request: HttpRequest, suffix: str) -> PageFormat:
    """By suffix, by `format=`, or by `Accept`. Raises Http404 for a suffix that is none, BadParameter for a `format`
    that is none, NotAcceptable where `Accept` takes none of them.
    """
    if wanted := suffix or request.GET.get("format"):
        if wanted in BY_NAME:
            return BY_NAME[wanted]
        if suffix:
            raise Http404
        raise BadParameter("format", f"unknown format; known are {', '.join(NAMES)}")
    if request.headers.get("Accept", "") in PLAIN:
        return FORMATS[0]
    return _negotiated(request)


class Negotiation(DefaultContentNegotiation):
    def get_accept_list(self, request: Request) -> list[str]:
        """An empty header says nothing, like none."""
        return [accepted for accepted in super().get_accept_list(request) if accepted] or ["*/*"]


def _negotiated(request: HttpRequest) -> PageFormat:
    negotiation: Any = Negotiation()
    return negotiation.select_renderer(Request(request), FORMATS)[0]
