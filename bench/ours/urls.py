from django.http import HttpRequest, HttpResponse
from django.urls import path

from bench.ours.raw import raw_page
from streams.models import Audience
from streams.urls import urlpatterns as ours


def empty(request: HttpRequest) -> HttpResponse:
    """What Django and the middleware cost before anybody does anything."""
    return HttpResponse()


def raw(request: HttpRequest) -> HttpResponse:
    """One statement by hand and the stored texts joined: no credential, no actions, no ETag."""
    return HttpResponse(raw_page([Audience.public().pk]), content_type="application/json")


urlpatterns = [path("empty/", empty), path("raw/", raw), *ours]
