"""A forge's log: what happened, newest first, by ids that grow."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from streams.providers.base import Batch, Document
from streams.providers.forge.paging import Entry, number, pages
from streams.providers.forge.place import Place

# Details are asked for in such steps: what is read is stored before a limit of the server is reached.
AT_ONCE = 20

Cursor = dict[str, Any]
Tell = Callable[[Sequence[Entry]], list[Document]]
Ask = Callable[[Place, dict[str, Any]], Iterator[Batch]]


def new(place: Place, where: str, params: dict[str, Any], cursor: dict[str, Any], tell: Tell) -> Iterator[Batch]:
    """What came since, oldest first, so that an interrupted fetch goes on. Cursor: {"etag", "seen": the newest id}."""
    first = place.api.get(where, params=params, etag=cursor.get("etag", ""))
    pause = number(first.headers.get("x-poll-interval")) or None
    seen = cursor.get("seen", 0)
    found = [] if first.is_unchanged else fresh(pages(place.api, first), lambda entry: _id(entry) > seen)
    entries = sorted(found, key=_id)
    for batch in in_steps(entries, tell, lambda told: {"seen": _id(told[-1])}):
        cursor = cursor | batch.cursor
        yield replace(batch, cursor=cursor, pause=pause)
    # Only now: until all of it is stored, it has to be sent again.
    yield Batch((), cursor | {"etag": first.etag}, total=len(entries), pause=pause)


def each(asked: Mapping[str, Ask], place: Place, cursor: dict[str, Any]) -> Iterator[Batch]:
    """Several logs of a repository one after the other, the cursor of each under its name."""
    pause = None
    for name, ask in asked.items():
        for batch in ask(place, cursor.get(name, {})):
            cursor, pause = {**cursor, name: batch.cursor}, batch.pause or pause
            yield replace(batch, cursor=cursor, pause=pause)


def fresh(found: Iterable[list[Entry]], is_new: Callable[[Entry], bool]) -> Iterator[Entry]:
    """Page by page as far as there is anything new."""
    for page in found:
        some = [entry for entry in page if is_new(entry)]
        yield from some
        if len(some) < len(page):
            return


def in_steps(entries: Sequence[Entry], tell: Tell, behind: Callable[[Sequence[Entry]], Cursor]) -> Iterator[Batch]:
    """`behind`: the cursor once some more are told."""
    for start in range(0, len(entries), AT_ONCE):
        some = entries[start : start + AT_ONCE]
        yield Batch(tell(some), behind(some), total=len(entries))


def _id(entry: Entry) -> int:
    return number(entry.get("id"))
