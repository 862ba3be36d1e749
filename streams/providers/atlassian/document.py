"""An entry of an activity stream as the document of an activity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from streams.limits import MAX_ITEMS, MAX_TEXT
from streams.providers.atlassian.addresses import meaning
from streams.providers.base import Document
from streams.syndication.fitting import fitted, minted, name

APPLICATIONS = {
    "com.atlassian.jira": "Jira",
    "com.atlassian.confluence": "Confluence",
    "com.atlassian.bamboo": "Bamboo",
    "com.atlassian.fisheye": "FishEye and Crucible",
}


def document(entry: Mapping[str, Any]) -> Document:
    """Which product it is of becomes a category, after its own; its project is what its addresses tell."""
    told = _by_itself(entry, fitted(entry))
    thing = told.get("object") or {}
    program = name((entry.get("generator") or {}).get("displayName"))
    program = APPLICATIONS.get(program, program)
    about = [told.get("target") or {}, thing, told]
    projects = (found.project for part in about if (found := meaning(part.get("url", ""))))
    more = {
        "categories": _categories(told.get("categories", []), program),
        "project": name(next(filter(None, projects), "")),
        # By its address it is the same thing whichever way it is reported.
        "entity": url if len(url := thing.get("url", "")) <= MAX_TEXT else "",
    }
    return told | {field: value for field, value in more.items() if value}


def _by_itself(entry: Mapping[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """Confluence names each edit of a page by the page: by its time and verb as well, two edits are two activities."""
    own, thing = entry.get("id"), entry.get("object") or {}
    if not own or own not in (entry.get("url"), thing.get("id")):
        return told
    return told | {"id": minted(told | {"url": own})}


def _categories(own: Sequence[str], program: str) -> list[str]:
    """The status is the first, where it was: clients take one category for it (contract.md §1.7)."""
    return list(dict.fromkeys(filter(None, [*own[: MAX_ITEMS - 1], program])))
