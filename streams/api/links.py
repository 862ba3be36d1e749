"""Feed links that people make and revoke themselves. These views translate and decide nothing."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from rest_framework import exceptions
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from streams import linking
from streams.models import FeedLink, Stream
from streams.rendering import timestamp
from streams.web.authentication import Scoped, person_of, viewer_of
from streams.web.conditional import Conditional
from streams.web.formats import NAMES
from streams.web.parameters import number_of, refuse_unknown, slug_of
from streams.web.problems import problem


class Streams(Conditional, APIView):
    """GET the streams that this reader may use."""

    permission_classes = [Scoped]
    scopes = {"GET": "read"}

    def get(self, request: Request) -> Response:
        refuse_unknown(request)
        return Response({"items": [_stream(request, stream) for stream in linking.usable(viewer_of(request))]})


class LinkView(Conditional, APIView):
    """One's own links only. A link outlives the token that made it, so making one is a scope by itself."""

    permission_classes = [IsAuthenticated, Scoped]
    scopes = {"GET": "read", "POST": "link", "DELETE": "link"}

    def stream(self, request: Request, slug: str) -> Stream:
        """Raises NotFound, for hidden and missing streams alike."""
        refuse_unknown(request)
        stream = linking.find(slug_of(slug), viewer_of(request))
        if stream is None:
            raise exceptions.NotFound
        return stream


class Links(LinkView):
    """GET one's own links to a stream, POST for a new one: only that answer has its addresses."""

    def get(self, request: Request, slug: str) -> Response:
        own = linking.links(self.stream(request, slug), person_of(request))
        return Response({"items": [_link(link) for link in own]})

    def post(self, request: Request, slug: str) -> Response:
        _refuse_fields(request)
        stream = self.stream(request, slug)
        try:
            link, secret = linking.make(stream, person_of(request))
        except linking.TooManyLinks as error:
            return problem(409, "too_many_links", str(error))
        addresses = _addresses(request, "feed-link", secret, stream.slug)
        return Response(_link(link) | {"addresses": addresses}, status=201, headers={"Cache-Control": "no-store"})


class Link(LinkView):
    """DELETE revokes a link: it stops at once."""

    def delete(self, request: Request, slug: str, number: str) -> Response:
        if not linking.revoke(self.stream(request, slug), person_of(request), number_of(number)):
            raise exceptions.NotFound
        return Response(status=204)


def _refuse_fields(request: Request) -> None:
    """A field that is ignored would be believed to work."""
    if int(request.META.get("CONTENT_LENGTH") or 0) and request.data != {}:
        raise exceptions.ValidationError("A link has nothing to be set: send no body, or {}.")


def _stream(request: Request, stream: Stream) -> dict[str, Any]:
    return {
        "slug": stream.slug,
        "name": stream.name,
        "addresses": _addresses(request, "stream-activities-in", stream.slug),
    }


def _link(link: FeedLink) -> dict[str, Any]:
    return {
        "id": link.pk,
        "prefix": link.prefix,
        "created": timestamp(link.created),
        "last_used": link.last_used and timestamp(link.last_used),
    }


def _addresses(request: Request, view: str, *parts: str) -> dict[str, str]:
    """Where each form is."""
    return {name: request.build_absolute_uri(reverse(view, args=[*parts, name])) for name in NAMES}
