"""What hardly ever changes is worked out once for each version of the stream, or of its settings, in each process.

The version is what the processes share: a write anywhere takes a new one, and nothing remembered for an older one is
looked at again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping
from threading import Lock
from typing import Any, NamedTuple, TypeVar

from cachetools import TLRUCache

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
MOST = 20_000


class _Entry(NamedTuple):
    version: Hashable
    seconds: float
    value: Any


def _ends(name: Hashable, entry: _Entry, now: float) -> float:
    return now + entry.seconds


_entries: TLRUCache[Hashable, _Entry] = TLRUCache(MOST, ttu=_ends)
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


def forget() -> None:
    """For tests: their versions begin anew with each database."""
    with _lock:
        _entries.clear()
