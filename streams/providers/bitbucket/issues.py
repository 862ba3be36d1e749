"""The issues of a repository that has a tracker: what began, what was changed and said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from streams.outbound import OutboundError
from streams.providers.base import Batch, Document
from streams.providers.bitbucket.telling import Telling
from streams.providers.forge.log import fresh, in_steps
from streams.providers.forge.paging import Entry, listed, pages
from streams.providers.forge.past import Listing
from streams.providers.forge.place import Place
from streams.providers.payload import Payload

PAGE = 50


def new(place: Place, cursor: dict[str, Any]) -> Iterator[Batch]:
    """Cursor: {"seen": when the last one changed}. The first time, the newest page, and only how they began."""
    seen = cursor.get("seen", "")
    try:
        first = place.api.get(_where(place), params={"sort": "-updated_on", "pagelen": PAGE})
    except OutboundError as error:
        if error.code not in {"missing", "forbidden"}:
            raise
        return
    found = pages(place.api, first, "values") if seen else iter([listed(first, "values")])
    changed = sorted(fresh(found, lambda item: _updated(item) > seen), key=_updated)
    telling = Telling(place)

    def tell(items: Sequence[Entry]) -> list[Document]:
        return [document for item in items for document in _told(place, item, seen, telling)]

    yield from in_steps(changed, tell, lambda last: {"seen": _updated(last)})


def listing(place: Place) -> Listing:
    """How they began."""
    telling = Telling(place)
    params = {"sort": "-created_on", "pagelen": PAGE}

    def tell(items: Sequence[Entry]) -> list[Document]:
        return [document for item in items for document in _begun(item, telling)]

    return Listing(_where(place), params, tell, "values")


def _where(place: Place) -> str:
    return f"repositories/{place.name}/issues"


def _updated(item: Entry) -> str:
    return Payload(item).moment("updated_on", "created_on")


def _told(place: Place, item: Entry, seen: str, telling: Telling) -> list[Document]:
    begun = _begun(item, telling) if _created(item) > seen else []
    if not seen:
        return begun
    where = f"{_where(place)}/{Payload(item).text('id')}"
    params = {"sort": "-created_on", "pagelen": PAGE}
    for list_, tell in {"changes": _changed, "comments": _said}.items():
        found = listed(place.api.get(f"{where}/{list_}", params=params), "values")
        begun += [one for entry in found if _created(entry) > seen for one in tell(item, entry, telling)]
    return begun


def _begun(item: Entry, telling: Telling) -> list[Document]:
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
