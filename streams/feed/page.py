"""The read door: one reader's page of the stream, its ETag and where it goes on."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import count
from sys import getsizeof
from typing import Any, NamedTuple

import orjson
from django.utils import timezone
from django.utils.translation import gettext_noop

from streams.feed.cursor import Cursor
from streams.feed.grammar import Filter
from streams.feed.offers import offers, pressable
from streams.feed.plan import Plan
from streams.feed.planning import plan
from streams.feed.query import Found, Row, read
from streams.feed.scripts import scripts
from streams.languages import current, told
from streams.memory import kept, remembered
from streams.models import Activity, Provider, Version, Versions, Viewer
from streams.models.activity import visible_audiences
from streams.models.audience import TELLING
from streams.rendering import timestamp

# How long a source's `last_ok` may be told that has moved on: nothing else of it changes without a new version.
SOURCES_SECONDS = 10


@dataclass
class Feed:
    """What `viewer` sees of what matches `filter`, newest first. What is not asked for costs nothing.

    A page may be shorter than `limit`, even empty, and still have a `next_cursor`: looking further would take long.
    """

    viewer: Viewer
    limit: int
    cursor: Cursor | None = None
    filter: Filter = field(default_factory=Filter)
    # What else the same viewer's pages differ by, such as the address asked for: it is part of the ETag.
    variant: str = ""
    version: Versions = field(default_factory=Version.now)
    # How many times as far it may look for a page that comes out short: for readers that know of no next page.
    reads: int = 1

    @cached_property
    def etag(self) -> str:
        """Of everything a reader can notice: edits, removals, action states, sources. Weak: `last_ok` is left out."""
        facts = [
            [(row.pk, row.revision) for row in self.activities],
            [self._offers[row.pk] for row in self.activities],
            [{**source, "last_ok": None} for source in self.sources],
            self.next_cursor,
            self.scripts,
            self.warnings,
            self.variant,
        ]
        return f'W/"{hashlib.sha256(orjson.dumps(facts)).hexdigest()[:32]}"'

    @property
    def ends(self) -> float:
        """When the page changes though nothing is written, in epoch seconds: the next source falls silent."""
        now = timezone.now()
        silences = [known.late_from for known in _known_sources(self.viewer, self.version)]
        return min((late.timestamp() for late in silences if late and late > now), default=math.inf)

    def pressable(self, row: Row) -> frozenset[str]:
        """The keys of the actions that this viewer may press on it now."""
        return pressable(self._offers[row.pk])

    @property
    def activities(self) -> Sequence[Row]:
        """What a page needs of each; `whole` has everything."""
        return self._found.rows

    @cached_property
    def whole(self) -> list[Activity]:
        """The same activities as models, with all that belongs to them: one query more."""
        by_pk = Activity.objects.visible_to(self.viewer).whole().in_bulk([row.pk for row in self.activities])
        return [by_pk[row.pk] for row in self.activities if row.pk in by_pk]

    @cached_property
    def emails(self) -> dict[int, str]:
        """The authors' addresses, by primary key. No stored text has them: switching them off hides them all."""
        visible = Activity.objects.visible_to(self.viewer).filter(pk__in=[row.pk for row in self.activities])
        return {pk: actor["email"] for pk, actor in visible.values_list("pk", "actor") if "email" in actor}

    @cached_property
    def next_cursor(self) -> str | None:
        """Where the next page starts; None on the last one."""
        return self._found.next.encode() if self._found.next else None

    @cached_property
    def sources(self) -> list[dict[str, Any]]:
        """Each source that this viewer may see and the filter asks for, and how it fares."""
        now, wanted = timezone.now(), self.filter.providers
        known = _known_sources(self.viewer, self.version)
        return [_source(one, now) for one in known if wanted is None or one.facts["key"] in wanted]

    @cached_property
    def scripts(self) -> list[dict[str, Any]]:
        """What brings further actions to the page."""
        return scripts(self.viewer, self.version)

    @cached_property
    def warnings(self) -> list[dict[str, Any]]:
        """What was not taken of the filter."""
        return [asdict(notice) for notice in self.filter.warnings]

    def json(self, next_url: str | None) -> bytes:
        """The page as JSON text: stored texts spliced with the viewer's actions (design §4)."""
        items = ",".join(splice(row, self._offers[row.pk]) for row in self.activities)
        told = {"next": next_url, "sources": self.sources, "scripts": self.scripts, "warnings": self.warnings}
        rest = orjson.dumps(told).decode()
        return f'{{"items":[{items}],{rest[1:]}'.encode()

    @cached_property
    def _found(self) -> Found:
        """The same for all who may see the same: until the next write they are given what was found for one of them."""
        drawn = plan(self.filter, self.viewer, self.version)
        if drawn is None:
            return Found()
        name = ("found", drawn.identity, self.limit, self.cursor, self.reads)
        return kept(name, self.version.number, lambda found: _size(found.rows), lambda: self._read(drawn))

    def _read(self, drawn: Plan) -> Found:
        found = read(drawn, self.limit, self.cursor)
        if self.reads == 1 or found.next is None or len(found.rows) == self.limit:
            return found
        # In one go, not a budget at a time.
        more = read(drawn, self.limit - len(found.rows), found.next, self.reads - 1)
        return Found((*found.rows, *more.rows), more.next)

    @cached_property
    def _offers(self) -> dict[int, str]:
        """Each viewer's own. Of the viewer what offers depend on: a session's user brings its whole request along."""
        who = self.viewer
        standing = (who.user_id, who.audience_ids, who.scopes, who.actions, who.is_framed, current())
        name = ("offers", *standing, *(row.pk for row in self.activities))
        return kept(name, self.version.number, _size_of_offers, self._make_offers)

    def _make_offers(self) -> dict[int, str]:
        return offers(self.activities, self.viewer, self.version)


