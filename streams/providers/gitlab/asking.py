"""GitLab asked: its events, which it keeps for three years, and what is no event: pipelines and releases.

https://docs.gitlab.com/api/events/
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone

from streams.outbound import OutboundError
from streams.providers.base import Batch, Document
from streams.providers.forge import log
from streams.providers.forge.changes import Changes
from streams.providers.forge.paging import Entry, listed, pages
from streams.providers.forge.past import Listing
from streams.providers.forge.place import Place
from streams.providers.gitlab.details import Details
from streams.providers.gitlab.entries import told
from streams.providers.gitlab.finding import where
from streams.providers.payload import Payload

PAGE = 100
# How far back the first poll goes; a back-fill goes on from there.
AT_FIRST = timedelta(days=30)
# What is wrong where a project has no pipelines or no releases, or the token may not see them.
SWITCHED_OFF = {"missing", "forbidden"}


def events(place: Place, cursor: dict[str, Any]) -> Iterator[Batch]:
    params: dict[str, Any] = {"per_page": PAGE}
    if "seen" not in cursor:
        params["after"] = (timezone.now() - AT_FIRST).date().isoformat()
    yield from log.new(place, f"{where(place.name)}/events", params, cursor, _events(place))


def pipelines(place: Place, cursor: dict[str, Any]) -> Iterator[Batch]:
    """Those that ended since. Cursor: that of changes.py."""
    params: dict[str, Any] = {"scope": "finished", "order_by": "updated_at", "sort": "desc", "per_page": PAGE}
    changes = Changes(cursor, _updated)
    if changes.floor:
        params["updated_after"] = changes.floor
    try:
        first = place.api.get(f"{where(place.name)}/pipelines", params=params)
    except OutboundError as error:
        if error.code not in SWITCHED_OFF:
            raise
        return
    found = pages(place.api, first) if changes.seen else iter([listed(first)])
    new = changes.new(one for page in found for one in page)
    yield from log.in_steps(new, _pipelines(place), changes.behind)


def releases(place: Place, cursor: dict[str, Any]) -> Iterator[Batch]:
    """Cursor: {"etag"}: the newest page tells all of it."""
    params = {"order_by": "released_at", "sort": "desc", "per_page": PAGE}
    try:
        answer = place.api.get(f"{where(place.name)}/releases", params=params, etag=cursor.get("etag", ""))
    except OutboundError as error:
        if error.code not in SWITCHED_OFF:
            raise
        return
    if not answer.is_unchanged:
        yield Batch(_releases(place)(listed(answer)), {"etag": answer.etag})


def listings(place: Place) -> list[Listing]:
    project, params = where(place.name), {"per_page": PAGE}
    return [
        Listing(f"{project}/events", params, _events(place)),
        Listing(f"{project}/pipelines", {**params, "scope": "finished"}, _pipelines(place)),
        Listing(f"{project}/releases", params, _releases(place)),
    ]


ASKED: dict[str, Callable[[Place, dict[str, Any]], Iterator[Batch]]] = {
    "events": events,
    "pipelines": pipelines,
    "releases": releases,
}


def _events(place: Place) -> log.Tell:
    def tell(entries: Sequence[Entry]) -> list[Document]:
        details = Details(place, entries)
        return [document for entry in entries for document in told(place, details.completed(Payload(entry)))]

    return tell


def _pipelines(place: Place) -> log.Tell:
    """The list does not say who started it."""

    def tell(entries: Sequence[Entry]) -> list[Document]:
        whole = [place.api.get(f"{where(place.name)}/pipelines/{entry['id']}").json() for entry in entries]
        events = [
            {"object_kind": "pipeline", "object_attributes": {**one, "url": one["web_url"]}, "user": one.get("user")}
            for one in whole
        ]
        return [document for event in events for document in told(place, event)]

    return tell


def _releases(place: Place) -> log.Tell:
    def tell(entries: Sequence[Entry]) -> list[Document]:
        events = [
            {**entry, "object_kind": "release", "action": "create", "user": entry.get("author"),
             "tag": entry.get("tag_name"), "url": Payload(entry).text("_links.self")}
            for entry in entries
            if entry.get("upcoming_release") is not True
        ]  # fmt: skip
        return [document for event in events for document in told(place, event)]

    return tell


def _updated(entry: Entry) -> str:
    return Payload(entry).moment("updated_at", "created_at")
