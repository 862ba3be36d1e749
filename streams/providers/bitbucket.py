"""Bitbucket Cloud: repositories, their pull requests and issues."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from streams.models import Delivery, Provider
from streams.providers import text
from streams.providers.base import Document, ProviderBackend, Skipped, Webhook
from streams.providers.payload import Payload, actor, document, thing
from streams.providers.pushes import commit_list, pushed
from streams.providers.signing import Signed

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


class Bitbucket(ProviderBackend):
    key = "bitbucket"
    name = "Bitbucket Cloud"
    icon = "streams/bitbucket.svg"
    object_types = ("issue", "review", "changeset", "comment", "job", "repository")
    verbs = ("post", "update", "close", "resolve", "reopen", "merge", "approve", "review", "push", "finish", "fail")
    poll_seconds = None
    webhook = Webhook(
        signing=(Signed("X-Hub-Signature", "sha256="),), event=("X-Event-Key",), delivery=("X-Request-UUID",)
    )

    def receive(self, provider: Provider, delivery: Delivery) -> Iterable[Document]:
        event = Event(delivery)
        for start, reader in READERS.items():
            if event.key.startswith(start):
                return reader(event)
        raise Skipped(f"unknown event {event.key}" if event.key else "no X-Event-Key header")


class Event:
    def __init__(self, delivery: Delivery) -> None:
        self.payload = Payload(delivery.payload)
        self.key = delivery.event
        self.action = delivery.event.partition(":")[2]
        self.delivery_id = delivery.delivery_id
        self.repo = self.payload.text("repository.full_name")

    def tell(self, verb: str, about: dict[str, str], at: str = "", kind: str = "", **fields: Any) -> Document:
        entity, project = fields.pop("entity", about["id"]), self.payload.text("repository.project.key") or self.repo
        told = {"actor": _actor(self.payload.part("actor")), "target": self.place(), "url": about.get("url")} | fields
        return document(
            kind or self.key, at or self.delivery_id, entity, **told, project=project, verb=verb, object=about
        )

    def place(self) -> dict[str, str]:
        return thing("repository", self.repo, self.repo, _page(self.payload.part("repository")))


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
    return _comment(event, thing("changeset", f"{event.repo}@{sha}", sha[:10], _page(commit)))


def fork(event: Event) -> Iterable[Document]:
    copy = event.payload.part("fork")
    return [
        event.tell(
            "fork", event.place(), target={}, url=_page(copy), summary=text.summary(f"As {copy.text('full_name')}")
        )
    ]


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
        about = thing(kind, f"{event.repo}/{kind}/{name}", f"{kind} {name}", _page(new))
        return event.tell("create" if new else "delete", about, kind=f"repo:push.{kind}")
    # Newest first, other than elsewhere.
    commits.reverse()
    head = new.text("target.hash")
    about = pushed(event.repo, name, commits, head, change.address("links.html.href"))
    more: dict[str, Any] = {"content": commit_list(commits), "categories": [name]}
    return event.tell("push", about, at=new.moment("target.date"), **more)


def _comment(event: Event, target: dict[str, str]) -> Iterable[Document]:
    """An edit changes the activity of the comment; a deleted one loses its words."""
    said = event.payload.part("comment")
    is_gone = event.action == "comment_deleted"
    more = {"summary": "This comment was deleted."} if is_gone else {"content": text.content(said.text("content.raw"))}
    about = thing("comment", f"{event.repo}/comments/{said.text('id')}", url=_page(said))
    at = said.moment("created_on")
    told: dict[str, Any] = {"target": target, "entity": target["id"], "kind": event.key.partition(":")[0] + ":comment"}
    return [event.tell("post", about, at=at, **told, **more)]


def _numbered(event: Event, item: Payload, kind: str, is_target: bool = False) -> dict[str, str]:
    """Pull requests and issues are numbered apart, so a pull request is called by another mark."""
    short = f"#{item.text('id')}"
    key = f"{event.repo}/pull-requests/{item.text('id')}" if kind == "review" else f"{event.repo}{short}"
    return thing(kind, key, f"{event.repo}{short}" if is_target else short, _page(item), item.text("title"))


def _actor(person: Payload) -> dict[str, Any]:
    name, username = person.text("display_name"), person.text("nickname", "username", "display_name")
    is_bot = person.text("type") == "app_user" or not name
    return actor(name or "Bitbucket", username, _page(person), person.address("links.avatar.href"), is_bot)


def _page(item: Payload) -> str:
    return item.address("links.html.href")
