"""The navigation of the admin: by what somebody does there, and not by app."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import template

register = template.Library()

# Models by their labels. What has no place here, such as another app's, comes last.
TASKS = {
    "What happens": ["streams.activity", "streams.comment", "streams.reaction", "streams.kind"],
    "Where it comes from": ["streams.provider", "streams.delivery", "streams.application"],
    "What readers get": ["gadget.gadget", "streams.stream", "streams.feedlink", "streams.actionhandler"],
    "Who may": ["auth.user", "auth.group", "streams.audience", "streams.accesstoken", "gadget.signin"],
    "Looking back": ["streams.actionrun", "streams.retentionrule"],
}
OTHERS = "Other"


@dataclass(frozen=True)
class Link:
    name: str
    url: str
    is_current: bool


@register.simple_tag(takes_context=True)
def tasks(context: dict[str, Any]) -> list[tuple[str, list[Link]]]:
    """Headings, each with the links that this person may follow; none on a page that is not of the admin."""
    here = context["request"].path
    links = {label: Link(name, url, here.startswith(url)) for label, name, url in _models(context)}
    placed = {heading: [links.pop(label) for label in labels if label in links] for heading, labels in TASKS.items()}
    return [(heading, some) for heading, some in (placed | {OTHERS: list(links.values())}).items() if some]


def _models(context: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Those of Django's own list, which knows what this person may look at."""
    for app in context.get("available_apps") or ():
        for model in app["models"]:
            if model.get("admin_url"):
                yield model["model"]._meta.label_lower, model["name"], model["admin_url"]
