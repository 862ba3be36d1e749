"""What several actions want to know of the same page is asked once for all of them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

Value = TypeVar("Value")
_asked: ContextVar[dict[Hashable, Any] | None] = ContextVar("asked", default=None)


@contextmanager
def one_page() -> Iterator[None]:
    """While the offers of one page are made; afterwards all of it is forgotten."""
    token = _asked.set({})
    try:
        yield
    finally:
        _asked.reset(token)


def once(name: Hashable, compute: Callable[[], Value]) -> Value:
    """What `compute` gives, worked out once under this name on each page."""
    asked = _asked.get()
    if asked is None:
        return compute()
    if name not in asked:
        asked[name] = compute()
    return asked[name]
