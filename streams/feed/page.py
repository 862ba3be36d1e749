"""The read door: one reader's page of the stream, its ETag and where it goes on."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import orjson
from django.core.cache import cache
from django.utils import timezone

from streams.feed.cursor import Cursor
from streams.feed.offers import offers
from streams.models import Activity, Provider, Version, Viewer
from streams.rendering import timestamp

# How long an unchanged page is taken for unchanged without building it: only a source that falls silent changes it so.
RECHECK_SECONDS = 60
COLUMNS = ("id", "published", "uid", "revision", "rendered", "entity", "kind__provider_key", "kind__object_type")


@dataclass
class Feed:
    """What `viewer` sees, newest first. Each property costs a constant number of queries, and only when asked."""

    viewer: Viewer
    limit: int
    cursor: Cursor | None = None
    # What else the same viewer's pages differ by, such as the address asked for: it keys the memory of the ETag.
    variant: str = ""
    version: int = field(default_factory=Version.current)

    def is_current(self, etag: str) -> bool:
        """Whether the reader's copy is still the page: true without loading any activity when nothing was written."""
        if cache.get(self._memory) == [self.version, etag]:
            return True
        return etag == self.etag

    @cached_property
    def etag(self) -> str:
        """Of everything a reader can notice: edits, removals, action states, sources. Weak: `last_ok` is left out.

        It is remembered together with the version it was true for, so the next unchanged poll need not build the page.
        """
        facts = [
            [(str(row.uid), row.revision) for row in self.activities],
            [self._offers[row.pk] for row in self.activities],
            [{**source, "last_ok": None} for source in self.sources],
            self.next_cursor,
        ]
        etag = f'W/"{hashlib.sha256(orjson.dumps(facts)).hexdigest()[:32]}"'
        cache.set(self._memory, [self.version, etag], RECHECK_SECONDS)
        return etag

    @cached_property
    def activities(self) -> list[Activity]:
        return self._rows[: self.limit]

    @cached_property
    def next_cursor(self) -> str | None:
        """Where the next page starts; None on the last one."""
        if len(self._rows) <= self.limit:
            return None
        last = self.activities[-1]
        return Cursor(last.published, last.pk).encode()

    @cached_property
    def sources(self) -> list[dict[str, Any]]:
        """Each source that this viewer may see, and how it fares."""
        now = timezone.now()
        visible = Provider.objects.filter(enabled=True, audience_id__in=self.viewer.audience_ids)
        return [_source(provider, provider.state(now)) for provider in visible]

    def json(self, next_url: str | None) -> bytes:
        """The page as JSON text: stored texts spliced with the viewer's actions (design §4)."""
        items = ",".join(splice(row, self._offers[row.pk]) for row in self.activities)
        rest = orjson.dumps({"next": next_url, "sources": self.sources, "warnings": []}).decode()
        return f'{{"items":[{items}],{rest[1:]}'.encode()

    @cached_property
    def _rows(self) -> list[Activity]:
        """One more than the page, to know whether another follows."""
        rows = Activity.objects.visible_to(self.viewer)
        if self.cursor:
            rows = rows.published_before(self.cursor.published, self.cursor.pk)
        return list(rows.newest_first().select_related("kind").only(*COLUMNS)[: self.limit + 1])

    @cached_property
    def _offers(self) -> dict[int, list[dict[str, Any]]]:
        return offers(self.activities, self.viewer)

    @cached_property
    def _memory(self) -> str:
        viewer = self.viewer
        actions = None if viewer.actions is None else sorted(viewer.actions)
        who = [viewer.user_id, sorted(viewer.audience_ids), sorted(viewer.scopes), actions]
        what = [self.variant, self.limit, self.cursor and self.cursor.encode()]
        return "feed:" + hashlib.sha256(orjson.dumps([who, what])).hexdigest()


def item(activity: Activity, viewer: Viewer) -> dict[str, Any]:
    """One activity as this viewer sees it."""
    return orjson.loads(splice(activity, offers([activity], viewer)[activity.pk]))


def splice(activity: Activity, actions: list[dict[str, Any]]) -> str:
    """The stored text with the viewer's actions put in before its last brace."""
    return f'{activity.rendered[:-1]},"actions":{orjson.dumps(actions).decode()}}}'


def _source(provider: Provider, state: str) -> dict[str, Any]:
    return {
        "key": provider.key,
        "name": provider.name,
        "state": state,
        "last_ok": provider.last_ok and timestamp(provider.last_ok),
        "message": provider.message if state == "failing" else "",
    }
