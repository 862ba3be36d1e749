"""What hardly ever changes is worked out once for each version of the stream."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TypeVar

from django.core.cache import cache

Value = TypeVar("Value")


def remembered(name: str, version: int, seconds: int, compute: Callable[[], Value]) -> Value:
    """What `compute` gave for this version, at most so many seconds ago. It must give something picklable."""
    key = "feed:" + hashlib.sha256(name.encode()).hexdigest()
    known = cache.get(key)
    if known is not None and known[0] == version:
        return known[1]
    value = compute()
    cache.set(key, (version, value), seconds)
    return value
