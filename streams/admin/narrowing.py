"""What the list of activities can be narrowed by. Each filter says it in the one filter language: the read door does
the rest, as quickly as it does for readers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from streams.admin.base import named_audiences
from streams.admin.typed import ByUser, Since, Typed, Until
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


class ByPerson(Narrowing, ByUser):
    def narrow(self, wanted: Wanted) -> None:
        wanted.add("user", "IS", self.value() or "")


class ByProject(Narrowing, Typed):
    title = "project (key)"
    parameter_name = "project"

    def narrow(self, wanted: Wanted) -> None:
        wanted.add("key", "IS", self.value() or "")


class SinceDay(Narrowing, Since):
    def narrow(self, wanted: Wanted) -> None:
        # AFTER leaves out its own moment.
        wanted.add("update-date", "AFTER", str(_milliseconds(self.midnight()) - 1))


class UntilDay(Narrowing, Until):
    def narrow(self, wanted: Wanted) -> None:
        wanted.add("update-date", "BEFORE", str(_milliseconds(self.midnight(days=1))))


def _milliseconds(moment: datetime) -> int:
    """As the grammar writes it: since 1970."""
    return int(moment.timestamp() * 1000)


FILTERS: Any = [SinceDay, UntilDay, ByPerson, ByProject, BySource, ByKind, ByApplication, ByAudience]
