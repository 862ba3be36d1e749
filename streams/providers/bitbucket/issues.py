"""The issues of a repository that has a tracker: what began, what was changed and said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from streams.outbound import Answer, OutboundError
from streams.providers.base import Batch, Document
from streams.providers.bitbucket.telling import Telling
from streams.providers.forge.changes import Changes, before
from streams.providers.forge.log import Cursor, fresh, in_steps
from streams.providers.forge.paging import Entry, listed, pages
from streams.providers.forge.past import Listing
from streams.providers.forge.place import Place
from streams.providers.payload import Payload

PAGE = 50


def new(place: Place, cursor: dict[str, Any]) -> Iterator[Batch]:
    """The first time, the newest page, and only how they began.

    Cursor: that of changes.py and, on a way that is not at its end, "since": before which all of every issue was told.
    """
    try:
        first = place.api.get(_where(place), params={"sort": "-updated_on", "pagelen": PAGE})
    except OutboundError as error:
        if error.code not in {"missing", "forbidden"}:
            raise
        return
    changes, telling = Changes(cursor, _updated), Telling(place)
    if "seen" in cursor:
        yield from _changes(place, first, changes, cursor.get("since", cursor["seen"]), telling)
    elif items := changes.new(listed(first, "values")):
        # At once: on a way that broke off, nobody knows any more whose comments are old.
        yield Batch(_begun(items, telling), changes.behind(items), total=len(items))


def _changes(place: Place, first: Answer, changes: Changes, since: str, telling: Telling) -> Iterator[Batch]:
    changed = changes.new(fresh(pages(place.api, first, "values"), changes.reaches))

    def tell(items: Sequence[Entry]) -> list[Document]:
        return [document for item in items for document in _told(place, item, before(since), telling)]

    def behind(told: Sequence[Entry]) -> Cursor:
        """What is said on one issue may be older than what was told of another."""
        return changes.behind(told) | ({} if told[-1] is changed[-1] else {"since": since})

    yield from in_steps(changed, tell, behind)


def listing(place: Place) -> Listing:
    """How they began."""
    telling = Telling(place)
    params = {"sort": "-created_on", "pagelen": PAGE}

    return Listing(_where(place), params, lambda items: _begun(items, telling), "values")


def _where(place: Place) -> str:
    return f"repositories/{place.name}/issues"


def _updated(item: Entry) -> str:
    return Payload(item).moment("updated_on", "created_on")


def _told(place: Place, item: Entry, since: str, telling: Telling) -> list[Document]:
    told = _begun([item], telling) if _created(item) >= since else []
    where = f"{_where(place)}/{Payload(item).text('id')}"
    params = {"sort": "-created_on", "pagelen": PAGE}
    for list_, tell in {"changes": _changed, "comments": _said}.items():
        found = listed(place.api.get(f"{where}/{list_}", params=params), "values")
        told += [one for entry in found if _created(entry) >= since for one in tell(item, entry, telling)]
    return told


def _begun(items: Sequence[Entry], telling: Telling) -> list[Document]:
    return [document for item in items for document in _beginning(item, telling)]


def _beginning(item: Entry, telling: Telling) -> list[Document]:
    at = _created(item)
    payload = {"issue": {**item, "updated_on": at, "state": "new"}}
    return telling.told("issue:created", payload, item.get("reporter"), at)


def _changed(item: Entry, change: Entry, telling: Telling) -> list[Document]:
    said, at = Payload(change), _created(change)
    state = said.text("changes.state.new")
    now = {**item, "updated_on": at, "state": state or item.get("state")}
    payload = {"issue": now, "changes": {"status": {"new": state}}}
    return telling.told("issue:updated", payload, change.get("user"), at)


def _said(item: Entry, comment: Entry, telling: Telling) -> list[Document]:
    """A change is listed as a comment without words, too."""
    if not Payload(comment).text("content.raw"):
        return []
    payload = {"issue": item, "comment": comment}
    return telling.told("issue:comment_created", payload, comment.get("user"), _created(comment))


def _created(entry: Entry) -> str:
    return Payload(entry).moment("created_on")
