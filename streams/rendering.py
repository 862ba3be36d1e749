"""The JSON of one activity, viewer left out: rendered when it is stored, spliced into every page (design §4)."""

from datetime import UTC, datetime
from typing import Any

import orjson
from django.conf import settings

from streams import registry
from streams.autolinks import linked
from streams.models import Activity


def render(activity: Activity) -> str:
    """The text of a JSON object without `actions`, ready to be spliced."""
    return orjson.dumps(_public(activity)).decode()


def timestamp(moment: datetime) -> str:
    """ISO 8601 in UTC with three digits of milliseconds, which clients parse literally (contract.md §1.7)."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _public(activity: Activity) -> dict[str, Any]:
    application, addresses = activity.application, _addresses(activity)
    return {
        "id": str(activity.uid),
        "revision": activity.revision,
        "published": timestamp(activity.published),
        "updated": timestamp(activity.updated),
        "provider": _provider(activity),
        "application": application and {"id": application.generator_id, "name": application.name},
        "actor": _in_order(activity.actor, "name", "username", "url", "avatar"),
        "verb": {"key": activity.kind.verb, "id": activity.verb},
        "object": _thing(activity.object),
        "target": _thing(activity.target),
        "title_html": linked(activity.title, addresses),
        "summary_html": linked(activity.summary, addresses),
        "content_html": linked(activity.content, addresses),
        "url": activity.url,
        "icon": activity.icon and _in_order(activity.icon, "url", "title"),
        "links": dict(sorted(activity.links.items())),
        "categories": activity.categories,
        "changes": [_in_order(change, "field", "from", "to") for change in activity.changes],
    }


def _addresses(activity: Activity) -> dict[str, str]:
    """Where the words lead that a posted text may mention: its issue or project, and its actor (contract.md §4.5)."""
    if activity.application is None:
        return {}
    target, actor = activity.target or {}, activity.actor
    is_key = target.get("title") == activity.issue_key or (target.get("type") or "").endswith("project")
    url = target.get("url") or ""
    named = {target.get("title"): url if is_key and "://" in url else None, actor["name"]: actor["url"]}
    return {word: address for word, address in named.items() if word and address}


def _in_order(part: dict[str, Any], *names: str) -> dict[str, Any]:
    """PostgreSQL forgets the order of keys; the same activity is the same text wherever it comes from."""
    return {name: part[name] for name in names}


def _thing(thing: dict[str, Any] | None) -> dict[str, Any] | None:
    if thing is None:
        return None
    shown = _in_order(thing, "type", "id", "title", "summary", "url")
    if shown["url"] and "/" not in shown["url"]:
        # A bare key such as "ONE-1" (contract.md §4.4) is no address: a page would take it for one of its own.
        shown["title"], shown["url"] = shown["title"] or shown["url"], None
    return shown


def _provider(activity: Activity) -> dict[str, str | None]:
    provider = activity.provider
    if provider is None:
        return {"key": activity.kind.provider_key, "name": activity.kind.provider_key, "icon": None}
    backend = registry.providers().get(provider.backend)
    # The plain path and not the hashed one: this text outlives the files of one release.
    icon = settings.STATIC_URL + backend.icon if backend and backend.icon else None
    return {"key": provider.key, "name": provider.name, "icon": icon}
