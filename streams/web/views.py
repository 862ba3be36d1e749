"""Views that are none of DRF's, whose dispatch would cost more than the answer, and that fail as DRF's do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions

from streams.web.problems import error_response


class ReadView(View):
    """GET something. What goes wrong, another method too, is a problem document."""

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Callable[..., HttpResponseBase]:
        """Nothing is written here, so there is nothing to forge, and Django's page about it would hide the 405."""
        return csrf_exempt(super().as_view(**initkwargs))

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except (exceptions.APIException, Http404, PermissionDenied) as error:
            return error_response(error)

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = error_response(exceptions.MethodNotAllowed(str(request.method)))
        response["Allow"] = ", ".join(name.upper() for name in self.http_method_names if hasattr(self, name))
        return response
