"""Which issue or project a posted target means (contract.md §4.6).

Known is what our sources reported: what programs post is no evidence, or anybody could give a key another address.
What the poster may not see is treated as what does not exist: the target stays as it was given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.db import connection

from streams.models import Activity, Viewer
from streams.models.activity import visible_audiences
from streams.publishing import facets
from streams.publishing.document import Door
from streams.publishing.source import Source

ISSUE, PROJECT = "issue_key", "project_key"
# From the widest to the narrowest.
_WIDTH: dict[str, int] = {kind: place for place, kind in enumerate(("public", "members", "group", "person"))}
_NARROW = {"group", "person"}
_ISSUE_KEY = re.compile(r"([A-Za-z][A-Za-z0-9_]*)-[0-9]+")
_PROJECT_KEY = re.compile(r"\w[\w.-]{0,63}")


@dataclass(frozen=True)
class Entity:
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
    asked = {id(activity): _candidates((activity.target or {}).get("url") or "") for activity in activities}
    keys = {candidate for candidates in asked.values() for candidate in candidates}
    if not keys:
        return
    known = _known(keys, Viewer.of(source.poster), source.provider.pk)
    for activity in activities:
        found = [known[candidate] for candidate in asked[id(activity)] if candidate in known]
        address = activity.target["url"] if activity.target else ""
        fitting = [entity for entity in found if "/" not in address or entity.is_at(address)]
        if fitting:
            _apply(fitting[0], address, activity)


def _candidates(address: str) -> list[tuple[str, str]]:
    """Column and key of what an address or a bare key may mean: the issue, then its project."""
    word = address.rstrip("/").rpartition("/")[2]
    if issue := _ISSUE_KEY.fullmatch(word):
        return [(ISSUE, word.upper()), (PROJECT, issue[1].upper())]
    return [(PROJECT, word)] if _PROJECT_KEY.fullmatch(word) else []


def _apply(entity: Entity, address: str, activity: Activity) -> None:
    activity.project_key = activity.project_key or entity.activity.project_key
    # The project of an issue that nobody has heard of yet says nothing about the issue.
    if entity.column == ISSUE or address.rstrip("/").endswith(entity.key):
        activity.target = entity.thing
    if entity.activity.audience.kind in _NARROW and activity.audience.kind not in _NARROW:
        activity.audience = entity.activity.audience


def _known(keys: set[tuple[str, str]], viewer: Viewer, thirdparty: int) -> dict[tuple[str, str], Entity]:
    """What this viewer may see of these, as the widest audience sees it: three queries, however many."""
    audiences = visible_audiences(viewer)
    found: dict[tuple[str, str], list[int]] = {}
    for column in (ISSUE, PROJECT):
        wanted = sorted(key for name, key in keys if name == column)
        for key, pk in _newest(column, wanted, audiences, thirdparty) if wanted else ():
            found.setdefault((column, key), []).append(pk)
    rows = Activity.objects.select_related("audience").in_bulk([pk for pks in found.values() for pk in pks])
    return {
        name: Entity(*name, min((rows[pk] for pk in pks), key=lambda row: (_WIDTH[row.audience.kind], -row.pk)))
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
