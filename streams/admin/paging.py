"""Lists that grow for as long as people use it: page by page behind a cursor, newest first, and never counted.

What has an index of its own leads to a page; whatever else is asked for is checked on a bounded number of rows. So a
page may come out short and still have older ones behind it: it says how far it looked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest

from streams.admin.typed import Since, Until
from streams.feed.cursor import Cursor, InvalidCursor

BEFORE = "before"
# Rows that a page is looked for in, where something is asked for that no index leads to.
LOOKED_AT = 10_000


class PagedList(ChangeList):
    """Who knows how to read it, says `read`."""

    # Where older ones are listed, and how far back a short page looked.
    older: str | None = None
    looked_back_to: datetime | None = None
    request: HttpRequest

    def read(self, after: Cursor | None) -> list[Any]:
        """A page of what is behind the cursor."""
        raise NotImplementedError

    def get_filters_params(self, params: Any = None) -> dict[str, Any]:
        return {name: value for name, value in super().get_filters_params(params).items() if name != BEFORE}

    def get_query_string(self, new_params: Any = None, remove: Any = None) -> str:
        """Another filter starts at the newest again."""
        return super().get_query_string(new_params, [*(remove or []), BEFORE])

    def get_results(self, request: HttpRequest) -> None:
        self.request = request
        self.result_list = self.read(_cursor(request))
        self.result_count = self.full_result_count = len(self.result_list)
        self.show_full_result_count = self.can_show_all = self.multi_page = False
        self.show_admin_actions = bool(self.result_list)

    def goes_on_behind(self, cursor: Cursor, *, is_short: bool) -> None:
        self.older = super().get_query_string({BEFORE: cursor.encode()})
        self.looked_back_to = cursor.published if is_short else None

    def whole(self, pks: Sequence[int]) -> list[Any]:
        """With what their lines show, in this order."""
        by_pk = self.apply_select_related(self.root_queryset).in_bulk(pks)
        return [by_pk[pk] for pk in pks if pk in by_pk]


def _cursor(request: HttpRequest) -> Cursor | None:
    try:
        return Cursor.decode(request.GET[BEFORE]) if BEFORE in request.GET else None
    except InvalidCursor as error:
        raise IncorrectLookupParameters(error) from error


class LongList(PagedList):
    """Of a `Long`."""

    model_admin: Any

    def get_ordering(self, request: HttpRequest, queryset: QuerySet) -> list[Any]:
        return [f"-{self.model_admin.moment}", "-pk"]

    def read(self, after: Cursor | None) -> list[Any]:
        rows, end = self._behind(self.queryset, after), self._end(after)
        if end:
            rows = self._down_to(rows, end)
        found = [Cursor(*row) for row in self._keys(rows)[: self.list_per_page + 1]]
        if len(found) > self.list_per_page:
            self.goes_on_behind(found[self.list_per_page - 1], is_short=False)
        elif end:
            self.goes_on_behind(end, is_short=True)
        return self.whole([cursor.pk for cursor in found[: self.list_per_page]])

    def _end(self, after: Cursor | None) -> Cursor | None:
        """The last row that this page is looked for in; None where it may look at all."""
        asked = set(self.get_filters_params()) - {Since.parameter_name, Until.parameter_name}
        lead = next((name for name in self.model_admin.leads if name in asked), None)
        if not self.query and asked <= {lead}:
            return None
        last = self._keys(self._behind(self._led_by(lead), after))[LOOKED_AT - 1 : LOOKED_AT]
        return next((Cursor(*row) for row in last), None)

    def _led_by(self, lead: str | None) -> QuerySet:
        """What one index has, in its order."""
        rows: Any = self.root_queryset.order_by(*self.get_ordering(self.request, self.root_queryset))
        for spec in self.filter_specs:
            if isinstance(spec, (Since, Until)) or lead in spec.expected_parameters():
                rows = spec.queryset(self.request, rows)
        return rows

    def _behind(self, rows: QuerySet, after: Cursor | None) -> QuerySet:
        """The first condition repeats what the second implies: both databases start in the index by it."""
        if after is None:
            return rows
        moment = self.model_admin.moment
        begun = rows.filter(**{f"{moment}__lte": after.published})
        return begun.exclude(**{moment: after.published, "pk__gte": after.pk})

    def _down_to(self, rows: QuerySet, end: Cursor) -> QuerySet:
        moment = self.model_admin.moment
        return rows.filter(**{f"{moment}__gte": end.published}).exclude(**{moment: end.published, "pk__lt": end.pk})

    def _keys(self, rows: QuerySet) -> QuerySet:
        return rows.values_list(self.model_admin.moment, "pk")


class Long(admin.ModelAdmin):
    """The pages of a model whose table grows with use. It has an index of (`moment`, primary key), both descending."""

    moment = "created"
    # Parameters of filters that an index begins with; the first one that is asked for leads.
    leads: tuple[str, ...] = ()
    list_per_page = 50
    # They would count, filter by filter.
    show_facets = admin.ShowFacets.NEVER
    sortable_by = ()
    change_list_template = "streams/admin/long_list.html"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[PagedList]:
        return LongList
