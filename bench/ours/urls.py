from functools import cache

from django.http import HttpRequest, HttpResponse
from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from bench.ours.raw import raw_page
from streams.models import Audience
from streams.urls import urlpatterns as ours


def empty(request: HttpRequest) -> HttpResponse:
    """What Django and the middleware cost before anybody does anything."""
    return HttpResponse()


def raw(request: HttpRequest) -> HttpResponse:
    """One statement by hand and the stored texts joined: no credential, no actions, no ETag."""
    return HttpResponse(raw_page(_public()), content_type="application/json")


@cache
def _public() -> list[int]:
    return [Audience.public().pk]


class EmptyPost(APIView):
    """What DRF costs with the project's defaults: it finds out who is asking, reads no body and does nothing."""

    def post(self, request: Request) -> Response:
        return Response(status=201)


class AnybodysPost(EmptyPost):
    """The same without a look at who is asking."""

    authentication_classes = ()
    permission_classes = ()


urlpatterns = [
    path("empty/", empty),
    path("empty-post/", EmptyPost.as_view()),
    path("empty-post/anybody/", AnybodysPost.as_view()),
    path("raw/", raw),
    *ours,
]
