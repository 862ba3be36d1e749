"""What the gadget asks the server for: its page, its filters, and tokens for whoever embeds it."""

from __future__ import annotations

from typing import Any

import orjson
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from rest_framework import exceptions
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from gadget import filters, tokens
from gadget.models import Gadget
from streams.feed import saved
from streams.feed.grammar import Filter
from streams.memory import remembered
from streams.models import Version, Versions, Viewer
from streams.rendering import timestamp
from streams.web.authentication import Scoped
from streams.web.conditional import conditional
from streams.web.formats import PageFormat
from streams.web.pages import Listing, PageView
from streams.web.parameters import BadParameter, refuse_unknown
from streams.web.reader import RECHECK_SECONDS, Reader, reader_of


class GadgetView(PageView):
    """What a gadget shows: to its embed token, to any credential that may read, or to nobody in particular."""

    def reader(self, version: Versions) -> Reader:
        reader = reader_of(self.request, version)
        if not isinstance(reader.grant, tokens.EmbedGrant):
            reader.require("read")
        elif reader.grant.gadget != self.kwargs["slug"]:
            raise exceptions.PermissionDenied("This token is for another gadget.", code="wrong_gadget")
        return reader

    def listing(self, reader: Reader, version: Versions) -> Listing:
        slug = self.kwargs["slug"]
        listing = remembered(("gadget", slug), version, RECHECK_SECONDS, lambda: _listing(slug, version))
        if listing is None:
            raise exceptions.NotFound
        return listing


def _listing(slug: str, version: Versions) -> Listing | None:
    gadget = Gadget.objects.filter(slug=slug).only("title", "limit", "filters").first()
    if gadget is None:
        return None
    path = reverse("gadget-activities", args=[slug])
    return Listing(path, gadget.title, gadget.limit, saved.read(gadget.filters, version))


class GadgetActivities(GadgetView):
    """GET a page. The query may ask for less than the gadget shows, never for more."""

    def form(self) -> PageFormat:
        if "format" in self.request.GET:
            raise BadParameter("format", "this address has one form, JSON")
        return PageFormat()


class GadgetFeed(GadgetView):
    """GET the same in the form that the address ends with, such as `activities.atom`."""


class GadgetFilters(GadgetView):
    """GET what the reader of a gadget may filter by."""

    def get(self, request: HttpRequest, **where: str) -> HttpResponseBase:
        refuse_unknown(request)
        return self._answer({"sources": filters.offered(*self._asked())})

    def _asked(self) -> tuple[Viewer, Filter]:
        version = Version.now()
        reader = self.reader(version)
        return reader.viewer, self.listing(reader, version).filter

    def _answer(self, body: Any) -> HttpResponseBase:
        return conditional(self.request, HttpResponse(orjson.dumps(body), content_type="application/json"))


class GadgetFilterValues(GadgetFilters):
    """GET the people or projects that somebody begins to type, or the labels of values that are known."""

    def get(self, request: HttpRequest, **where: str) -> HttpResponseBase:
        refuse_unknown(request, {"q", "value"})
        found = filters.values(self.kwargs["option"], *self._asked())
        if found is None:
            raise exceptions.NotFound
        return self._answer({"values": filters.chosen(found, request.GET.get("q"), request.GET.getlist("value"))})


class GadgetTokens(APIView):
    """POST {"username": "ana"}: an embed token for that person, asked for by the server of the page that embeds."""

    permission_classes = [IsAuthenticated, Scoped]
    scopes = {"POST": "embed"}

    def post(self, request: Request, slug: str) -> Response:
        gadget = get_object_or_404(Gadget, slug=slug)
        if not request.user.has_perm("gadget.mint_tokens"):
            raise exceptions.PermissionDenied("Minting embed tokens needs the permission gadget.mint_tokens.")
        username = request.data.get("username") if isinstance(request.data, dict) else None
        user = get_user_model().objects.filter(username=username, is_active=True).first()
        if user is None:
            raise exceptions.ValidationError({"username": "Name an active user."})
        token, expires = tokens.mint(gadget, user)
        return Response({"token": token, "expires_at": timestamp(expires)}, status=201)
