"""Bitbucket's events, by how their keys begin."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from streams.providers import text
from streams.providers.base import Document, Skipped
from streams.providers.bitbucket.event import Event, page
from streams.providers.payload import Payload, thing
from streams.providers.pushes import commit_list, pushed

VERBS = {
    "created": "post",
    "updated": "update",
    "fulfilled": "merge",
    "rejected": "close",
    "approved": "approve",
    "unapproved": "unapprove",
    "changes_request_created": "review",
    "changes_request_removed": "update",
}
CLOSED = {"resolved": "resolve", "closed": "close", "invalid": "close", "duplicate": "close", "wontfix": "close"}
OUTCOMES = {"SUCCESSFUL": "finish", "FAILED": "fail", "STOPPED": "stop"}


def push(event: Event) -> Iterable[Document]:
    """One activity for each branch that gained commits; a branch or tag without any came or went."""
    changes = event.payload.parts("push.changes")
    if not changes:
        raise Skipped("a push without changes")
    return [_pushed(event, change) for change in changes]


def pull_request(event: Event) -> Iterable[Document]:
    pull = event.payload.part("pullrequest")
    if event.action.startswith("comment_"):
        return _comment(event, _numbered(event, pull, "review", is_target=True))
    if event.action not in VERBS:
        raise Skipped(f"unknown event {event.key}")
    more: dict[str, Any] = {"categories": [pull.text("state").lower()]}
    if event.action == "created":
        more["content"] = text.content(pull.text("description", "summary.raw"))
    if event.action == "rejected":
        more["content"] = text.content(pull.text("reason"))
    if event.action.startswith("changes_request"):
        more["categories"] = ["changes requested" if event.action.endswith("created") else "no changes requested"]
    at = event.payload.moment("approval.date", "changes_request.date") or pull.moment("updated_on", "created_on")
    return [event.tell(VERBS[event.action], _numbered(event, pull, "review"), at=at, **more)]


def issue(event: Event) -> Iterable[Document]:
    item = event.payload.part("issue")
    if event.action.startswith("comment_"):
        return _comment(event, _numbered(event, item, "issue", is_target=True))
    now = event.payload.text("changes.status.new")
    verb = "post" if event.action == "created" else CLOSED.get(now) or ("reopen" if now == "open" else "update")
    content = text.content(item.text("content.raw")) if verb == "post" else ""
    more: dict[str, Any] = {"content": content, "categories": [item.text("state", "kind"), item.text("priority")]}
    return [event.tell(verb, _numbered(event, item, "issue"), at=item.moment("updated_on", "created_on"), **more)]


def status(event: Event) -> Iterable[Document]:
    build = event.payload.part("commit_status")
    state = build.text("state")
    if state not in OUTCOMES:
        raise Skipped("a build that has not come to an end")
    key = f"{event.repo}/builds/{build.text('key')}"
    about = thing("job", key, build.text("name", "key"), build.address("url"), build.text("description"))
    more: dict[str, Any] = {"categories": [state.lower(), build.text("refname")]}
    return [event.tell(OUTCOMES[state], about, at=build.moment("updated_on"), kind="repo:commit_status", **more)]


def commit_comment(event: Event) -> Iterable[Document]:
    commit = event.payload.part("commit")
    sha = commit.text("hash")
    return _comment(event, thing("changeset", f"{event.repo}@{sha}", sha[:10], page(commit)))


def fork(event: Event) -> Iterable[Document]:
    copy = event.payload.part("fork")
    return [
        event.tell(
            "fork", event.place(), target={}, url=page(copy), summary=text.summary(f"As {copy.text('full_name')}")
        )
    ]


def read(event: Event) -> Iterable[Document]:
    """Raises Skipped with the reason."""
    for start, reader in READERS.items():
        if event.key.startswith(start):
            return reader(event)
    raise Skipped(f"unknown event {event.key}" if event.key else "no X-Event-Key header")


READERS: dict[str, Callable[[Event], Iterable[Document]]] = {
    "repo:push": push,
    "repo:fork": fork,
    "repo:commit_comment_created": commit_comment,
    "repo:commit_status_": status,
    "pullrequest:": pull_request,
    "issue:": issue,
}


def _pushed(event: Event, change: Payload) -> Document:
    commits, new, old = change.parts("commits"), change.part("new"), change.part("old")
    name, kind = (new or old).text("name"), (new or old).text("type")
    if not commits or not new:
        about = thing(kind, f"{event.repo}/{kind}/{name}", f"{kind} {name}", page(new))
        verb = "create" if new else "delete"
        return event.tell(verb, about, kind=f"repo:push.{kind}.{verb}")
    # Newest first, other than elsewhere.
    commits.reverse()
    head = new.text("target.hash")
    about = pushed(event.repo, name, commits, head, change.address("links.html.href"))
    more: dict[str, Any] = {"content": commit_list(commits), "categories": [name], "key": f"{event.repo}/{name}@{head}"}
    return event.tell("push", about, at=new.moment("target.date"), **more)


def _comment(event: Event, target: dict[str, str]) -> Iterable[Document]:
    """An edit changes the activity of the comment; a deleted one loses its words."""
    said = event.payload.part("comment")
    is_gone = event.action == "comment_deleted"
    more = {"summary": "This comment was deleted."} if is_gone else {"content": text.content(said.text("content.raw"))}
    # Comments on pull requests, issues and commits are numbered apart.
    about = thing("comment", f"{event.repo}/comments/{said.text('id')}", url=page(said))
    at, kind = said.moment("created_on"), event.key.partition(":")[0] + ":comment"
    told: dict[str, Any] = {"target": target, "entity": target["id"], "kind": kind, "key": about["id"]}
    return [event.tell("post", about, at=at, **told, **more)]


def _numbered(event: Event, item: Payload, kind: str, is_target: bool = False) -> dict[str, str]:
    """Pull requests and issues are numbered apart, so a pull request is called by another mark."""
    short = f"#{item.text('id')}"
    key = f"{event.repo}/pull-requests/{item.text('id')}" if kind == "review" else f"{event.repo}{short}"
    return thing(kind, key, f"{event.repo}{short}" if is_target else short, page(item), item.text("title"))
