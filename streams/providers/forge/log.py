"""A forge's log: what happened, newest first, by ids that grow."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from streams.providers.base import Batch, Document
from streams.providers.forge.paging import Entry, number, pages
from streams.providers.forge.place import Place

# Details are asked for in such steps: what is read is stored before a limit of the server is reached.
AT_ONCE = 20

Tell = Callable[[Sequence[Entry]], list[Document]]


def new(place: Place, where: str, params: dict[str, Any], cursor: dict[str, Any], tell: Tell) -> Iterator[Batch]:
    """What came since, oldest first, so that an interrupted fetch goes on. Cursor: {"etag", "seen": the newest id}."""
    first = place.api.get(where, params=params, etag=cursor.get("etag", ""))
    pause = number(first.headers.get("x-poll-interval")) or None
    seen = cursor.get("seen", 0)
    entries = [] if first.is_unchanged else sorted(_newer(pages(place.api, first), seen), key=_id)
    for start in range(0, len(entries), AT_ONCE):
        some = entries[start : start + AT_ONCE]
        cursor = cursor | {"seen": _id(some[-1])}
        yield Batch(tell(some), cursor, total=len(entries), pause=pause)
    # Only now: until all of it is stored, it has to be sent again.
    yield Batch((), cursor | {"etag": first.etag}, total=len(entries), pause=pause)


def _newer(found: Iterator[list[Entry]], seen: int) -> Iterator[Entry]:
    """Page by page as far as there is anything new."""
    for page in found:
        fresh = [entry for entry in page if _id(entry) > seen]
        yield from fresh
        if len(fresh) < len(page):
            return


def _id(entry: Entry) -> int:
    return number(entry.get("id"))
