"""An entry of GitLab's log in the words of its webhooks."""

from __future__ import annotations

from typing import Any

from streams.providers.base import Document, Skipped
from streams.providers.forge.place import Place
from streams.providers.gitlab.event import Event
from streams.providers.gitlab.readers import READERS


def told(place: Place, payload: dict[str, Any] | None) -> list[Document]:
    """What a webhook's payload of this project tells; [] for what is none."""
    if not payload:
        return []
    project = {"path_with_namespace": place.name, "web_url": place.url}
    try:
        return READERS[payload["object_kind"]](Event({**payload, "project": project}, payload.get("at", "")))
    except Skipped:
        return []
