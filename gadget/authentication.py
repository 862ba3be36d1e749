"""`Authorization: Bearer ae_…`: an embed token."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_noop as _
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from gadget import holders, tokens
from streams.web.authentication import bearer


class EmbedTokenAuthentication(BaseAuthentication):
    """A person on one gadget. The person must still be active: a token outlives a dismissal by no second."""

    def authenticate(self, request: Request) -> tuple[Any, tokens.EmbedGrant] | None:
        token = bearer(request)
        if not token:
            return None
        grant = tokens.read(token) if token.startswith(tokens.PREFIX) else None
        user = holders.holder_of(grant) if grant else None
        if grant is None or user is None:
            raise exceptions.AuthenticationFailed(_("This token is unknown or expired."), code="invalid_token")
        grant = tokens.limited(grant, user.gadget_actions)
        return user, reading_only(grant) if is_opaque(request) else grant

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="Activity Streams"'


def is_opaque(request: Request | HttpRequest) -> bool:
    """Whether a frame without an origin asks: nobody can tell whose page is around it."""
    return request.headers.get("Origin") == "null"


def reading_only(grant: tokens.EmbedGrant) -> tokens.EmbedGrant:
    return replace(grant, scopes=frozenset())
