"""What happened before GitHub's log begins, as far back as the repository goes: its lists, each newest first.

Pushes, reviews and changes of labels are in no list.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from streams.providers.base import Document, Skipped
from streams.providers.forge.event import Event
from streams.providers.forge.log import Tell
from streams.providers.forge.past import Listing
from streams.providers.forge.place import Place
from streams.providers.github import events, runs
from streams.providers.github.readers import READERS
from streams.providers.payload import Payload

Read = Callable[[Place, dict[str, Any]], list[Document]]


def listings(place: Place) -> list[Listing]:
    def each(read: Read) -> Tell:
        return lambda entries: [document for entry in entries for document in read(place, entry)]

    repo, pages = f"repos/{place.name}", {"per_page": events.PAGE}
    newest = {**pages, "sort": "created", "direction": "desc"}
    return [
        Listing(f"{repo}/issues", {**newest, "state": "all"}, each(_opened)),
        Listing(f"{repo}/issues/events", pages, each(_ended)),
        Listing(f"{repo}/issues/comments", newest, each(_comment)),
        Listing(f"{repo}/pulls/comments", newest, each(_review_comment)),
        Listing(f"{repo}/releases", pages, each(_released)),
        Listing(f"{repo}/actions/runs", {**pages, "status": "completed"}, each(runs.documents), "workflow_runs"),
    ]


def _event(place: Place, name: str, payload: dict[str, Any], who: Payload) -> list[Document]:
    whole = {**payload, "sender": events.sender(place, who), "repository": events.repository(place, place.name)}
    try:
        return list(READERS[name](Event(name, whole, "")))
    except Skipped:
        return []


def _opened(place: Place, item: dict[str, Any]) -> list[Document]:
    """The list of issues has the pull requests, too."""
    said = Payload(item)
    name = "pull_request" if said.part("pull_request") else "issues"
    part = "pull_request" if said.part("pull_request") else "issue"
    then = {**item, "updated_at": item.get("created_at"), "state": "open", "merged": False, "state_reason": None}
    return _event(place, name, {"action": "opened", part: then}, said.part("user"))


def _ended(place: Place, entry: dict[str, Any]) -> list[Document]:
    """Closed, reopened, merged: merging also closes, and is told once."""
    said, kind = Payload(entry), entry.get("event")
    is_merge = kind == "merged"
    if kind not in {"closed", "reopened", "merged"} or not said.part("issue"):
        return []
    if kind == "closed" and said.text("issue.pull_request.merged_at"):
        return []
    part, name = ("pull_request", "pull_request") if said.part("issue.pull_request") else ("issue", "issues")
    state = "open" if kind == "reopened" else "closed"
    then = {**entry["issue"], "updated_at": entry.get("created_at"), "merged": is_merge, "state": state}
    return _event(place, name, {"action": "closed" if is_merge else kind, part: then}, said.part("actor"))


def _comment(place: Place, item: dict[str, Any], name: str = "issue_comment") -> list[Document]:
    """It names what it is about by address only."""
    said = Payload(item)
    page = said.text("html_url").partition("#")[0]
    about = {"number": said.text("issue_url", "pull_request_url").rpartition("/")[2], "html_url": page}
    part = "pull_request" if "/pull/" in page else "issue"
    return _event(place, name, {"action": "created", "comment": item, part: about}, said.part("user"))


def _review_comment(place: Place, item: dict[str, Any]) -> list[Document]:
    return _comment(place, item, "pull_request_review_comment")


def _released(place: Place, item: dict[str, Any]) -> list[Document]:
    if item.get("draft") is True:
        return []
    return _event(place, "release", {"action": "published", "release": item}, Payload(item).part("author"))
