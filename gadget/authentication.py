"""`Authorization: Bearer ae_…`: an embed token."""

from typing import Any

from django.contrib.auth import get_user_model
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from gadget import tokens
from streams.web.authentication import bearer


class EmbedTokenAuthentication(BaseAuthentication):
    """A person on one gadget. The person must still be active: a token outlives a dismissal by no second."""

    def authenticate(self, request: Request) -> tuple[Any, tokens.EmbedGrant] | None:
        token = bearer(request)
        if not token:
            return None
        grant = tokens.read(token) if token.startswith(tokens.PREFIX) else None
        user = get_user_model().objects.filter(pk=grant.user_id, is_active=True).first() if grant else None
        if user is None:
            raise exceptions.AuthenticationFailed("This token is unknown or expired.", code="invalid_token")
        return user, grant  # type: ignore[return-value]

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="Activity Streams"'
