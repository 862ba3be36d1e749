"""An activity as the original's third-party resource shows it (contract.md §4.2), `object` and `target` included."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.templatetags.static import static
from django.urls import reverse

from streams.models import Activity
from streams.rendering import timestamp

# The contract's default is a built-in picture of 16 pixels (§4.5).
DEFAULT_ICON = "streams/icon.svg"


class Page(NamedTuple):
    """A part of what programs posted, newest first."""

    start: int
    size: int

    @property
    def address(self) -> str:
        """Root-relative and without the last slash, as the original's is."""
        return f"{reverse('thirdparty-activities').rstrip('/')}?max-results={self.size}&start-index={self.start}"


def represent_page(page: Page, activities: Sequence[Activity], has_more: bool) -> dict[str, Any]:
    links = {"self": page.address}
    if page.start:
        links["prev"] = page._replace(start=max(0, page.start - page.size)).address
    if has_more and page.size:
        links["next"] = page._replace(start=page.start + page.size).address
    return {"items": [represent(activity) for activity in activities], "links": links}


def represent(activity: Activity) -> dict[str, Any]:
    application = activity.application
    shown = {
        "actor": _actor(activity.actor),
        "generator": application and {"id": application.generator_id, "displayName": application.display_name},
        "content": activity.content,
        "icon": {"url": activity.icon["url"] if activity.icon else static(DEFAULT_ICON)},
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
