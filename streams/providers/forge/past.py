"""What happened before the first poll: lists of an API, one after the other, each newest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from streams.outbound import Answer, OutboundError
from streams.providers.base import Batch
from streams.providers.forge.log import Tell
from streams.providers.forge.paging import Entry, listed, next_page
from streams.providers.forge.place import Place
from streams.providers.payload import Payload


@dataclass(frozen=True)
class Listing:
    """Where a list is, and what its entries tell. `name` is where an object holds the list."""

    where: str
    params: dict[str, Any]
    tell: Tell
    name: str = ""


def lists(place: Place, listings: Sequence[Listing], cursor: dict[str, Any], since: datetime) -> Iterator[Batch]:
    """Cursor: {"list": how many were read, "next": the page of the one that is being read}."""
    oldest, done = since.astimezone(UTC).isoformat(), cursor.get("list", 0)
    for number, listing in enumerate(listings):
        if number >= done:
            page = cursor.get("next", "") if number == done else ""
            yield from _pages(place, number, listing, page, oldest)


def _pages(place: Place, number: int, listing: Listing, page: str | None, oldest: str) -> Iterator[Batch]:
    while page is not None:
        answer = _asked(place, page or listing.where, {} if page else listing.params)
        entries = listed(answer, listing.name) if answer else []
        told = [one for one in listing.tell(entries) if one.get("published", "") >= oldest]
        is_over = any(_when(entry) < oldest for entry in entries)
        page = next_page(answer) if answer and not is_over else None
        yield Batch(told, {"list": number, "next": page} if page else {"list": number + 1})


def _asked(place: Place, where: str, params: dict[str, Any]) -> Answer | None:
    """None where a repository has no issues or no workflows."""
    try:
        return place.api.get(where, params=params)
    except OutboundError as error:
        if error.code not in {"missing", "forbidden"}:
            raise
        return None


def _when(entry: Entry) -> str:
    places = ("update", "approval", "changes_requested")
    said = Payload(entry)
    dates = said.moment("created_at", "created", "created_on", "comment.created_on")
    return dates or said.moment(*(f"{place}.date" for place in places)) or "9"
