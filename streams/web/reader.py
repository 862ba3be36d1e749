"""Who reads a page. What a credential came to is remembered until the settings move: accounts, groups, new audiences,
tokens and sessions that end settle a new version (streams/accounts.py), so that nobody is taken for who they no longer
are. A write leaves it alone: to check a password takes longer than the page.
"""

from __future__ import annotations

import hashlib
import math
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request
from rest_framework.settings import api_settings

from streams.memory import remembered
from streams.models import Versions, Viewer
from streams.web.authentication import viewer_of

# How long what takes no version, such as a session row that somebody deleted by hand, may go unnoticed.
RECHECK_SECONDS = 60


@dataclass(frozen=True)
class Reader:
    """A viewer, the token they showed (None: a password, a session or nothing), and when it ends, in epoch seconds."""

    viewer: Viewer
    grant: Any = None
    ends: float = math.inf

    def require(self, scope: str) -> None:
        """Raises PermissionDenied where a token lacks the scope."""
        if scope not in self.viewer.scopes:
            raise exceptions.PermissionDenied(f"This token lacks the scope {scope!r}.", code="missing_scope")


def reader_of(request: HttpRequest, version: Versions) -> Reader:
    """Raises AuthenticationFailed or NotAuthenticated for credentials that are wrong or that nobody understood."""
    shown = request.headers.get("Authorization", ""), request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    if not any(shown):
        return remembered("nobody", version.settled, RECHECK_SECONDS, lambda: Reader(Viewer.anonymous()))
    # Never the credential itself: what is remembered may end in a memory dump.
    # A frame without an origin may do less with the same one (gadget/authentication.py).
    told = (*shown, str(request.headers.get("Origin") == "null"))
    name = hashlib.sha256("\0".join(told).encode()).digest()
    reader = remembered(("reader", name), version.settled, RECHECK_SECONDS, lambda: _ask(request))
    return reader if reader.ends > time.time() else _ask(request)


def _ask(request: HttpRequest) -> Reader:
    """The same classes decide as everywhere else."""
    authenticators: list[BaseAuthentication] = [known() for known in _classes()]
    asked = Request(request, authenticators=authenticators)
    try:
        if not asked.user.is_authenticated and "Authorization" in request.headers:
            # Credentials that nobody understood are wrong ones, not none: an empty page would hide the mistake.
            raise exceptions.NotAuthenticated
    except exceptions.APIException as error:
        error.auth_header = authenticators[0].authenticate_header(asked)  # type: ignore[attr-defined]
        raise
    return Reader(viewer_of(asked), asked.auth, ends_of(asked))


def _classes() -> list[type[BaseAuthentication]]:
    return cast("list[type[BaseAuthentication]]", api_settings.DEFAULT_AUTHENTICATION_CLASSES)


def ends_of(request: Request) -> float:
    """When the credential of a request stops being good, in epoch seconds."""
    ends: datetime | None = getattr(request.auth, "expires", None)
    if request.auth is None and request.user.is_authenticated and "Authorization" not in request.headers:
        ends = request.session.get_expiry_date()
    return ends.timestamp() if ends else math.inf