def _size(rows: Sequence[Row]) -> int:
    """In bytes, about."""
    return sum(getsizeof(row.rendered) + 500 for row in rows)


def _size_of_offers(texts: dict[int, str]) -> int:
    return sum(getsizeof(text) + 100 for text in texts.values())


def lists(wanted: Filter, activity: Activity, viewer: Viewer) -> bool:
    """Whether what this viewer sees is among what matches."""
    if not wanted.conditions and wanted.providers is None:
        return True
    # Right before it, it is the next one.
    above = Cursor(activity.published, activity.pk + 1)
    found = read(plan(wanted, viewer, Version.now()), 1, above)
    return [row.pk for row in found.rows] == [activity.pk]


def walk(
    viewer: Viewer, wanted: Filter, size: int, pages: int | None = None, cursor: Cursor | None = None
) -> Iterator[Row]:
    """All that matches, newest first, in bounded memory: `size` activities at a time, at most so many pages.

    The first of them are read at once: what fails fails here, and not in the midst of an answer.
    """
    drawn = plan(wanted, viewer, Version.now())
    return _walk(drawn, size, pages, read(drawn, size, cursor))


def _walk(drawn: Plan | None, size: int, pages: int | None, found: Found) -> Iterator[Row]:
    yield from found.rows
    for _ in count() if pages is None else range(pages - 1):
        if found.next is None:
            return
        found = read(drawn, size, found.next)
        yield from found.rows


def item(activity: Activity, viewer: Viewer | None) -> dict[str, Any]:
    """One activity as this viewer sees it; None for who may only publish: they are told of no action, nor how many
    others did it."""
    if viewer is None or viewer.scopes.isdisjoint(TELLING):
        return orjson.loads(splice(activity, "[]"))
    return orjson.loads(splice(activity, offers([activity], viewer, Version.now())[activity.pk]))


def splice(activity: Activity | Row, actions: str) -> str:
    """The stored text with the viewer's actions put in before its last brace."""
    return f'{activity.rendered[:-1]},"actions":{actions}}}'


class _KnownSource(NamedTuple):
    """What readers are told of a source, but for what the hour changes."""

    facts: dict[str, Any]
    late_from: datetime | None
    throttled_until: datetime | None


def _known_sources(viewer: Viewer, version: Versions) -> list[_KnownSource]:
    audiences = visible_audiences(viewer)

    def look() -> list[_KnownSource]:
        now = timezone.now()
        visible = Provider.objects.filter(enabled=True, audience_id__in=audiences).defer("config", "cursor", "keys")
        return [_known(provider, provider.state(now)) for provider in visible]

    return remembered(("sources", *audiences), (version.settled, version.fared), SOURCES_SECONDS, look)


def _known(provider: Provider, state: str) -> _KnownSource:
    wait_until = provider.throttled_until if state == "throttled" else None
    retry_at = provider.next_poll if state == "failing" else wait_until
    facts = {
        "key": provider.key,
        "name": provider.name,
        "state": state,
        "last_ok": provider.last_ok and timestamp(provider.last_ok),
        "message": provider.message if wait_until or state == "failing" else "",
        "retry_at": retry_at and timestamp(retry_at),
    }
    return _KnownSource(facts, provider.late_from, wait_until)


def _source(known: _KnownSource, now: datetime) -> dict[str, Any]:
    is_silent = known.late_from is not None and known.late_from <= now
    if not is_silent or known.facts["state"] == "failing":
        return known.facts | ({"message": _asks_to_wait(known)} if known.throttled_until else {})
    return known.facts | {"state": "late", "message": "", "retry_at": None}


def _asks_to_wait(known: _KnownSource) -> str:
    """With its name, for readers that know no throttled sources: they show the sentence as it stands."""
    asked = told(gettext_noop("{name} asks us to wait until {time}."))
    time = f"{timezone.localtime(known.throttled_until):%H:%M %Z}"
    return f"{asked.format(name=known.facts['name'], time=time)} {known.facts['message']}"
