"""Saved filters: by name for who may use them, and by a secret address for feed readers that cannot sign in."""

from __future__ import annotations

from django.http import HttpResponseBase, QueryDict
from django.urls import reverse
from rest_framework import exceptions
from rest_framework.request import Request

from streams import linking
from streams.feed.grammar import parse
from streams.models import FeedLink, Viewer
from streams.web.authentication import viewer_of
from streams.web.pages import Listing, PageView, page_response
from streams.web.parameters import slug_of


class StreamPage(PageView):
    """GET a page of a stream. The query may ask for less than the stream lists, never for more."""

    def get(self, request: Request, slug: str, format: str = "") -> HttpResponseBase:
        viewer = viewer_of(request)
        return page_response(request, viewer, _listing(slug_of(slug), viewer))


class LinkedStream(PageView):
    """GET a page of a stream as the person whose link it is. A link that does not work is a 404, whatever the reason.

    Other credentials are not looked at: the address is all that a feed reader has.
    """

    authentication_classes = ()
    permission_classes = ()

    def get(self, request: Request, secret: str, slug: str, format: str = "") -> HttpResponseBase:
        link = FeedLink.find(secret, slug)
        if link is None:
            raise exceptions.NotFound
        viewer = Viewer.of(link.user, frozenset({"read"}), frozenset())
        response = page_response(request, viewer, _listing(slug, viewer))
        link.used()
        # The address is a secret: pages it leads to must not learn it, and nobody should list it.
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
        return response


def _listing(slug: str, viewer: Viewer) -> Listing:
    """Raises NotFound, for hidden and missing streams alike."""
    stream = linking.find(slug, viewer)
    if stream is None:
        raise exceptions.NotFound
    # It was strict when it was saved; what has been uninstalled since becomes a warning.
    saved = parse(QueryDict(stream.query), strict=False)
    return Listing(reverse("stream-activities", args=[slug]), stream.name, filter=saved)
