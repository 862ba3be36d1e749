"""Saved filters: by name for who may use them, and by a secret address for feed readers that cannot sign in."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.urls import reverse
from rest_framework import exceptions

from streams import linking
from streams.feed.catalogue import every_source
from streams.feed.grammar import parse
from streams.feed.options import EVERYWHERE
from streams.models import FeedLink, Versions, Viewer
from streams.web.pages import Listing, PageView
from streams.web.parameters import slug_of
from streams.web.reader import Reader


class StreamPage(PageView):
    """GET a page of a stream. The query may ask for less than the stream lists, never for more."""

    def listing(self, reader: Reader, version: Versions) -> Listing:
        return _listing(slug_of(self.kwargs["slug"]), reader.viewer, version)


class LinkedStream(PageView):
    """GET a page of a stream as the person whose link it is. A link that does not work is a 404, whatever the reason.

    Other credentials are not looked at: the address is all that a feed reader has.
    """

    def get(self, request: HttpRequest, **where: str) -> HttpResponseBase:
        response = super().get(request, **where)
        # The address is a secret: pages it leads to must not learn it, and nobody should list it.
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
        return response

    def reader(self, version: Versions) -> Reader:
        link = FeedLink.find(self.kwargs["secret"], self.kwargs["slug"])
        if link is None:
            raise exceptions.NotFound
        link.used()
        return Reader(Viewer.of(link.user, frozenset({"read"}), frozenset()), link)

    def listing(self, reader: Reader, version: Versions) -> Listing:
        return _listing(self.kwargs["slug"], reader.viewer, version)


def _listing(slug: str, viewer: Viewer, version: Versions) -> Listing:
    """Raises NotFound, for hidden and missing streams alike."""
    stream = linking.find(slug, viewer)
    if stream is None:
        raise exceptions.NotFound
    # It was strict when it was saved; what has been uninstalled since becomes a warning. Not of a source: whether there
    # is one that the reader may not see is nobody's to learn.
    saved = parse(QueryDict(stream.query), strict=False, sources=every_source(version))
    shown = tuple(warning for warning in saved.warnings if warning.parameter == EVERYWHERE)
    return Listing(reverse("stream-activities", args=[slug]), stream.name, filter=replace(saved, warnings=shown))
