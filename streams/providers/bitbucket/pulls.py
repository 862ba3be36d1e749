"""The log of a repository's pull requests, newest first: what was changed, approved and said.

https://developer.atlassian.com/cloud/bitbucket/rest/api-group-pullrequests/
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.utils.dateparse import parse_datetime

from streams.providers.base import Batch, Document
from streams.providers.bitbucket.telling import Telling
from streams.providers.forge.log import Tell, fresh, in_steps
from streams.providers.forge.paging import Entry, listed, pages
from streams.providers.forge.past import Listing
from streams.providers.forge.place import Place
from streams.providers.payload import Payload

PAGE = 50
STATES = {"MERGED": "fulfilled", "DECLINED": "rejected", "SUPERSEDED": "rejected"}
# The entry of a pull request's beginning is as old as itself.
SAME = timedelta(seconds=5)


def new(place: Place, cursor: dict[str, Any]) -> Iterator[Batch]:
    """Oldest first. Cursor: {"seen": when the last one was}. The first time, the newest page."""
    seen = cursor.get("seen", "")
    first = place.api.get(_where(place), params={"pagelen": PAGE})
    found = pages(place.api, first, "values") if seen else iter([listed(first, "values")])
    entries = sorted(fresh(found, lambda entry: _at(entry) > seen), key=_at)
    yield from in_steps(entries, _tell(place), lambda told: {"seen": _at(told[-1])})


def listing(place: Place) -> Listing:
    return Listing(_where(place), {"pagelen": PAGE}, _tell(place), "values")


def _where(place: Place) -> str:
    return f"repositories/{place.name}/pullrequests/activity"


def _at(entry: Entry) -> str:
    return _when(Payload(entry))


def _when(entry: Payload) -> str:
    return entry.moment("update.date", "approval.date", "changes_requested.date", "comment.created_on")


def _tell(place: Place) -> Tell:
    telling = Telling(place)
    return lambda entries: [document for entry in entries for document in _told(Payload(entry), telling)]


def _told(entry: Payload, telling: Telling) -> list[Document]:
    """An entry holds one of four."""
    at, pull = _when(entry), entry.part("pull_request")
    if update := entry.part("update"):
        now = telling.pull(pull)
        state, key = update.text("state"), _change(update, now, at)
        now |= {"title": update.text("title"), "description": update.text("description"), "state": state}
        now |= {"reason": update.text("reason"), "updated_on": at}
        return telling.told(f"pullrequest:{key}", {"pullrequest": now}, update.value("author"), at)
    if approval := entry.part("approval"):
        payload = {"pullrequest": telling.pull(pull), "approval": {"date": at}}
        return telling.told("pullrequest:approved", payload, approval.value("user"), at)
    if asked := entry.part("changes_requested"):
        payload = {"pullrequest": telling.pull(pull), "changes_request": {"date": at}}
        return telling.told("pullrequest:changes_request_created", payload, asked.value("user"), at)
    comment = entry.part("comment")
    if not comment or comment.value("deleted") is True:
        return []
    payload = {"pullrequest": telling.pull(pull), "comment": entry.value("comment")}
    return telling.told("pullrequest:comment_created", payload, comment.value("user"), at)


def _change(update: Payload, pull: dict[str, Any], at: str) -> str:
    """What webhooks call it."""
    begun = Payload(pull).moment("created_on")
    return STATES.get(update.text("state")) or ("created" if _is_near(begun, at) else "updated")


def _is_near(moment: str, at: str) -> bool:
    when, then = parse_datetime(moment), parse_datetime(at)
    return bool(when and then and abs(when - then) < SAME)
