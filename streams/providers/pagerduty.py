"""PagerDuty, by a webhook subscription of version 3: incidents and services."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from streams.models import Delivery, Provider
from streams.providers import text
from streams.providers.base import Document, ProviderBackend, Skipped, Webhook
from streams.providers.payload import Payload, actor, document, thing
from streams.providers.signing import Signed

VERBS = {
    "triggered": "post",
    "acknowledged": "acknowledge",
    "resolved": "resolve",
    "reopened": "reopen",
    "escalated": "escalate",
    "created": "create",
    "deleted": "delete",
}
COMMENTS = {"incident.annotated": "content", "incident.status_update_published": "message"}


class PagerDuty(ProviderBackend):
    key = "pagerduty"
    name = "PagerDuty"
    icon = "streams/pagerduty.svg"
    object_types = ("incident", "comment", "service")
    verbs = ("post", "acknowledge", "resolve", "reopen", "escalate", "update")
    poll_seconds = None
    webhook = Webhook(
        # While a secret is being replaced each delivery carries a signature by either.
        signing=(Signed("X-PagerDuty-Signature", "v1="),),
        event=("body:event.event_type",),
        delivery=("body:event.id",),
        own_secret=True,
    )

    def receive(self, provider: Provider, delivery: Delivery) -> Iterable[Document]:
        event = Payload(delivery.payload).part("event")
        family = delivery.event.partition(".")[0]
        if family == "pagey":
            raise Skipped("a ping: the address and the secret are right")
        if family not in {"incident", "service"}:
            raise Skipped(f"unknown event {delivery.event or 'without event_type'}")
        return [_told(event, delivery.event)]


def _told(event: Payload, name: str) -> Document:
    data = event.part("data")
    item = data.part("incident") or data
    about, change = _thing(item, name), name.partition(".")[2]
    told: dict[str, Any] = {"verb": VERBS.get(change, "update"), "object": about, "target": _service(item)}
    if name in COMMENTS:
        said = thing("comment", f"{about['id']}/notes/{data.text('id')}")
        told = {"verb": "post", "object": said, "target": about, "content": text.content(data.text(COMMENTS[name]))}
    elif told["verb"] == "update":
        told["summary"] = text.summary(_change(item, change))
    # The event's own id: PagerDuty sends it again with every attempt, and with no other event.
    kind, entity = f"{name}.{event.text('id')}", about["id"]
    told |= {"actor": _actor(event), "url": about.get("url"), "categories": _categories(item)}
    return document(kind, event.moment("occurred_at"), entity, **told)


def _thing(item: Payload, name: str) -> dict[str, str]:
    """An incident is called by its number and its title, a service by its name."""
    number, title = item.text("number"), item.text("title", "summary", "name")
    url = item.address("html_url")
    if name.startswith("service"):
        return thing("service", f"service-{item.text('id')}", title, url)
    shown = f"#{number}" if number else title or item.text("id")
    return thing("incident", f"incident-{item.text('id')}", shown, url, title if number else "")


def _service(item: Payload) -> dict[str, str]:
    service = item.part("service")
    if not service:
        return {}
    return thing("service", f"service-{service.text('id')}", service.text("summary"), service.address("html_url"))


def _change(item: Payload, change: str) -> str:
    if change in {"reassigned", "delegated"}:
        return f"Assigned to {', '.join(person.text('summary') for person in item.parts('assignees')) or 'nobody'}"
    if change == "priority_updated":
        return f"Priority: {item.text('priority.summary') or 'none'}"
    return change.replace("_", " ").replace(".", " ").capitalize()


def _actor(event: Payload) -> dict[str, Any]:
    """A person, a service that opened its own incident, or PagerDuty itself."""
    agent = event.part("agent")
    name, is_person = agent.text("summary"), agent.text("type").startswith("user")
    return actor(name or "PagerDuty", agent.text("id"), agent.address("html_url"), is_bot=not is_person)


def _categories(item: Payload) -> list[str]:
    teams = [team.text("summary") for team in item.parts("teams")]
    return [item.text("status"), item.text("urgency"), item.text("priority.summary"), *teams]
