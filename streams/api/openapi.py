"""The description of the API: as a document for programs, and as a page for people."""

from __future__ import annotations

import hashlib
from functools import cache

import orjson
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from django.views.decorators.http import etag

from streams.web.views import ReadView

# Swagger UI from our own static files. Its pictures are data: addresses in its style sheet.
DOCS_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@cache
def text() -> bytes:
    """The document as `docs/openapi.json` has it, made when somebody first asks for it."""
    # Here, because no other address needs what makes it.
    from streams.web.schema.generator import document as made

    return orjson.dumps(made(), option=orjson.OPT_INDENT_2) + b"\n"


class Document(ReadView):
    @method_decorator(cache_control(public=True, max_age=300))
    @method_decorator(etag(lambda request: f'"{hashlib.sha256(text()).hexdigest()[:32]}"'))
    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse(text(), content_type="application/json")


class Docs(ReadView):
    def get(self, request: HttpRequest) -> HttpResponse:
        response = render(request, "streams/docs.html")
        response["Content-Security-Policy"] = DOCS_CSP
        return response
