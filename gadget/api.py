"""What the gadget asks the server for: its page, and tokens for whoever embeds it."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlsplit

from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.crypto import salted_hmac
from rest_framework import exceptions
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from gadget import sign_ins, tokens
from gadget.authentication import EmbedTokenAuthentication
from gadget.models import Gadget, SignIn
from streams.memory import remembered
from streams.models import Versions
from streams.rendering import timestamp
from streams.web.authentication import Scoped
from streams.web.formats import PageFormat
from streams.web.pages import Listing, PageView
from streams.web.parameters import BadParameter
from streams.web.reader import RECHECK_SECONDS, Reader, reader_of

NO_STORE = {"Cache-Control": "no-store"}


class GadgetActivities(PageView):
    """GET a page of a gadget: with its embed token, with any credential that may read, or as nobody."""

    _name = ""

    def get(self, request: HttpRequest, **where: str) -> HttpResponseBase:
        """`X-Reader` is the same for the same reader: tabs that show the same to them ask once for all."""
        response = super().get(request, **where)
        response["X-Reader"] = self._name
        return response

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
        self._name = _name(reader)
        return reader

    def listing(self, reader: Reader, version: Versions) -> Listing:
        slug = self.kwargs["slug"]
        limit = remembered(("gadget", slug), version, RECHECK_SECONDS, lambda: Gadget.limit_of(slug))
        if limit is None:
            raise exceptions.NotFound
        return Listing(self.request.path, limit=limit)


def _name(reader: Reader) -> str:
    """Of whoever may see and do the same. Nobody can make it up, so only an accepted token gets to know it."""
    viewer = reader.viewer
    may = [viewer.user_id, sorted(viewer.scopes), sorted(viewer.actions or []), viewer.actions is None]
    return salted_hmac("gadget.reader", repr(may), algorithm="sha256").hexdigest()[:32]


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
        return Response(_token(gadget, user), status=201, headers=NO_STORE)


class GadgetSignIn(APIView):
    """POST {"verifier", "code"} after the window, then {"refresh"} before each token ends; DELETE signs out.

    For the gadget's own frame: what it holds was made for a page of this origin.
    """

    authentication_classes = [EmbedTokenAuthentication]
    permission_classes = []

    def post(self, request: Request, slug: str) -> Response:
        _only_from_our_page(request)
        gadget = get_object_or_404(Gadget, slug=slug)
        verifier, code, refresh = (_text(request, name) for name in ("verifier", "code", "refresh"))
        if bool(verifier) == bool(refresh):
            raise exceptions.ValidationError("Send a verifier, with the code when there is one, or a refresh secret.")
        turned = sign_ins.redeem(gadget, verifier, code) if verifier else sign_ins.renew(gadget, refresh)
        if turned is not None:
            return Response(_signed_in(gadget, *turned), status=201, headers=NO_STORE)
        if refresh or code:
            raise exceptions.PermissionDenied("This sign-in is over.", code="sign_in_over")
        # Not agreed yet, or nobody was asked: the same for both.
        return Response({"token": None}, status=202, headers=NO_STORE)

    def delete(self, request: Request, slug: str) -> Response:
        grant = cast("tokens.EmbedGrant | None", request.auth)
        if grant is None or grant.sign_in is None or grant.gadget != slug:
            raise exceptions.PermissionDenied("This token is not of a sign-in on a page.", code="wrong_token")
        sign_ins.end(grant.sign_in)
        return Response(status=204)


def _only_from_our_page(request: Request) -> None:
    origin = urlsplit(request.headers.get("Origin", ""))
    if origin.netloc != request.get_host():
        raise exceptions.PermissionDenied("Only the gadget's own page may ask.", code="wrong_origin")


def _text(request: Request, name: str) -> str:
    value = request.data.get(name, "") if isinstance(request.data, dict) else ""
    if not isinstance(value, str) or len(value) > 200:
        raise exceptions.ValidationError({name: "Send a short text."})
    return value


def _token(gadget: Gadget, user: Any, sign_in: SignIn | None = None) -> dict[str, str]:
    token, expires = tokens.mint(gadget, user, sign_in)
    return {"token": token, "expires_at": timestamp(expires)}


def _signed_in(gadget: Gadget, sign_in: SignIn, refresh: str) -> dict[str, str]:
    name = sign_in.user.get_full_name() or sign_in.user.get_username()
    return {**_token(gadget, sign_in.user, sign_in), "refresh": refresh, "name": name}
