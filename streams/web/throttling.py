"""How often a program may write."""

from __future__ import annotations

import math
from time import time

from django.core.cache import cache
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from streams.conf import conf
from streams.models import AccessToken

MINUTE = 60


class WriteThrottle(BaseThrottle):
    """So many writing requests in each minute of the clock, for each token, or person without one. A batch is one.

    A counter and not a list of moments as in DRF's own: one small number is all that the cache moves.
    """

    def allow_request(self, request: Request, view: APIView) -> bool:
        most = conf.posts_per_minute
        if not most or request.method in SAFE_METHODS:
            return True
        self._now = time()
        return _counted(f"writes:{_who(request)}:{int(self._now // MINUTE)}") <= most

    def wait(self) -> float:
        """Seconds until the next minute begins."""
        return math.ceil(MINUTE - self._now % MINUTE)


def _who(request: Request) -> str:
    token = request.auth
    return f"token:{token.pk}" if isinstance(token, AccessToken) else f"user:{request.user.pk}"


def _counted(key: str) -> int:
    cache.add(key, 0, 2 * MINUTE)
    try:
        return cache.incr(key)
    except ValueError:
        # The cache was full and gave it up in between.
        return 1
