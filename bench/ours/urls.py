from django.http import HttpRequest, HttpResponse
from django.urls import path

from streams.urls import urlpatterns as ours


def empty(request: HttpRequest) -> HttpResponse:
    """What Django and the middleware cost before anybody does anything."""
    return HttpResponse()


urlpatterns = [path("empty/", empty), *ours]
