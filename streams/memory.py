"""What hardly ever changes is worked out once for each version of the stream, in each process.

The version is what the processes share: a write anywhere takes a new one, and nothing remembered for an older one is
looked at again.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, NamedTuple, TypeVar

from cachetools import TLRUCache

Value = TypeVar("Value")
MOST = 20_000


class _Entry(NamedTuple):
    version: int
    seconds: float
    value: Any


def _ends(name: Hashable, entry: _Entry, now: float) -> float:
    return now + entry.seconds


_entries: TLRUCache[Hashable, _Entry] = TLRUCache(MOST, ttu=_ends)
_lock = Lock()


def remembered(name: Hashable, version: int, seconds: float, compute: Callable[[], Value]) -> Value:
    """What `compute` gave for this version, at most so many seconds ago. Who gets it must not change it."""
    with _lock:
        known = _entries.get(name)
    if known is not None and known.version == version:
        return known.value
    value = compute()
    with _lock:
        _entries[name] = _Entry(version, seconds, value)
    return value


def forget() -> None:
    """For tests: their versions begin anew with each database."""
    with _lock:
        _entries.clear()
