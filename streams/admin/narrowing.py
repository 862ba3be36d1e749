"""What the list of activities can be narrowed by. Each filter says it in the one filter language: the read door does
the rest, as quickly as it does for readers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from streams.admin.base import named_audiences
from streams.feed.grammar import Condition, Filter
from streams.feed.options import ACTIVITY, EVERYWHERE, PROVIDER_NAME
from streams.models import Application, Kind, Provider

POSTED = "thirdparty"


@dataclass
class Wanted:
    """What the filters of a list come to."""

    conditions: list[Condition] = field(default_factory=list)
    providers: frozenset[str] | None = None
    audience: int | None = None

    def add(self, option: str, operator: str, *values: str, source: str = EVERYWHERE) -> None:
        self.conditions.append(Condition(source, option, operator, values))

    def only_from(self, key: str) -> None:
        self.providers = frozenset({key}) if self.providers is None else self.providers & {key}

    @property
    def filter(self) -> Filter:
        return Filter(tuple(self.conditions), self.providers)


class Narrowing(admin.SimpleListFilter):
    """A filter that adds to what is wanted; the queryset is not what the list reads."""

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset

    def narrow(self, wanted: Wanted) -> None:
        raise NotImplementedError


class BySource(Narrowing):
    title = "source"
    parameter_name = "source"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        names = dict(Provider.objects.values_list("key", "name"))
        gone = {key: f"{key} (gone)" for key in Kind.objects.values_list("provider_key", flat=True)}
        return sorted((gone | names).items(), key=lambda item: item[1].casefold())

    def narrow(self, wanted: Wanted) -> None:
        wanted.only_from(self.value() or "")


class ByKind(Narrowing):
    """Of one source, once that is chosen: all kinds of all sources would be a list to search in."""

    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        self.source = request.GET.get(BySource.parameter_name, "")
        kinds = Kind.objects.filter(provider_key=self.source).order_by("object_type", "verb")
        return [(f"{kind.object_type}:{kind.verb}", f"{kind.object_type} {kind.verb}".strip()) for kind in kinds]

    def narrow(self, wanted: Wanted) -> None:
        wanted.only_from(self.source)
        wanted.add(ACTIVITY.key, "IS", self.value() or "", source=self.source)


class ByApplication(Narrowing):
    title = "application"
    parameter_name = "application"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        self.named = {str(row.pk): row for row in Application.objects.filter(same_as=None).order_by("display_name")}
        return [(pk, row.name) for pk, row in self.named.items()]

    def narrow(self, wanted: Wanted) -> None:
        row = self.named.get(self.value() or "")
        wanted.only_from(POSTED)
        wanted.add(PROVIDER_NAME.key, "IS", f"{row.generator_id}@{row.display_name}" if row else "", source=POSTED)


class ByAudience(Narrowing):
    title = "audience"
    parameter_name = "audience"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(str(audience.pk), str(audience)) for audience in named_audiences()]

    def narrow(self, wanted: Wanted) -> None:
        chosen = self.value() or ""
        wanted.audience = int(chosen) if chosen.isdecimal() and len(chosen) < 19 else 0


class Typed(Narrowing):
    """A value that is typed and not chosen from a list."""

    template = "streams/admin/typed_filter.html"
    input_type = "text"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("", "")]

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


class ByPerson(Typed):
    title = "person (username)"
    parameter_name = "person"

    def narrow(self, wanted: Wanted) -> None:
        wanted.add("user", "IS", self.value() or "")


class ByProject(Typed):
    title = "project (key)"
    parameter_name = "project"

    def narrow(self, wanted: Wanted) -> None:
        wanted.add("key", "IS", self.value() or "")


class Dated(Typed):
    input_type = "date"

    def midnight(self, days: int = 0) -> str:
        """Of that day and so many more, in the server's zone, as the grammar writes it: milliseconds since 1970."""
        try:
            day = date.fromisoformat(self.value() or "") + timedelta(days=days)
            moment = datetime(day.year, day.month, day.day, tzinfo=timezone.get_current_timezone())
        except (ValueError, OverflowError) as error:
            raise IncorrectLookupParameters(error) from error
        return str(int(moment.timestamp() * 1000))


class Since(Dated):
    title = "first day"
    parameter_name = "since"

    def narrow(self, wanted: Wanted) -> None:
        # AFTER leaves out its own moment.
        wanted.add("update-date", "AFTER", str(int(self.midnight()) - 1))


class Until(Dated):
    title = "last day"
    parameter_name = "until"

    def narrow(self, wanted: Wanted) -> None:
        wanted.add("update-date", "BEFORE", self.midnight(days=1))


FILTERS: Any = [Since, Until, ByPerson, ByProject, BySource, ByKind, ByApplication, ByAudience]
