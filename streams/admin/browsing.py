"""The list of activities, however long: read by the read door, page by page behind a cursor, and never counted."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest

from streams.admin.narrowing import Narrowing, Wanted
from streams.feed.cursor import Cursor, InvalidCursor
from streams.feed.page import Feed
from streams.models import Activity, Application, Audience, Provider, Viewer

BEFORE = "before"
# How often one page looks further where little matches; each time costs what a reader's page costs.
READS = 10
ISSUE_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]*-[0-9]+")
# One word with something in it that words seldom have.
ID = re.compile(r"[^\s\0]*[0-9:/][^\s\0]*")


class ActivityList(ChangeList):
    """Newest first. A page may come out short and still have older ones behind it: it says how far it looked."""

    # Where older ones are listed, and how far back a short page looked.
    older: str | None = None
    looked_back_to: datetime | None = None

    def get_filters_params(self, params: Any = None) -> dict[str, Any]:
        return {name: value for name, value in super().get_filters_params(params).items() if name != BEFORE}

    def get_query_string(self, new_params: Any = None, remove: Any = None) -> str:
        """Another filter starts at the newest again."""
        return super().get_query_string(new_params, [*(remove or []), BEFORE])

    def get_results(self, request: HttpRequest) -> None:
        found = self._named()
        self.result_list = found if found is not None else self._page(request)
        self.result_count = self.full_result_count = len(self.result_list)
        self.show_full_result_count = self.can_show_all = self.multi_page = False
        self.show_admin_actions = bool(self.result_list)

    def _page(self, request: HttpRequest) -> list[Activity]:
        wanted = self._wanted()
        viewer = _overseer(request.user, wanted)
        feed = Feed(viewer, self.list_per_page, self._cursor(request), wanted.filter, reads=READS)
        if feed.next_cursor:
            self.older = ChangeList.get_query_string(self, {BEFORE: feed.next_cursor})
            if len(feed.activities) < self.list_per_page:
                self.looked_back_to = Cursor.decode(feed.next_cursor).published
        return self._whole([row.pk for row in feed.activities])

    def _wanted(self) -> Wanted:
        wanted = Wanted()
        for spec in self.filter_specs:
            if isinstance(spec, Narrowing) and spec.value():
                spec.narrow(wanted)
        if ISSUE_KEY.fullmatch(self.query):
            wanted.add("issue-key", "IS", self.query)
        else:
            for word in self.query.replace("\0", "").split():
                wanted.add("text", "CONTAINS", word)
        return wanted

    def _cursor(self, request: HttpRequest) -> Cursor | None:
        try:
            return Cursor.decode(request.GET[BEFORE]) if BEFORE in request.GET else None
        except InvalidCursor as error:
            raise IncorrectLookupParameters(error) from error

    def _named(self) -> list[Activity] | None:
        """What was searched for by its id, ours or its source's; None where the search is for words."""
        try:
            named = Activity.objects.filter(uid=UUID(self.query))
        except ValueError:
            if not ID.fullmatch(self.query):
                return None
            named = Activity.objects.filter(source__in=_sources(), foreign_id=self.query)
        pks = list(named.values_list("pk", flat=True)[: self.list_per_page])
        return self._whole(pks) if pks else None

    def _whole(self, pks: list[int]) -> list[Activity]:
        by_pk = self.apply_select_related(self.root_queryset).in_bulk(pks)
        return [by_pk[pk] for pk in pks if pk in by_pk]


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
