"""Which issue or project a posted target means (contract.md §4.6).

Known is what our sources reported, and what a source says an address of its own is: what programs post is no evidence,
or anybody could give a key another address. What the poster may not see is treated as what does not exist: the target
stays as it was given.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.db import connection

from streams import registry
from streams.models import Activity, Audience, Provider, Viewer
from streams.models.activity import visible_audiences
from streams.providers.base import Entity
from streams.publishing import facets
from streams.publishing.document import Door
from streams.publishing.source import Source
from streams.sanitizing import is_web_url

logger = logging.getLogger(__name__)

ISSUE, PROJECT = "issue_key", "project_key"
# From the widest to the narrowest.
_WIDTH: dict[str, int] = {kind: place for place, kind in enumerate(("public", "members", "group", "person"))}
_NARROW = {"group", "person"}
_ISSUE_KEY = re.compile(r"([A-Za-z][A-Za-z0-9_]*)-[0-9]+")
_PROJECT_KEY = re.compile(r"\w[\w.-]{0,63}")


@dataclass(frozen=True)
class Reported:
    """An issue or project that the poster may see: what to say of it, and who else may see it."""

    column: str
    key: str
    activity: Activity

    @property
    def thing(self) -> dict[str, Any]:
        """What its source says of it, under its key."""
        parts = (self.activity.target, self.activity.object)
        said = next((part for part in parts if facets.issue_key(part) == self.key), None) or {}
        kind = said.get("type") or ("issue" if self.column == ISSUE else "project")
        return {"id": None, "summary": None, "url": None, **said, "type": kind, "title": self.key}

    def is_at(self, address: str) -> bool:
        """Whether its source has it there; of a project, whether its source is at that host."""
        if self.column == ISSUE:
            return (self.thing["url"] or "").rstrip("/") == address.rstrip("/")
        parts = (self.activity.object or {}, self.activity.target or {}, {"url": self.activity.url})
        return urlsplit(address).hostname in {urlsplit(part.get("url") or "").hostname for part in parts}


def associate(activities: list[Activity], source: Source) -> None:
    """Give each activity the target, the project and the audience of what its target means."""
    if source.poster is None or source.door is Door.PROVIDER:
        # A source knows what it reports on.
        return
    asked = {id(activity): _candidates(_address(activity)) for activity in activities}
    keys = {candidate for candidates in asked.values() for candidate in candidates}
    if not keys:
        return
    viewer = Viewer.of(source.poster)
    known = _known(keys, viewer, source.provider.pk)
    unknown: list[Activity] = []
    for activity in activities:
        found = [known[candidate] for candidate in asked[id(activity)] if candidate in known]
        address = _address(activity)
        fitting = [entity for entity in found if "/" not in address or entity.is_at(address)]
        if fitting:
            _apply(fitting[0], address, activity)
        elif "/" in address:
            unknown.append(activity)
    if unknown:
        _ask_the_sources(unknown, viewer)


def may_mean_something(activity: Activity) -> bool:
    """Whether the target of what a program posts has to be looked up."""
    return bool(_candidates(_address(activity)))


def _address(activity: Activity) -> str:
    return (activity.target or {}).get("url") or ""


def _candidates(address: str) -> list[tuple[str, str]]:
    """Column and key of what an address or a bare key may mean: the issue, then its project."""
    word = address.rstrip("/").rpartition("/")[2]
    if issue := _ISSUE_KEY.fullmatch(word):
        return [(ISSUE, word.upper()), (PROJECT, issue[1].upper())]
    return [(PROJECT, word)] if _PROJECT_KEY.fullmatch(word) else []


def _apply(entity: Reported, address: str, activity: Activity) -> None:
    activity.project_key = activity.project_key or entity.activity.project_key
    # The project of an issue that nobody has heard of yet says nothing about the issue.
    if entity.column == ISSUE or address.rstrip("/").endswith(entity.key):
        activity.target = entity.thing
    _narrow(activity, entity.activity.audience)


def _narrow(activity: Activity, audience: Audience) -> None:
    if audience.kind in _NARROW and activity.audience.kind not in _NARROW:
        activity.audience = audience


def _ask_the_sources(activities: list[Activity], viewer: Viewer) -> None:
    """What nobody has heard of yet, a source may know by the looks of its address: one query."""
    providers = Provider.objects.filter(audience__in=visible_audiences(viewer)).select_related("audience")
    for activity in activities:
        address = _address(activity)
        for provider in providers:
            if entity := _entity(provider, address):
                url = entity.url if is_web_url(entity.url) else address
                named = {"type": entity.type, "title": entity.key, "url": url}
                activity.target = {"id": None, "summary": None, **named}
                activity.project_key = activity.project_key or entity.project
                _narrow(activity, provider.audience)
                break


def _entity(provider: Provider, address: str) -> Entity | None:
    """A stranger's backend that fails costs the recognition, never the post."""
    backend = registry.providers().get(provider.backend)
    try:
        return backend.entity(provider, address) if backend else None
    except Exception:
        logger.exception("provider %s broke while it was asked what an address means", provider.key)
        return None


def _known(keys: set[tuple[str, str]], viewer: Viewer, thirdparty: int) -> dict[tuple[str, str], Reported]:
    """What this viewer may see of these, as the widest audience sees it: three queries, however many."""
    audiences = visible_audiences(viewer)
    found: dict[tuple[str, str], list[int]] = {}
    for column in (ISSUE, PROJECT):
        wanted = sorted(key for name, key in keys if name == column)
        for key, pk in _newest(column, wanted, audiences, thirdparty) if wanted else ():
            found.setdefault((column, key), []).append(pk)
    rows = Activity.objects.select_related("audience").in_bulk([pk for pks in found.values() for pk in pks])
    return {
        name: Reported(*name, min((rows[pk] for pk in pks), key=lambda row: (_WIDTH[row.audience.kind], -row.pk)))
        for name, pks in found.items()
    }


def _newest(column: str, keys: list[str], audiences: list[int], thirdparty: int) -> list[tuple[str, int]]:
    """Key and newest activity for each audience: one statement, one index descent for each pair."""
    sql = (
        f"WITH wanted(name) AS (VALUES {','.join(['(%s)'] * len(keys))}), found AS ("
        f"SELECT wanted.name, (SELECT id FROM streams_activity WHERE {column} = wanted.name"
        f" AND audience_id = seen.id AND provider_id <> %s ORDER BY published DESC, id DESC LIMIT 1) AS pk"
        f" FROM wanted CROSS JOIN streams_audience seen WHERE seen.id IN ({','.join(['%s'] * len(audiences))}))"
        " SELECT name, pk FROM found WHERE pk IS NOT NULL"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*keys, thirdparty, *audiences])
        return list(cursor.fetchall())
