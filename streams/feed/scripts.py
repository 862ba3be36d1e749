"""The scripts that bring further actions to a page: what a gadget loads for one viewer."""

from __future__ import annotations

from typing import Any

from streams.feed.offers import handlers, is_for
from streams.models import ActionHandler, Versions, Viewer
from streams.scripts import address, translations


def scripts(viewer: Viewer, version: Versions) -> list[dict[str, Any]]:
    """Each with where it may act: it decides for itself on what it does. A script whose file went is a 404."""
    return [
        _script(handler)
        for handler in scripted(version)
        if is_for(handler, viewer) and (viewer.actions is None or handler.key in viewer.actions)
    ]


def scripted(version: Versions) -> list[ActionHandler]:
    """The rows that are switched on and name a script, whoever they are for."""
    return [handler for handler in handlers(version) if handler.enabled and handler.script]


def _script(handler: ActionHandler) -> dict[str, Any]:
    return {
        "key": handler.key,
        "src": address(handler.script),
        "style": handler.script_style,
        "texts": translations(handler.script),
        "types": handler.object_types,
        "sources": handler.providers,
        "label": handler.label,
        "icon": handler.icon,
        "confirm": handler.confirm,
        "weight": handler.weight,
    }
