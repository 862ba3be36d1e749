"""One repository after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from streams.outbound import Outbound, OutboundError
from streams.providers.base import Batch, ProviderError
from streams.providers.remote import told

# What is wrong with one repository alone; anything else is wrong with all of them.
ITS_OWN = {"missing", "forbidden", "redirected", "rejected", "conflict"}


# What is not to be had for an entry of the log, which is then told without it.
ABSENT = {"missing", "forbidden", "rejected", "conflict", "refused_url"}


@dataclass(frozen=True)
class Place:
    """One repository: how it is asked, its full name, and where its pages are."""

    api: Outbound
    name: str
    url: str


def detail(place: Place, *path: str) -> dict[str, Any]:
    """What completes an entry of the log, by the parts of its path; {} for what is gone meanwhile or hidden.

    A part may be whatever the log holds, such as the name of a tag.
    """
    try:
        found = place.api.get("/".join(quote(part, safe="") for part in path)).json()
    except OutboundError as error:
        if error.code not in ABSENT:
            raise
        return {}
    return found if isinstance(found, dict) else {}


def in_turn(
    places: Mapping[str, Place], cursor: dict[str, Any], read: Callable[[Place, dict[str, Any]], Iterator[Batch]]
) -> Iterator[Batch]:
    """One repository after the other, from the one where the last fetch ended: it may have been stopped there.

    One that is gone keeps none of the others waiting; it is named at the end.
    Cursor: {"places": {name: a cursor of its own}, "at": name}.
    """
    known, problems = cursor.get("places", {}), []
    cursors = {name: known[name] for name in places if name in known}
    for name in _from(list(places), cursor.get("at")):
        try:
            with told():
                for batch in read(places[name], cursors.get(name, {})):
                    cursors = {**cursors, name: batch.cursor}
                    yield replace(batch, cursor={"places": cursors, "at": name})
        except ProviderError as error:
            if error.code not in ITS_OWN:
                raise
            problems.append(f"{name}: {error}")
    if problems:
        raise ProviderError(" ".join(problems), code="missing")


def _from(names: list[str], first: Any) -> list[str]:
    start = names.index(first) if first in names else 0
    return names[start:] + names[:start]
