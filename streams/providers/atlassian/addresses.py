"""What the addresses and keys of Jira, Confluence, Bamboo, FishEye and Crucible mean, by their looks."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urlsplit

from streams.providers.base import Entity

_ISSUE = re.compile(r"([A-Z][A-Z0-9_]+)-[1-9][0-9]*")
_PROJECT = re.compile(r"[A-Z][A-Z0-9_]+")
_PLAN = re.compile(r"([A-Z][A-Z0-9]+)(-[A-Z][A-Z0-9]*){1,2}(-[1-9][0-9]*)?")
_SPACE = re.compile(r"~?[\w.-]+")


def meaning(address: str) -> Entity | None:
    """Of a page's address; None for one that is of no such page."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    steps = [unquote(step) for step in parts.path.split("/") if step]
    for place, step in enumerate(steps[:-1]):
        if reader := _READERS.get(step):
            return reader(steps[place + 1 :], address)
    if steps and steps[-1] == "viewpage.action" and (page := parse_qs(parts.query).get("pageId")):
        return Entity("page", page[0], address)
    return None


def key(words: str, base: str) -> Entity | None:
    """Of a bare key such as "PAY-42"."""
    return _browsed([words], f"{base}/browse/{words}") if _ISSUE.fullmatch(words) or _PLAN.fullmatch(words) else None


def _browsed(steps: list[str], address: str) -> Entity | None:
    """Jira's issues and projects and Bamboo's plans and builds share their addresses."""
    if issue := _ISSUE.fullmatch(steps[0]):
        return Entity("issue", steps[0], address, issue[1])
    if plan := _PLAN.fullmatch(steps[0]):
        return Entity("job", steps[0], address, plan[1])
    return _project(steps, address)


def _project(steps: list[str], address: str) -> Entity | None:
    return Entity("project", steps[0], address, steps[0]) if _PROJECT.fullmatch(steps[0]) else None


def _shown(steps: list[str], address: str) -> Entity | None:
    """Confluence: a space, or a page of it by its title."""
    if not _SPACE.fullmatch(steps[0]):
        return None
    if len(steps) == 1:
        kind = "personal-space" if steps[0].startswith("~") else "space"
        return Entity(kind, steps[0], address, steps[0])
    return Entity("page", steps[1].replace("+", " "), address, steps[0])


def _review(steps: list[str], address: str) -> Entity | None:
    review = _ISSUE.fullmatch(steps[0])
    return Entity("review", steps[0], address, review[1]) if review else None


def _changed(steps: list[str], address: str) -> Entity | None:
    """FishEye: a changeset of a repository."""
    changeset = parse_qs(urlsplit(address).query).get("cs")
    return Entity("changeset", changeset[0], address, steps[0]) if changeset else None


_READERS = {
    "browse": _browsed,
    "projects": _project,
    "display": _shown,
    "spaces": _shown,
    "cru": _review,
    "changelog": _changed,
}
