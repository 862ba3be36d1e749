"""What hardly ever changes is worked out once for each version of the stream, or of its settings, in each process.

The version is what the processes share: a write anywhere takes a new one, and nothing remembered for an older one is
looked at again.

Pages are kept beside it, by what they weigh: until the next write, for all readers who may see the same.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping
from threading import Lock
from time import monotonic
from typing import Any, NamedTuple, TypeVar

from cachetools import LRUCache, TLRUCache
from django.db import connection

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
MOST = 20_000
# About as many bytes of pages, in one process; one that is larger than a tenth of them is not kept.
MOST_BYTES = 32 * 1024 * 1024
# What a page takes beside its rows: also an empty one.
OVERHEAD = 1000
# How long what takes no version, such as a row that somebody changed by hand, may go unnoticed in a page.
PAGE_SECONDS = 60


class _Entry(NamedTuple):
    version: Hashable
    seconds: float
    value: Any


def _ends(name: Hashable, entry: _Entry, now: float) -> float:
    return now + entry.seconds


class _Page(NamedTuple):
    number: int
    # By the clock of `monotonic`.
    ends: float
    size: int
    value: Any


def _size(page: _Page) -> int:
    return page.size


_entries: TLRUCache[Hashable, _Entry] = TLRUCache(MOST, ttu=_ends)
_pages: LRUCache[Hashable, _Page] = LRUCache(MOST_BYTES, getsizeof=_size)
_lock = Lock()


def remembered(name: Hashable, version: Hashable, seconds: float, compute: Callable[[], Value]) -> Value:
    """What `compute` gave for this version, at most so many seconds ago. Who gets it must not change it."""
    with _lock:
        known = _entries.get(name)
    if known is not None and known.version == version:
        return known.value
    value = compute()
    with _lock:
        _entries[name] = _Entry(version, seconds, value)
    return value


def counted(name: Hashable, version: Hashable, seconds: float, compute: Callable[[], Value]) -> Value:
    """The same by a version that is counted, not drawn by lot: the number that a transaction took and rolled back comes
    again, so inside of one nothing is remembered."""
    return compute() if connection.in_atomic_block else remembered(name, version, seconds, compute)


def each_remembered(
    name: Hashable,
    keys: Collection[Key],
    version: Hashable,
    seconds: float,
    compute: Callable[[Collection[Key]], Mapping[Key, Value]],
) -> dict[Key, Value]:
    """The same for several keys at once: `compute` is asked for those that are not known, if there are any. What it
    does not find is not remembered, nor in what is returned."""
    with _lock:
        entries = {key: _entries.get((name, key)) for key in keys}
    known = {key: entry.value for key, entry in entries.items() if entry is not None and entry.version == version}
    missing = [key for key in keys if key not in known]
    if not missing:
        return known
    found = compute(missing)
    with _lock:
        _entries.update({(name, key): _Entry(version, seconds, value) for key, value in found.items()})
    return {**known, **found}


def all_remembered(name: Hashable, keys: Collection[Hashable], version: Hashable) -> bool:
    """Whether `each_remembered` has nothing to compute for them."""
    with _lock:
        entries = [_entries.get((name, key)) for key in keys]
    return all(entry is not None and entry.version == version for entry in entries)


def kept(name: Hashable, number: int, size: Callable[[Value], int], compute: Callable[[], Value]) -> Value:
    """What `compute` gave at this number of the version; `size` says about how many bytes it takes. The name is short.

    Not inside a transaction, where it may see what is never committed. Who gets it must not change it.
    """
    if connection.in_atomic_block:
        return compute()
    now = monotonic()
    with _lock:
        known = _pages.get(name)
    if known is not None and known.number == number and known.ends > now:
        return known.value
    value = compute()
    page = _Page(number, now + PAGE_SECONDS, OVERHEAD + size(value), value)
    if page.size <= MOST_BYTES // 10:
        with _lock:
            _pages[name] = page
    return value


def forget() -> None:
    """For tests: their versions begin anew with each database."""
    with _lock:
        _entries.clear()
        _pages.clear()
