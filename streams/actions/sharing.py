"""What several actions want to know of the same page is asked once for all of them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple, TypeVar

from streams.actions.base import Offered

Value = TypeVar("Value")


class _Page(NamedTuple):
    entities: list[str]
    # What was asked about it so far.
    known: dict[Hashable, Any]


_page: ContextVar[_Page | None] = ContextVar("page", default=None)


@contextmanager
def one_page(activities: Sequence[Offered]) -> Iterator[None]:
    """While the offers of one page are made; afterwards all that was asked is forgotten."""
    token = _page.set(_Page(_entities(activities), {}))
    try:
        yield
    finally:
        _page.reset(token)


def once(name: Hashable, compute: Callable[[], Value]) -> Value:
    """What `compute` gives, worked out once under this name on each page."""
    page = _page.get()
    if page is None:
        return compute()
    if name not in page.known:
        page.known[name] = compute()
    return page.known[name]


def entities_of(activities: Sequence[Offered]) -> list[str]:
    """The things of the whole page, of which these are activities: so that no action asks for a part of them again."""
    page = _page.get()
    return _entities(activities) if page is None else page.entities


def _entities(activities: Sequence[Offered]) -> list[str]:
    return sorted({activity.entity for activity in activities})
