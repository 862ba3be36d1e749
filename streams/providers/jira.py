"""Jira, Cloud or Data Center: issues, their comments, sprints and versions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from streams.models import Delivery, Provider
from streams.providers import text
from streams.providers.base import Document, ProviderBackend, Skipped, Webhook
from streams.providers.payload import Payload, actor, document, thing
from streams.providers.signing import InQuery, Signed

# What Jira itself calls a change, where it does.
CHANGES = {
    "issue_resolved": "resolve",
    "issue_closed": "close",
    "issue_reopened": "reopen",
    "issue_work_started": "start",
    "issue_work_stopped": "stop",
    "issue_moved": "move",
}
NAMED = {"created": "create", "deleted": "delete", "started": "start", "closed": "close", "released": "release"}
CATEGORIES = {"done": "resolve", "indeterminate": "start"}


class Jira(ProviderBackend):
    key = "jira"
    name = "Jira"
    icon = "streams/jira.svg"
    object_types = ("issue", "comment", "sprint", "version")
    verbs = ("post", "update", "transition", "resolve", "close", "reopen", "start", "stop", "delete", "release")
    poll_seconds = None
    webhook = Webhook(
        # Versions that cannot sign can have the secret in the address.
        signing=(Signed("X-Hub-Signature", "sha256="), InQuery("token")),
        event=("body:webhookEvent", "body:issue_event_type_name"),
        delivery=("X-Atlassian-Webhook-Identifier",),
    )

    def receive(self, provider: Provider, delivery: Delivery) -> Iterable[Document]:
        payload = Payload(delivery.payload)
        event = payload.text("webhookEvent").removeprefix("jira:")
        for start, reader in READERS.items():
            if event.startswith(start):
                return [reader(payload, event)]
        raise Skipped(f"unknown event {event}" if event else "no webhookEvent in the body")


def issue(payload: Payload, event: str) -> Document:
    item, items = payload.part("issue"), payload.parts("changelog.items")
    if payload.text("issue_event_type_name") in {"issue_commented", "issue_comment_edited"} and not items:
        return comment(payload, "comment_created")
    verb = {"issue_created": "post", "issue_deleted": "delete"}.get(event) or _verb(payload, items)
    more = {"content": text.content(_plain(item.value("fields.description")))} if verb == "post" else {}
    changes = "; ".join(filter(None, map(_change, items)))
    return document(
        event,
        payload.moment("timestamp") or item.moment("fields.updated"),
        item.text("key"),
        actor=_actor(payload.part("user")),
        verb=verb,
        object=_issue(item),
        target=_project(item),
        url=_page(item),
        project=item.text("fields.project.key"),
        summary=text.summary(changes),
        categories=_categories(item),
        **more,
    )


def comment(payload: Payload, event: str) -> Document:
    """An edit changes the activity of the comment; a deleted one loses its words."""
    said, item = payload.part("comment"), payload.part("issue")
    page = _page(item)
    url = f"{page}?focusedCommentId={said.text('id')}" if page else ""
    is_gone = event == "comment_deleted"
    more = (
        {"summary": "This comment was deleted."} if is_gone else {"content": text.content(_plain(said.value("body")))}
    )
    return document(
        f"comment.{said.text('id')}",
        said.moment("created"),
        item.text("key"),
        actor=_actor(said.part("author")),
        verb="post",
        object=thing("comment", f"{item.text('key')}/comments/{said.text('id')}", url=url),
        target=_issue(item),
        url=url,
        project=item.text("fields.project.key") or item.text("key").rpartition("-")[0],
        **more,
    )


def named(payload: Payload, event: str) -> Document:
    """A sprint or a version."""
    kind, _, what = event.partition("_")
    item = payload.part(kind if kind == "sprint" else "version")
    key = f"{kind}-{item.text('id')}"
    told: dict[str, Any] = {"actor": _actor(payload.part("user")), "verb": NAMED.get(what, "update")}
    return document(event, payload.moment("timestamp"), key, object=thing(kind, key, item.text("name")), **told)


READERS: dict[str, Callable[[Payload, str], Document]] = {
    "issue_": issue,
    "comment_": comment,
    "sprint_": named,
    "version_": named,
}


def _verb(payload: Payload, items: list[Payload]) -> str:
    """By Jira's own name of the change, else by its resolution, else by the kind of status it came to."""
    if known := CHANGES.get(payload.text("issue_event_type_name")):
        return known
    changed = {item.text("field"): item for item in items}
    if "resolution" in changed:
        return "resolve" if changed["resolution"].text("toString") else "reopen"
    if "status" in changed:
        return CATEGORIES.get(payload.text("issue.fields.status.statusCategory.key"), "transition")
    return "update"


def _change(item: Payload) -> str:
    """Such as "status: To Do → Done"; long texts only by their name."""
    field, before, after = item.text("field"), item.text("fromString"), item.text("toString")
    if field in {"description", "comment", "Rank"} or len(before) + len(after) > 120:
        return field
    return f"{field}: {before or 'none'} → {after or 'none'}"


def _issue(item: Payload) -> dict[str, str]:
    key = item.text("key")
    return thing("issue", key, key, _page(item), item.text("fields.summary"))


def _project(item: Payload) -> dict[str, str]:
    key, name = item.text("fields.project.key"), item.text("fields.project.name")
    return thing("project", key, name or key) if key else {}


def _page(item: Payload) -> str:
    """Jira tells the address of its API; the page lies beside it."""
    base, found, _ = item.text("self").partition("/rest/")
    return text.web_address(f"{base}/browse/{item.text('key')}") if found else ""


def _actor(person: Payload) -> dict[str, Any]:
    """By the user name where Jira has one, else by the account's id. Never by the e-mail address."""
    username, name = person.text("name", "accountId"), person.text("displayName")
    is_bot = person.text("accountType") == "app" or not (name or username)
    return actor(name or "Jira", username, "", person.address("avatarUrls.48x48"), is_bot)


def _categories(item: Payload) -> list[str]:
    components = [component.text("name") for component in item.parts("fields.components")]
    # The status first: readers of one category look for it there (contract.md §1.7).
    own = [item.text(f"fields.{name}.name") for name in ("status", "issuetype", "priority")]
    return [*own, *components, *item.texts("fields.labels")]


def _plain(value: Any) -> str:
    """Text, or the words of a document in Atlassian's own format, which Jira Cloud may deliver."""
    if isinstance(value, str):
        return value
    if not isinstance(value, dict):
        return ""
    words = str(value.get("text", ""))
    inner = value.get("content")
    parts = [_plain(part) for part in inner] if isinstance(inner, list) else []
    return words + ("\n\n" if value.get("type") == "doc" else "").join(parts)
