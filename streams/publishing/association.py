"""Which issue or project a posted target means (contract.md §4.6).

Known is what our sources reported, and what a source says an address of its own is: what programs post is no evidence,
or anybody could give a key another address. What the poster may not see is treated as what does not exist, and so is
what not everybody may see who sees the activity: the target stays as it was given.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Iterable, Mapping
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


@dataclass(frozen=True)
class Meaning:
    """What is told of a target, and who may be told."""

    audience: Audience
    project: str
    # None where only the project is known, which says nothing about the issue.
    target: dict[str, Any] | None


Meanings = Mapping[str, Collection[Meaning]]


def meanings(activities: Iterable[Activity], source: Source) -> Meanings:
    """What the addresses of these targets mean to the poster, by the address: as each audience sees it, the widest
    first."""
    if source.poster is None or source.door is Door.PROVIDER:
        # A source knows what it reports on.
        return {}
    asked = {address: _candidates(address) for address in map(address_of, activities)}
    keys = {candidate for candidates in asked.values() for candidate in candidates}
    if not keys:
        return {}
    viewer = Viewer.of(source.poster)
    known = _known(keys, viewer, source.provider.pk)
    found = {address: _reported(address, candidates, known) for address, candidates in asked.items()}
    unknown = [address for address, meant in found.items() if not meant and "/" in address]
    return found | (_told_by_the_sources(unknown, viewer) if unknown else {})


def associate(activity: Activity, known: Meanings, may_narrow: bool) -> None:
    """Give an activity the target and the project that its target means, where all who see it may see them.

    Where it `may_narrow` the audience, only those see the activity.
    """
    meant = known.get(address_of(activity), ())
    told = _told(activity, meant)
    if told is None and meant and may_narrow and activity.audience.kind in {"public", "members"}:
        told = next(iter(meant))
        activity.audience = told.audience
    if told is not None:
        activity.target = told.target or activity.target
        activity.project_key = activity.project_key or told.project


def as_it_was_sent(document: dict[str, Any], stored: Activity, source: Source) -> dict[str, Any]:
    """The document of a stored activity without what it was given here: that follows its target and its audience."""
    told = _told(stored, meanings([stored], source).get(address_of(stored), ()))
    if told is None:
        return document
    sent = dict(document)
    if told.target and stored.target and _name(told.target) == _name(stored.target):
        sent["target"] = {"url": address_of(stored)}
    if stored.project_key == told.project:
        sent.pop("project", None)
    return sent


def may_mean_something(activity: Activity) -> bool:
    """Whether the target of what a program posts has to be looked up."""
    return bool(_candidates(address_of(activity)))


def address_of(activity: Activity) -> str:
    """By which a target is recognised."""
    return (activity.target or {}).get("url") or ""


def _name(thing: dict[str, Any]) -> tuple[Any, Any]:
    return thing["title"], thing["url"]


def _told(activity: Activity, meant: Iterable[Meaning]) -> Meaning | None:
    return next((meaning for meaning in meant if _may_all_see(meaning, activity)), None)


def _may_all_see(meaning: Meaning, activity: Activity) -> bool:
    """Whether whoever sees the activity may see this. Whom it means something to, its poster, may in any case."""
    seen, audience = meaning.audience, activity.audience
    if audience == seen or seen.kind == "public":
        return True
    if audience.kind == "person" and audience.user_id == activity.poster_id:
        return True
    return seen.kind == "members" and audience.kind in {"group", "person"}


def _candidates(address: str) -> list[tuple[str, str]]:
    """Column and key of what an address or a bare key may mean: the issue, then its project."""
    word = address.rstrip("/").rpartition("/")[2]
    if issue := _ISSUE_KEY.fullmatch(word):
        return [(ISSUE, word.upper()), (PROJECT, issue[1].upper())]
    return [(PROJECT, word)] if _PROJECT_KEY.fullmatch(word) else []


def _reported(
    address: str, candidates: list[tuple[str, str]], known: Mapping[tuple[str, str], list[Reported]]
) -> list[Meaning]:
    """What sources reported of it: of the issue, or else of its project."""
    for candidate in candidates:
        there = [entity for entity in known.get(candidate, ()) if "/" not in address or entity.is_at(address)]
        if there:
            return [_meaning(entity, address) for entity in there]
    return []


def _meaning(entity: Reported, address: str) -> Meaning:
    # The project of an issue that nobody has heard of yet says nothing about the issue.
    is_it = entity.column == ISSUE or address.rstrip("/").endswith(entity.key)
    return Meaning(entity.activity.audience, entity.activity.project_key, entity.thing if is_it else None)


def _told_by_the_sources(addresses: list[str], viewer: Viewer) -> dict[str, list[Meaning]]:
    """What nobody has heard of yet, a source may know by the looks of its address: one query."""
    found: dict[str, list[Meaning]] = {}
    for provider in Provider.objects.filter(audience__in=visible_audiences(viewer)).select_related("audience"):
        for address in addresses:
            if address not in found and (entity := _entity(provider, address)):
                url = entity.url if is_web_url(entity.url) else address
                target = {"id": None, "summary": None, "type": entity.type, "title": entity.key, "url": url}
                found[address] = [Meaning(provider.audience, entity.project, target)]
    return found


def _entity(provider: Provider, address: str) -> Entity | None:
    """A stranger's backend that fails costs the recognition, never the post."""
    backend = registry.providers().get(provider.backend)
    try:
        return backend.entity(provider, address) if backend else None
    except Exception:
        logger.exception("provider %s broke while it was asked what an address means", provider.key)
        return None


def _known(keys: set[tuple[str, str]], viewer: Viewer, thirdparty: int) -> dict[tuple[str, str], list[Reported]]:
    """What this viewer may see of these, as the widest audience sees it first: three queries, however many."""
    audiences = visible_audiences(viewer)
    found: dict[tuple[str, str], list[int]] = {}
    for column in (ISSUE, PROJECT):
        wanted = sorted(key for name, key in keys if name == column)
        for key, pk in _newest(column, wanted, audiences, thirdparty) if wanted else ():
            found.setdefault((column, key), []).append(pk)
    rows = Activity.objects.select_related("audience").in_bulk([pk for pks in found.values() for pk in pks])
    return {
        name: [Reported(*name, row) for row in sorted((rows[pk] for pk in pks), key=_width)]
        for name, pks in found.items()
    }


def _width(row: Activity) -> tuple[int, int]:
    return _WIDTH[row.audience.kind], -row.pk


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
