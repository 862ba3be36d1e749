"""An activity as the original's third-party resource shows it (contract.md §4.2), `object` and `target` included."""

from typing import Any

from django.urls import reverse

from streams.models import Activity
from streams.rendering import timestamp


def represent(activity: Activity) -> dict[str, Any]:
    application = activity.application
    shown = {
        "actor": _actor(activity.actor),
        "generator": application and {"id": application.generator_id, "displayName": application.display_name},
        "content": activity.content,
        "icon": activity.icon and {"url": activity.icon["url"]},
        "id": activity.document_id,
        "object": _thing(activity.object),
        "target": _thing(activity.target),
        "title": activity.title,
        "published": timestamp(activity.published),
        "updated": timestamp(activity.updated),
        "url": activity.url,
        "verb": activity.verb,
        "links": {"self": address(activity), "activities": reverse("thirdparty-activities")},
    }
    return {name: value for name, value in shown.items() if value not in (None, "")}


def address(activity: Activity) -> str:
    """Root-relative, as the original's links are."""
    return reverse("thirdparty-activity", args=[activity.uid])


def _actor(actor: dict[str, Any]) -> dict[str, Any]:
    shown = {"id": actor["username"], "displayName": actor["name"], "url": actor["url"]}
    if actor["avatar"]:
        shown["image"] = {"url": actor["avatar"]}
    return {name: value for name, value in shown.items() if value}


def _thing(thing: dict[str, Any] | None) -> dict[str, Any] | None:
    if thing is None:
        return None
    names = {"id": "id", "displayName": "title", "objectType": "type", "summary": "summary", "url": "url"}
    return {name: thing[ours] for name, ours in names.items() if thing[ours]}
