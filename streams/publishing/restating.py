"""What is stored of a posted activity as the document that says it: the base of a merge patch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from streams.models import Activity, Application
from streams.publishing import facets
from streams.publishing.source import unscoped

# Other names of fields, which a patch may use as well (contract.md §4.2).
_PROPER = {"application": "generator", "user": "actor", "date": "updated", "uri": "url"}
_PARTS = {"generator", "actor", "object", "target", "icon"}


def restate(activity: Activity) -> dict[str, Any]:
    """Posted again, it changes nothing. It has no `published` and no `audience`: what is left out stays."""
    application = activity.application
    document = {
        "id": activity.document_id,
        "url": activity.url,
        "generator": application and {"id": application.generator_id, "displayName": application.display_name},
        "verb": activity.verb,
        "actor": _actor(activity),
        "object": _thing(activity.object),
        "target": _thing(activity.target),
        "title": activity.title,
        "summary": activity.summary,
        "content": activity.content,
        "icon": activity.icon and _icon(activity.icon, application),
        "links": dict(activity.links),
        "categories": list(activity.categories),
        "changes": [_without_empty(change) for change in activity.changes],
        "project": activity.project_key,
        "entity": _named_entity(activity),
    }
    return _without_empty(document)


def merged(document: Any, patch: Any) -> Any:
    """RFC 7396: null takes a field away, an object changes its fields, anything else replaces."""
    if not isinstance(patch, Mapping):
        return patch
    base = dict(document) if isinstance(document, Mapping) else {}
    for name, value in patch.items():
        if value is None:
            base.pop(name, None)
        else:
            base[name] = merged(base.get(name), value)
    return base


def with_proper_names(patch: Any) -> Any:
    """A patch by another name would leave the field as it is."""
    if not isinstance(patch, Mapping):
        return patch
    renamed = {_PROPER.get(name, name): value for name, value in patch.items() if _PROPER.get(name) not in patch}
    return {name: with_proper_names(value) if name in _PARTS else value for name, value in renamed.items()}


def _actor(activity: Activity) -> dict[str, Any]:
    actor = activity.actor
    says_so = activity.is_bot and not facets.is_bot(activity.actor_username)
    return _without_empty(
        {
            "id": actor["username"],
            # Without a name of their own they are called by their user name.
            "displayName": actor["name"] if actor["name"] != actor["username"] else None,
            "objectType": "bot" if says_so else None,
            "url": actor["url"],
            "email": actor.get("email"),
            "image": actor["avatar"] and {"url": actor["avatar"]},
        }
    )


def _icon(icon: dict[str, str], application: Application | None) -> dict[str, str]:
    """Without a title of its own it is called by its application."""
    title = "" if application and icon["title"] == application.name else icon["title"]
    return _without_empty({"url": icon["url"], "title": title})


def _thing(thing: dict[str, Any] | None) -> dict[str, Any] | None:
    names = {"id": "id", "displayName": "title", "objectType": "type", "summary": "summary", "url": "url"}
    return thing and _without_empty({name: thing[ours] for name, ours in names.items()})


def _named_entity(activity: Activity) -> str:
    """What the document named; "" where the object's id, its address or the activity's own id stands for it."""
    entity, thing = unscoped(activity.entity), activity.object or {}
    return "" if entity == (thing.get("id") or thing.get("url") or activity.foreign_id) else entity


def _without_empty(part: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in part.items() if value not in (None, "", [], {})}
