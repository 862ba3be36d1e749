"""The forms a page comes in, chosen by suffix, by `format=` or by `Accept`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import lru_cache

from django.http import Http404, HttpRequest
from django.http.request import MediaType
from rest_framework import exceptions

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
OFFERED = [(form, MediaType(form.media_type)) for form in FORMATS]
# What says nothing, and what says JSON: nearly every request.
PLAIN = {"", "*/*", "application/json"}
# More of an `Accept` nobody means.
LONGEST = 1000


def format_of(request: HttpRequest, suffix: str) -> PageFormat:
    """By suffix, by `format=`, or by `Accept`. Raises Http404 for a suffix that is none, BadParameter for a `format`
    that is none or another one, NotAcceptable where `Accept` takes none of them.
    """
    if suffix and suffix not in BY_NAME:
        raise Http404
    named = {suffix, *request.GET.getlist("format")} - {""}
    if len(named) > 1:
        raise BadParameter("format", "more than one form is asked for")
    if named:
        return _named(*named)
    accepted = request.headers.get("Accept", "")
    form = FORMATS[0] if accepted in PLAIN else _preferred(_cut(accepted))
    if form is None:
        raise exceptions.NotAcceptable
    return form


def _named(name: str) -> PageFormat:
    if name not in BY_NAME:
        raise BadParameter("format", f"unknown format; known are {', '.join(NAMES)}")
    return BY_NAME[name]


def _cut(accepted: str) -> str:
    """Short enough to be remembered, without half a range at its end: `q=0` is not `q=0.9`."""
    return accepted if len(accepted) <= LONGEST else accepted[:LONGEST].rpartition(",")[0]


@lru_cache(maxsize=256)
def _preferred(accepted: str) -> PageFormat | None:
    """What an `Accept` wants most (RFC 9110 §12.5.1), None where it takes nothing that there is.

    Not Django's `get_preferred_type`, which a charset leads to nothing, and for which `*/*` takes what q=0 refuses.
    """
    ranges = list(_ranges(accepted.strip(", ") or "*/*"))
    wanted = {form: _wanted(media_type, ranges) for form, media_type in OFFERED}
    # Of equals it takes the first.
    best = max(wanted, key=lambda form: wanted[form])
    return best if wanted[best][0] else None


def _ranges(accepted: str) -> Iterator[MediaType]:
    for part in accepted.split(","):
        # A parameter in an encoding that there is not.
        with suppress(ValueError):
            if part.strip():
                yield MediaType(part)


def _wanted(offered: MediaType, ranges: list[MediaType]) -> tuple[float, int, int]:
    """How much a form is wanted: the range decides that names it most exactly. Then how exactly, and how early."""
    takes = [(one.specificity, one.quality, -place) for place, one in enumerate(ranges) if _takes(one, offered)]
    exactness, quality, place = max(takes, default=(0, 0.0, 0))
    return quality, exactness, place


def _takes(asked: MediaType, offered: MediaType) -> bool:
    """What else is asked for, such as a charset, is no reason to refuse."""
    return (
        asked.main_type in {"*", offered.main_type}
        and asked.sub_type in {"*", offered.sub_type}
        and offered.params.items() <= asked.params.items()
    )
