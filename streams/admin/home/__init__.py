"""The admin's first page: what needs somebody, how much flows, how each source fares, what people did.

Each part is shown to whoever may look at its noun, and to nobody else. However many rows there are, it asks as many
queries.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from streams.admin.charts import Bars
from streams.admin.home.activity import per_day, per_hour
from streams.admin.home.attention import Need, needs
from streams.admin.home.freshness import Source, sources
from streams.admin.home.numbers import Figure, figures
from streams.feed.tally import tallies
from streams.models import ActionRun, Provider

LATEST = 6
# In trouble first, so that those left out are well.
MOST_SOURCES = 25


@dataclass(frozen=True)
class Room:
    now: datetime
    needs: Sequence[Need]
    charts: Sequence[Bars]
    figures: Sequence[Figure]
    # None for whoever may not look at providers.
    sources: Sequence[Source] | None
    more_sources: int
    # None for whoever may not look at the audit.
    runs: Sequence[ActionRun] | None
    # Names of permissions, to ask in the template.
    may_press: bool
    may_add: bool


def room(user: Any) -> Room:
    known = list(Provider.objects.defer("cursor", "keys", "config"))
    found = sources(known) if user.has_perm("streams.view_provider") else []
    shown = found[:MOST_SOURCES]
    return Room(
        now=timezone.now(),
        needs=needs(user, found),
        charts=_charts(known) if user.has_perm("streams.view_activity") else [],
        figures=figures(user),
        sources=shown if user.has_perm("streams.view_provider") else None,
        more_sources=len(found) - len(shown),
        runs=_latest() if user.has_perm("streams.view_actionrun") else None,
        may_press=user.has_perm("streams.change_provider"),
        may_add=user.has_perm("streams.add_provider"),
    )


def _charts(known: list[Provider]) -> list[Bars]:
    counted = tallies()
    return [per_hour(counted, known), per_day(counted, known)]


def _latest() -> list[ActionRun]:
    return list(ActionRun.objects.select_related("activity").defer("activity__rendered", "activity__search")[:LATEST])
