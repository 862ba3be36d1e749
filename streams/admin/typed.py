"""What a list is narrowed by that is typed and not chosen: choices would have to be looked for in the whole table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone


class Typed(admin.SimpleListFilter):
    """One value, in a form of its own."""

    template = "streams/admin/typed_filter.html"
    input_type = "text"
    # The field that must be just this; "" where somebody else does the narrowing.
    field = ""

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("", "")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(**{self.field: self.value()}) if self.value() else queryset

    def choices(self, changelist: Any) -> Iterator[Any]:
        others = {name: values for name, values in changelist.filter_params.items() if name not in self.dropped}
        yield {
            "name": self.parameter_name,
            "type": self.input_type,
            "value": self.value() or "",
            "others": [(name, value) for name, values in others.items() for value in values],
            "without": changelist.get_query_string(remove=[self.parameter_name]),
        }

    @property
    def dropped(self) -> set[str]:
        return {str(self.parameter_name), "before"}


class Dated(Typed):
    """A day; `field` is the moment that the list is in the order of."""

    input_type = "date"

    def __init__(self, request: HttpRequest, params: dict[str, Any], model: Any, model_admin: Any) -> None:
        super().__init__(request, params, model, model_admin)
        self.field = model_admin.moment

    def midnight(self, days: int = 0) -> datetime:
        """Of that day and so many more, in the server's zone."""
        try:
            day = date.fromisoformat(self.value() or "") + timedelta(days=days)
            moment = datetime(day.year, day.month, day.day, tzinfo=timezone.get_current_timezone())
            # A zone may put it outside of what a database can tell.
            moment.timestamp()
        except (ValueError, OverflowError) as error:
            raise IncorrectLookupParameters(error) from error
        return moment


class Since(Dated):
    title = "first day"
    parameter_name = "since"

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(**{f"{self.field}__gte": self.midnight()}) if self.value() else queryset


class Until(Dated):
    title = "last day"
    parameter_name = "until"

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(**{f"{self.field}__lt": self.midnight(days=1)}) if self.value() else queryset


class ByUser(Typed):
    title = "person (username)"
    parameter_name = "person"
    field = "user__username"


class ByUsername(ByUser):
    """As it was when it happened: it outlives the account."""

    field = "username"
