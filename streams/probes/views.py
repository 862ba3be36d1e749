"""What machines ask of the server: is it there, can it work, how is it doing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from streams.conf import conf
from streams.probes.measures import CONTENT_TYPE, exposition
from streams.probes.readiness import readiness


@require_safe
@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """503 while the database, its tables or the cache are not as they must be; the body says which."""
    said, is_ready = readiness()
    return JsonResponse(said, status=200 if is_ready else 503)


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """For whoever knows METRICS_TOKEN, because it names the sources; without that setting it is not there at all."""
    if not conf.metrics_token:
        return HttpResponse(status=404)
    if not constant_time_compare(request.headers.get("Authorization", ""), f"Bearer {conf.metrics_token}"):
        return HttpResponse(status=401, headers={"WWW-Authenticate": 'Bearer realm="metrics"'})
    return HttpResponse(exposition(), content_type=CONTENT_TYPE)
