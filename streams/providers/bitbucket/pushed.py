"""What was pushed: Bitbucket lists no pushes, so the branches are compared with what they were at the last poll."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from streams.outbound import OutboundError
from streams.providers.base import Batch, Document
from streams.providers.bitbucket.telling import Telling
from streams.providers.forge.paging import Entry, listed
from streams.providers.forge.place import ABSENT, Place
from streams.providers.payload import Payload
from streams.providers.pushes import MAX_COMMITS

# The branches that changed last; older ones have no news.
BRANCHES = 100
# Of a new branch: its commits are those that none of so many others has.
OTHERS = 10


def new(place: Place, cursor: dict[str, Any]) -> Iterator[Batch]:
    """Cursor: {"heads": {branch: commit}}. The first time, they are only noted: nobody knows what they were before."""
    params = {"sort": "-target.date", "pagelen": BRANCHES}
    try:
        branches = listed(place.api.get(f"repositories/{place.name}/refs/branches", params=params), "values")
    except OutboundError as error:
        # An empty repository, or a token that may not read it.
        if error.code not in {"missing", "forbidden"}:
            raise
        return
    heads = {_name(branch): Payload(branch).text("target.hash") for branch in branches}
    before = cursor.get("heads")
    if before is None or heads == before:
        yield Batch((), {"heads": heads})
        return
    moved = [branch for branch in reversed(branches) if before.get(_name(branch)) != heads[_name(branch)]]
    telling = Telling(place)
    told = [document for branch in moved for document in _told(place, branch, before, telling)]
    yield Batch(told, {"heads": heads}, total=len(told))


def _told(place: Place, branch: Entry, before: dict[str, str], telling: Telling) -> list[Document]:
    """Who pushed is not listed: it is told of who wrote the newest commit, until a delivery knows better."""
    said = Payload(branch)
    old = before.get(_name(branch), "")
    commits = _commits(place, said.text("target.hash"), [old] if old else list(before.values())[:OTHERS])
    if not commits:
        return []
    change = {"new": branch, "old": {"name": _name(branch), "type": "branch"} if old else None, "commits": commits}
    author = said.part("target.author")
    who = author.value("user") or {"display_name": author.text("raw").partition("<")[0].strip()}
    return telling.told("repo:push", {"push": {"changes": [change]}}, who, said.moment("target.date"))


def _commits(place: Place, head: str, known: list[str]) -> list[Entry]:
    """Newest first."""
    where = f"repositories/{place.name}/commits"
    try:
        params = {"include": head, "exclude": known, "pagelen": MAX_COMMITS}
        return listed(place.api.get(where, params=params), "values")
    except OutboundError as error:
        # A rewritten branch whose old commit was thrown away.
        if error.code not in ABSENT:
            raise
        return listed(place.api.get(where, params={"include": head, "pagelen": 1}), "values")


def _name(branch: Entry) -> str:
    return Payload(branch).text("name")
