"""Runs of workflows that have ended: GitHub's log has none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.utils.dateparse import parse_datetime

from streams.outbound import Answer, OutboundError
from streams.providers.base import Batch, Document, Skipped
from streams.providers.forge.changes import Changes
from streams.providers.forge.event import Event
from streams.providers.forge.paging import listed, pages
from streams.providers.forge.place import Place
from streams.providers.github import events
from streams.providers.github.readers import READERS
from streams.providers.payload import Payload

# They are listed by when they began: one that took longer than this is missed.
LONGEST = timedelta(days=1)


def ended(place: Place, cursor: dict[str, Any]) -> Iterator[Batch]:
    """The first time, the newest page of them. Cursor: {"etag"} and that of changes.py."""
    first = _asked(place, cursor)
    if first is None or first.is_unchanged:
        return
    changes = Changes(cursor, _when)
    found = pages(place.api, first, "workflow_runs") if changes.seen else iter([listed(first, "workflow_runs")])
    new = changes.new(run for page in found for run in page)
    told = [document for run in new for document in documents(place, run)]
    yield Batch(told, {"etag": first.etag, **changes.behind(new)}, total=len(told))


def documents(place: Place, run: dict[str, Any]) -> list[Document]:
    """As a webhook would have told of it; [] for one that neither passed nor failed."""
    who = Payload(run).part("triggering_actor", "actor")
    payload = {
        "action": "completed",
        "workflow_run": run,
        "sender": events.sender(place, who),
        "repository": events.repository(place, place.name),
    }
    try:
        return list(READERS["workflow_run"](Event("workflow_run", payload, _when(run))))
    except Skipped:
        return []


def _asked(place: Place, cursor: dict[str, Any]) -> Answer | None:
    """None where a repository has no workflows, or the token may not see them: `check` says so."""
    params = {"status": "completed", "per_page": events.PAGE}
    if seen := parse_datetime(cursor.get("seen", "")):
        params["created"] = f">={(seen - LONGEST).date().isoformat()}"
    try:
        return place.api.get(f"repos/{place.name}/actions/runs", params=params, etag=cursor.get("etag", ""))
    except OutboundError as error:
        if error.code not in {"missing", "forbidden"}:
            raise
        return None


def _when(run: dict[str, Any]) -> str:
    return Payload(run).moment("updated_at", "created_at")
