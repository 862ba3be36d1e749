"""Sentry, by an internal integration: issues, their comments and alerts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from streams.models import Delivery, Provider
from streams.providers import text
from streams.providers.base import Document, ProviderBackend, Skipped, Webhook
from streams.providers.payload import Payload, actor, document, thing
from streams.providers.signing import Signed

VERBS = {"created": "post", "resolved": "resolve", "unresolved": "reopen", "archived": "close", "ignored": "close"}
ALERTS = {"critical": "raise", "warning": "raise", "open": "raise", "resolved": "resolve"}
SKIPPED = {"installation": "the integration itself changed", "error": "one error of many: its issue tells of it"}


class Sentry(ProviderBackend):
    key = "sentry"
    name = "Sentry"
    icon = "streams/sentry.svg"
    object_types = ("issue", "comment", "alert")
    verbs = ("post", "update", "resolve", "reopen", "close", "raise")
    poll_seconds = None
    webhook = Webhook(
        # Its Client Secret. The time in another header is not signed, so there is nothing to hold it to.
        signing=(Signed("Sentry-Hook-Signature"),),
        event=("Sentry-Hook-Resource", "body:action"),
        delivery=("Request-ID",),
        own_secret=True,
    )

    def receive(self, provider: Provider, delivery: Delivery) -> Iterable[Document]:
        resource, payload = delivery.event.partition(".")[0], Payload(delivery.payload)
        if resource not in READERS:
            raise Skipped(SKIPPED.get(resource, f"unknown event {resource}"))
        told = READERS[resource](payload.part("data"), payload.text("action"), delivery.delivery_id)
        return [{"actor": _actor(payload.part("actor"))} | told]


def issue(data: Payload, action: str, delivery_id: str) -> dict[str, Any]:
    item = data.part("issue")
    assigned = item.text("assignedTo.name", "assignedTo.email")
    summary = f"Assigned to {assigned.partition('@')[0]}" if action == "assigned" and assigned else ""
    about = thing("issue", f"issue-{item.text('id')}", item.text("shortId"), _page(data, item), item.text("title"))
    return document(
        f"issue.{action}",
        # Sentry does not say when; each change has a delivery of its own.
        item.moment("firstSeen") if action == "created" else delivery_id,
        about["id"],
        verb=VERBS.get(action, "update"),
        object=about,
        target=_project(item),
        url=about.get("url"),
        project=item.text("project.slug"),
        summary=text.summary(summary or item.text("culprit")),
        categories=[item.text("level"), item.text("status"), item.text("substatus").replace("_", " ")],
    )


def comment(data: Payload, action: str, delivery_id: str) -> dict[str, Any]:
    """An edit changes the activity of the comment; a deleted one loses its words."""
    key, number = f"issue-{data.text('issue_id')}", data.text("comment_id")
    is_gone = action == "deleted"
    more = {"summary": "This comment was deleted."} if is_gone else {"content": text.content(data.text("comment"))}
    return document(
        f"comment.{number}",
        data.moment("timestamp") or delivery_id,
        key,
        verb="post",
        object=thing("comment", f"comment-{number}"),
        target=thing("issue", key, f"issue {data.text('issue_id')}"),
        project=data.text("project_slug"),
        **more,
    )


def event_alert(data: Payload, action: str, delivery_id: str) -> dict[str, Any]:
    """A rule of an issue was met."""
    event, rule = data.part("event"), data.text("triggered_rule")
    about = thing("alert", f"issue-{event.text('issue_id')}", rule, event.address("web_url"), event.text("title"))
    told: dict[str, Any] = {"object": about, "url": about.get("url"), "categories": [event.text("level")]}
    return document("event_alert", event.moment("datetime") or delivery_id, about["id"], verb="raise", **told)


def metric_alert(data: Payload, action: str, delivery_id: str) -> dict[str, Any]:
    alert = data.part("metric_alert")
    title, url = data.text("description_title") or alert.text("title"), data.address("web_url")
    about = thing("alert", f"alert-{alert.text('id', 'identifier')}", alert.text("alert_rule.name") or title, url)
    return document(
        f"metric_alert.{action}",
        delivery_id,
        about["id"],
        verb=ALERTS.get(action, "update"),
        object=about,
        url=url,
        project=next(iter(alert.texts("projects")), ""),
        summary=text.summary(data.text("description_text")),
        categories=[action],
    )


READERS: dict[str, Callable[[Payload, str, str], dict[str, Any]]] = {
    "issue": issue,
    "comment": comment,
    "event_alert": event_alert,
    "metric_alert": metric_alert,
}


def _page(data: Payload, item: Payload) -> str:
    return item.address("web_url", "permalink") or data.address("web_url")


def _project(item: Payload) -> dict[str, str]:
    slug = item.text("project.slug")
    return thing("project", f"project-{slug}", item.text("project.name") or slug) if slug else {}


def _actor(person: Payload) -> dict[str, Any]:
    name, is_bot = person.text("name"), person.text("type") != "user"
    # A user's name is the e-mail address until they change it.
    return actor(name.partition("@")[0] or "Sentry", person.text("id") or "sentry", is_bot=is_bot)
