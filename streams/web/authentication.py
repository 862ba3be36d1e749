"""Who is asking: tokens, Basic, sessions; and what the credential allows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from rest_framework import authentication, exceptions
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from streams.models import AccessToken, Viewer
from streams.models.audience import ALL_SCOPES, TELLING
from streams.models.token import PREFIX

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    # rest_framework.views reads the settings that name this module.
    from rest_framework.views import APIView


def bearer(request: Request) -> str:
    """The bearer token of a request, or "" (RFC 6750 §2.1)."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer as_…`: an AccessToken."""

    def authenticate(self, request: Request) -> tuple[Any, AccessToken] | None:
        secret = bearer(request)
        if not secret.startswith(PREFIX):
            return None
        token = AccessToken.find(secret)
        if token is None:
            raise exceptions.AuthenticationFailed("This token is unknown, expired or revoked.", code="invalid_token")
        token.used()
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="Activity Streams"'


class BasicAuthentication(authentication.BasicAuthentication):
    www_authenticate_realm = "Activity Streams"

    def authenticate_credentials(self, userid: str, password: str, request: Any = None) -> tuple[Any, None]:
        if "\0" in userid:
            # PostgreSQL cannot even look for it.
            raise exceptions.AuthenticationFailed("Invalid username/password.")
        return super().authenticate_credentials(userid, password, request)


def viewer_of(request: Request) -> Viewer:
    """The viewer that a request comes from, with what its credential allows."""
    actions = getattr(request.auth, "actions", None)
    is_framed = getattr(request.auth, "is_framed", False)
    return Viewer.of(request.user, _scopes(request), None if actions is None else frozenset(actions), is_framed)


def only_publishes(request: Request) -> bool:
    """Whether this credential's viewer need not be known, because it is told nothing that depends on them."""
    return _scopes(request).isdisjoint(TELLING)


def person_of(request: Request) -> User:
    """Who is asking, where `Scoped` let nobody else in."""
    return cast("User", request.user)


class Scoped(BasePermission):
    """Reading is open to everybody, who then see what is theirs to see; writing needs a person. Both need the scope.

    A view says `scopes = {"GET": "read", "POST": "publish"}`.
    """

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not request.user.is_authenticated:
            # Credentials that nobody understood are wrong ones, not none: an empty page would hide the mistake.
            return request.method in SAFE_METHODS and "Authorization" not in request.headers
        scope = getattr(view, "scopes", {}).get("GET" if request.method == "HEAD" else request.method)
        if scope and scope not in _scopes(request):
            raise exceptions.PermissionDenied(f"This token lacks the scope {scope!r}.", code="missing_scope")
        return True


def _scopes(request: Request) -> frozenset[str]:
    """Of a token; a password or a session may do all that its person may."""
    return ALL_SCOPES if request.auth is None else frozenset(getattr(request.auth, "scopes", ()))
