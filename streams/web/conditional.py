"""ETag and 304 for small documents. A page of the feed knows without being built whether it changed: `web/pages.py`."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from rest_framework.request import Request
from rest_framework.response import Response


class Conditional:
    """For a view: what it answers to a GET has an ETag, and is a 304 for whoever holds it."""

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[misc]
        is_shown = request.method in {"GET", "HEAD"} and response.status_code == 200
        return conditional(request, response) if is_shown else response


def conditional(request: HttpRequest, response: Any) -> HttpResponseBase:
    """This answer, or a 304. Weak: it may be compressed on its way."""
    if isinstance(response, Response):
        response.render()
    # One that the view gave, such as a revision, stays its beginning: `If-Match` reads it there.
    begins = response.headers.get("ETag", "").strip('"')
    etag = f'W/"{begins}{"-" if begins else ""}{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response["ETag"] = etag
    # Compatible addresses say `no-store` as the original does.
    response.headers.setdefault("Cache-Control", "private, no-cache")
    patch_vary_headers(response, ["Authorization", "Cookie", "Accept", "Origin"])
    return get_conditional_response(request, etag=etag, response=response) or response
