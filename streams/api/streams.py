"""Saved filters: by name for who may use them, and by a secret address for feed readers that cannot sign in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from rest_framework import exceptions

from streams import linking
from streams.feed import saved
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
    path = reverse("stream-activities", args=[slug])
    return Listing(path, stream.name, filter=saved.read(stream.query, version))
