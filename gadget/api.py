"""What the gadget asks the server for: its page, and tokens for whoever embeds it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from rest_framework import exceptions
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from gadget import tokens
from gadget.models import Gadget
from streams.rendering import timestamp
from streams.web.authentication import Scoped, viewer_of
from streams.web.pages import Listing, page_response


class GadgetActivities(APIView):
    """GET a page of a gadget: with its embed token, with any credential that may read, or as nobody."""

    permission_classes = [Scoped]

    def get(self, request: Request, slug: str) -> HttpResponseBase:
        limit = Gadget.limit_of(slug)
        if limit is None:
            raise exceptions.NotFound
        grant: Any = request.auth
        if isinstance(grant, tokens.EmbedGrant):
            if grant.gadget != slug:
                raise exceptions.PermissionDenied("This token is for another gadget.", code="wrong_gadget")
        elif grant is not None and "read" not in grant.scopes:
            raise exceptions.PermissionDenied("This token lacks the scope 'read'.", code="missing_scope")
        return page_response(request, viewer_of(request), Listing(request.path, limit=limit))


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
