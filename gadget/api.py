"""What the gadget asks the server for: its page, and tokens for whoever embeds it."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.shortcuts import get_object_or_404
from rest_framework import exceptions
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from gadget import tokens, use
from gadget.models import Gadget
from streams.memory import remembered
from streams.models import Versions
from streams.rendering import timestamp
from streams.web.authentication import Scoped
from streams.web.formats import PageFormat
from streams.web.pages import Listing, PageView
from streams.web.parameters import BadParameter
from streams.web.reader import RECHECK_SECONDS, Reader, reader_of


class GadgetActivities(PageView):
    """GET a page of a gadget: with its embed token, with any credential that may read, or as nobody."""

    def form(self) -> PageFormat:
        if "format" in self.request.GET:
            raise BadParameter("format", "this address has one form, JSON")
        return PageFormat()

    def reader(self, version: Versions) -> Reader:
        reader = reader_of(self.request, version)
        if not isinstance(reader.grant, tokens.EmbedGrant):
            reader.require("read")
        elif reader.grant.gadget != self.kwargs["slug"]:
            raise exceptions.PermissionDenied("This token is for another gadget.", code="wrong_gadget")
        return reader

    def listing(self, reader: Reader, version: Versions) -> Listing:
        slug = self.kwargs["slug"]
        limit = remembered(("gadget", slug), version, RECHECK_SECONDS, lambda: Gadget.limit_of(slug))
        if limit is None:
            raise exceptions.NotFound
        use.note(slug, use.page_of(self.request))
        return Listing(self.request.path, limit=limit)


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
