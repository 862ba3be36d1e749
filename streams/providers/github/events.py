"""GitHub's events: its log of what happened in a repository, at most 300 of 30 days.

https://docs.github.com/en/rest/using-the-rest-api/github-event-types
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from streams.providers.base import Batch, Document, Skipped
from streams.providers.forge import log
from streams.providers.forge.event import Event
from streams.providers.forge.paging import Entry
from streams.providers.forge.place import Place
from streams.providers.github.details import Details
from streams.providers.github.readers import READERS
from streams.providers.payload import Payload

PAGE = 100
# What webhooks call it.
NAMES = {
    "CommitCommentEvent": "commit_comment",
    "CreateEvent": "create",
    "DeleteEvent": "delete",
    "DiscussionEvent": "discussion",
    "ForkEvent": "fork",
    "GollumEvent": "gollum",
    "IssueCommentEvent": "issue_comment",
    "IssuesEvent": "issues",
    "MemberEvent": "member",
    "PublicEvent": "public",
    "PullRequestEvent": "pull_request",
    "PullRequestReviewCommentEvent": "pull_request_review_comment",
    "PullRequestReviewEvent": "pull_request_review",
    "PullRequestReviewThreadEvent": "pull_request_review_thread",
    "PushEvent": "push",
    "ReleaseEvent": "release",
    "WatchEvent": "star",
}
ACTIONS = {("star", "started"): "created", ("pull_request_review", "created"): "submitted"}


def events(place: Place, cursor: dict[str, Any]) -> Iterator[Batch]:
    details = Details(place)

    def tell(entries: Sequence[Entry]) -> list[Document]:
        return [document for entry in entries for document in _told(place, Payload(entry), details)]

    yield from log.new(place, f"repos/{place.name}/events", {"per_page": PAGE}, cursor, tell)


def _told(place: Place, entry: Payload, details: Details) -> list[Document]:
    name = NAMES.get(entry.text("type"), "")
    if not name:
        return []
    at = entry.moment("created_at")
    try:
        return list(READERS[name](Event(name, _as_delivered(place, name, entry, details), at)))
    except Skipped:
        return []


def _as_delivered(place: Place, name: str, entry: Payload, details: Details) -> dict[str, Any]:
    """What a webhook would have said of it."""
    payload: dict[str, Any] = entry.value("payload") if entry.part("payload") else {}
    at, action = entry.moment("created_at"), entry.text("payload.action")
    about = {
        "action": ACTIONS.get((name, action), action),
        "sender": sender(place, entry.part("actor")),
        "repository": repository(place, entry.text("repo.name") or place.name) | {"pushed_at": at},
        "organization": entry.value("org"),
    }
    return {**payload, **about, **_completed(name, payload, at, details)}


def _completed(name: str, payload: dict[str, Any], at: str, details: Details) -> dict[str, Any]:
    """What the log leaves out or has of another moment than the event's."""
    said = Payload(payload)
    if name == "push":
        return details.push(said)
    if name == "issues":
        return {"issue": {**said.value("issue"), "updated_at": at}} if said.part("issue") else {}
    if name.startswith("pull_request"):
        return details.pull(said, at)
    if name == "star":
        return {"starred_at": at}
    return {}


def sender(place: Place, person: Payload) -> dict[str, Any]:
    """The log has fewer fields of a person; a bot it only calls so."""
    login = person.text("login")
    is_bot = login.endswith("[bot]") or person.text("type") == "Bot"
    web = place.url.removesuffix(f"/{place.name}")
    page = f"{web}/apps/{login.removesuffix('[bot]')}" if is_bot else f"{web}/{login}"
    return {
        "login": login,
        "type": "Bot" if is_bot else "User",
        "html_url": person.text("html_url") or page,
        "avatar_url": person.text("avatar_url"),
    }


def repository(place: Place, name: str) -> dict[str, Any]:
    """One that was renamed goes by its new name."""
    return {"full_name": name, "html_url": f"{place.url.removesuffix(place.name)}{name}"}
