"""What the gadget asks the server for: its page, its filters, and tokens for whoever embeds it."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlsplit

import orjson
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_noop as _
from rest_framework import exceptions
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from gadget import filters, sign_ins, tokens, use
from gadget.authentication import EmbedTokenAuthentication
from gadget.models import Gadget, SignIn
from streams.feed import saved
from streams.feed.grammar import Filter
from streams.memory import remembered
from streams.models import Version, Versions, Viewer
from streams.rendering import timestamp
from streams.web.authentication import Scoped
from streams.web.conditional import conditional
from streams.web.formats import PageFormat
from streams.web.pages import Listing, PageView
from streams.web.parameters import BadParameter, only, refuse_unknown
from streams.web.reader import RECHECK_SECONDS, Reader, reader_of

NO_STORE = {"Cache-Control": "no-store"}


class GadgetView(PageView):
    """What a gadget shows: to its embed token, to any credential that may read, or to nobody in particular."""

    def reader(self, version: Versions) -> Reader:
        reader = reader_of(self.request, version)
        if not isinstance(reader.grant, tokens.EmbedGrant):
            reader.require("read")
        elif reader.grant.gadget != self.kwargs["slug"]:
            raise exceptions.PermissionDenied(_("This token is for another gadget."), code="wrong_gadget")
        return reader

    def listing(self, reader: Reader, version: Versions) -> Listing:
        slug = self.kwargs["slug"]
        listing = remembered(("gadget", slug), version, RECHECK_SECONDS, lambda: _listing(slug, version))
        if listing is None:
            raise exceptions.NotFound
        use.note(slug, use.page_of(self.request))
        return listing


def _listing(slug: str, version: Versions) -> Listing | None:
    gadget = Gadget.objects.filter(slug=slug).only("title", "limit", "filters").first()
    if gadget is None:
        return None
    path = reverse("gadget-activities", args=[slug])
    return Listing(path, gadget.title, gadget.limit, saved.read(gadget.filters, version))


class GadgetActivities(GadgetView):
    """GET a page. The query may ask for less than the gadget shows, never for more."""

    _name = ""

    def get(self, request: HttpRequest, **where: str) -> HttpResponseBase:
        """`X-Reader` is the same for the same reader: tabs that show the same to them ask once for all."""
        response = super().get(request, **where)
        response["X-Reader"] = self._name
        return response

    def reader(self, version: Versions) -> Reader:
        reader = super().reader(version)
        self._name = _name(reader)
        return reader

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
        return self._answer({"values": filters.chosen(found, only(request, "q"), request.GET.getlist("value"))})


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
        # No database takes a NUL; nobody is called so.
        is_name = isinstance(username, str) and "\0" not in username
        user = get_user_model().objects.filter(username=username, is_active=True).first() if is_name else None
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
            raise exceptions.PermissionDenied(_("This sign-in is over."), code="sign_in_over")
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
