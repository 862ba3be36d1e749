"""Rules and keys of a repository, and what scanners found in it."""

from __future__ import annotations

from streams.providers import text
from streams.providers.base import Document, Skipped
from streams.providers.forge.event import Event, Reader
from streams.providers.payload import Payload, thing

CHANGES = {"created": "create", "deleted": "delete", "edited": "update"}
ALERTS = {
    "created": "post",
    "create": "post",
    "reopened": "reopen",
    "reopened_by_user": "reopen",
    "reintroduced": "reopen",
    "auto_reopened": "reopen",
    "fixed": "resolve",
    "resolved": "resolve",
    "resolve": "resolve",
    "dismissed": "close",
    "dismiss": "close",
    "auto_dismissed": "close",
    "closed_by_user": "close",
}


def alert(event: Event) -> list[Document]:
    item = event.payload.part("alert")
    if event.action not in ALERTS:
        raise Skipped("an alert that did not change")
    number = item.text("number", "id")
    found = item.text("rule.description", "security_advisory.summary", "secret_type", "affected_package_name")
    about = thing("alert", f"{event.repo}/{event.name}/{number}", f"alert {number}", item.address("html_url"), found)
    return event.tell(ALERTS[event.action], about, at=_when(item), categories=_severity(item))


def rule(event: Event) -> list[Document]:
    item = event.payload.part("rule")
    about = thing("rule", f"{event.repo}/rules/{item.text('id')}", "branch rule", about=item.text("name"))
    return event.tell(_change(event), about, at=item.moment("updated_at"))


def deploy_key(event: Event) -> list[Document]:
    item = event.payload.part("key")
    about = thing("key", f"{event.repo}/keys/{item.text('id')}", "deploy key", about=item.text("title"))
    return event.tell(_change(event), about)


def project(event: Event) -> list[Document]:
    item = event.payload.part("project", "projects_v2")
    verb = {"closed": "close", "reopened": "reopen"}.get(event.action) or _change(event)
    key = f"project-{item.text('id')}"
    about = thing("project", key, item.text("name", "title"), item.address("html_url"), item.text("short_description"))
    return event.tell(verb, about, at=item.moment("updated_at"), content=text.content(item.text("body")))


READERS: dict[str, Reader] = {
    "branch_protection_rule": rule,
    "code_scanning_alert": alert,
    "dependabot_alert": alert,
    "deploy_key": deploy_key,
    "project": project,
    "projects_v2": project,
    "repository_vulnerability_alert": alert,
    "secret_scanning_alert": alert,
}


def _change(event: Event) -> str:
    return CHANGES.get(event.action, "update")


def _when(item: Payload) -> str:
    return item.moment("updated_at", "fixed_at", "dismissed_at", "created_at")


def _severity(item: Payload) -> list[str]:
    return [item.text("rule.security_severity_level", "rule.severity", "security_advisory.severity", "severity")]
