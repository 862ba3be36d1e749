"""The list of activities, read by the read door."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery

from streams.admin.narrowing import Narrowing, Wanted
from streams.admin.paging import PagedList
from streams.feed.cursor import Cursor
from streams.feed.page import Feed
from streams.models import Activity, Application, Audience, Provider, Viewer

# How many times as far as a reader's page one looks where little matches.
READS = 10
ISSUE_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]*-[0-9]+")
# One word with something in it that words seldom have.
ID = re.compile(r"[^\s\0]*[0-9:/][^\s\0]*")


class ActivityList(PagedList):
    def read(self, after: Cursor | None) -> list[Activity]:
        found = self._named()
        return found if found is not None else self._page(after)

    def _page(self, after: Cursor | None) -> list[Activity]:
        wanted = self._wanted()
        viewer = _overseer(self.request.user, wanted)
        feed = Feed(viewer, self.list_per_page, after, wanted.filter, reads=READS)
        if feed.next_cursor:
            self.goes_on_behind(Cursor.decode(feed.next_cursor), is_short=len(feed.activities) < self.list_per_page)
        return self.whole([row.pk for row in feed.activities])

    def _wanted(self) -> Wanted:
        wanted = Wanted()
        for spec in self.filter_specs:
            if isinstance(spec, Narrowing) and spec.value():
                spec.narrow(wanted)
        if ISSUE_KEY.fullmatch(self.query):
            wanted.add("issue-key", "IS", self.query)
        else:
            for word in self.query.split():
                wanted.add("text", "CONTAINS", word)
        return wanted

    def _named(self) -> list[Activity] | None:
        """What was searched for by its id, ours or its source's; None where the search is for words."""
        try:
            named = Activity.objects.filter(uid=UUID(self.query))
        except ValueError:
            if not ID.fullmatch(self.query):
                return None
            named = Activity.objects.filter(source__in=_sources(), foreign_id=self.query)
        pks = list(named.values_list("pk", flat=True)[: self.list_per_page])
        return self.whole(pks) if pks else None


def _overseer(user: Any, wanted: Wanted) -> Viewer:
    """Who sees every activity, or those of one audience."""
    if wanted.audience is not None:
        return Viewer(user, frozenset({wanted.audience}))
    return Viewer(user, frozenset(_audiences_in_use()), sees_all=True)


def _audiences_in_use() -> list[int]:
    """Few, so that a person's or a project's entries are still descended to, audience by audience."""
    # A scalar and no EXISTS, which PostgreSQL may turn into a join with the whole table.
    newest = Activity.objects.filter(audience=OuterRef("pk")).newest_first().values("pk")[:1]
    used = Audience.objects.annotate(newest=Subquery(newest)).filter(newest__isnull=False)
    return list(used.values_list("pk", flat=True))


def _sources() -> list[str]:
    """Their names as the unique index has them."""
    providers = (f"provider:{pk}" for pk in Provider.objects.values_list("pk", flat=True))
    return [*providers, *(f"application:{pk}" for pk in Application.objects.values_list("pk", flat=True))]
