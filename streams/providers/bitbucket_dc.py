"""Bitbucket Data Center: pushes, pull requests and what is said on them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from streams.models import Delivery, Provider
from streams.providers import text
from streams.providers.base import Document, ProviderBackend, Skipped, Webhook
from streams.providers.payload import Payload, actor, document, thing
from streams.providers.pushes import commit_list, pushed
from streams.providers.signing import Signed

VERBS = {
    "opened": "post",
    "merged": "merge",
    "declined": "close",
    "reopened": "reopen",
    "deleted": "delete",
    "modified": "update",
    "from_ref_updated": "update",
    "reviewer:approved": "approve",
    "reviewer:unapproved": "unapprove",
    "reviewer:needs_work": "review",
    "reviewer:changes_requested": "review",
    "reviewer:updated": "update",
}
WORDS = {
    "from_ref_updated": "New commits",
    "modified": "Edited",
    "reviewer:updated": "Reviewers changed",
    "reviewer:needs_work": "Needs work",
    "reviewer:changes_requested": "Changes requested",
}
REFS = {"ADD": "create", "DELETE": "delete"}


class BitbucketDataCenter(ProviderBackend):
    key = "bitbucket-dc"
    name = "Bitbucket Data Center"
    icon = "streams/bitbucket.svg"
    object_types = ("review", "changeset", "comment", "branch", "tag")
    verbs = ("post", "update", "close", "reopen", "merge", "approve", "review", "push", "create", "delete")
    poll_seconds = None
    webhook = Webhook(
        signing=(Signed("X-Hub-Signature", "sha256="),),
        event=("X-Event-Key|body:eventKey",),
        delivery=("X-Request-Id",),
    )

    def receive(self, provider: Provider, delivery: Delivery) -> Iterable[Document]:
        family, _, change = delivery.event.partition(":")
        payload = Payload(delivery.payload)
        if family == "diagnostics":
            raise Skipped("a ping: the address and the secret are right")
        if delivery.event == "repo:refs_changed":
            return [_pushed(payload, ref, delivery) for ref in payload.parts("changes")]
        if family == "pr" and change.startswith("comment:"):
            return [_comment(payload, change)]
        if family == "pr" and change in VERBS:
            return [_pull_request(payload, change)]
        raise Skipped(f"unknown event {delivery.event}" if delivery.event else "no X-Event-Key header")


def _pushed(payload: Payload, change: Payload, delivery: Delivery) -> Document:
    """The commits are delivered by version 8 and later, of the first ref only."""
    repo, head, name = _name(payload.part("repository")), change.text("toHash"), change.text("ref.displayId")
    kind, verb = change.text("ref.type").lower() or "branch", REFS.get(change.text("type"), "push")
    commits = payload.parts("commits") if payload.text("toCommit.id") == head else []
    about = thing(kind, f"{repo}/{kind}/{name}", f"{kind} {name}")
    if verb == "push":
        about = pushed(repo, name, commits, head, "") if commits else thing("changeset", f"{repo}@{head}", head[:10])
    return document(
        f"push.{verb}.{name}",
        payload.moment("date") or delivery.delivery_id,
        about["id"],
        actor=_actor(payload.part("actor")),
        verb=verb,
        object=about,
        target=thing("repository", repo, repo),
        project=payload.text("repository.project.key"),
        content=commit_list(commits) if verb == "push" else "",
        categories=[name],
    )


def _pull_request(payload: Payload, change: str) -> Document:
    pull = payload.part("pullRequest")
    about, repo = _numbered(pull), _name(pull.part("toRef.repository"))
    return document(
        f"pr.{change}",
        payload.moment("date") or pull.moment("updatedDate"),
        about["id"],
        actor=_actor(payload.part("actor")),
        verb=VERBS[change],
        object=about,
        target=thing("repository", repo, repo),
        url=about.get("url"),
        project=pull.text("toRef.repository.project.key"),
        summary=WORDS.get(change),
        content=text.content(pull.text("description")) if change == "opened" else "",
        categories=[pull.text("state").lower()],
    )


def _comment(payload: Payload, change: str) -> Document:
    """An edit changes the activity of the comment; a deleted one loses its words."""
    said, pull = payload.part("comment"), payload.part("pullRequest")
    target, is_gone = _numbered(pull, is_target=True), change.endswith("deleted")
    more = {"summary": "This comment was deleted."} if is_gone else {"content": text.content(said.text("text"))}
    return document(
        f"pr.comment.{said.text('id')}",
        said.moment("createdDate"),
        target["id"],
        actor=_actor(said.part("author") or payload.part("actor")),
        verb="post",
        object=thing("comment", f"{target['id']}/comments/{said.text('id')}"),
        target=target,
        url=target.get("url"),
        project=pull.text("toRef.repository.project.key"),
        **more,
    )


def _numbered(pull: Payload, is_target: bool = False) -> dict[str, str]:
    repo, short = _name(pull.part("toRef.repository")), f"#{pull.text('id')}"
    key = f"{repo}/pull-requests/{pull.text('id')}"
    url = pull.address("links.self[0].href")
    return thing("review", key, f"{repo}{short}" if is_target else short, url, pull.text("title"))


def _name(repository: Payload) -> str:
    return f"{repository.text('project.key')}/{repository.text('slug')}"


def _actor(person: Payload) -> dict[str, Any]:
    name, username = person.text("displayName"), person.text("name", "slug")
    is_bot = person.text("type") == "SERVICE" or not (name or username)
    return actor(name or username or "Bitbucket", username, person.address("links.self[0].href"), is_bot=is_bot)
