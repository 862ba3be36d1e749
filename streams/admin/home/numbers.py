"""A few numbers, each the answer to a question. Apps above this one add theirs by `also`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from streams.feed.tally import tallies
from streams.models import ActionRun
from streams.models.activity import first_uid


@dataclass(frozen=True)
class Figure:
    number: int
    what: str
    url: str = ""
    # Whether somebody should look.
    is_bad: bool = False
    # One line each.
    more: tuple[str, ...] = ()


# Asked with the user; None for whoever may not look at it.
Ask = Callable[[Any], Figure | None]
_others: list[Ask] = []


def also(ask: Ask) -> Ask:
    _others.append(ask)
    return ask


def figures(user: Any) -> list[Figure]:
    return [*_own(user), *filter(None, (ask(user) for ask in _others))]


def _own(user: Any) -> Iterator[Figure]:
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    if user.has_perm("streams.view_activity"):
        number = sum(tally.since(midnight) for tally in tallies().values())
        yield Figure(number, "activities today", reverse("admin:streams_activity_changelist"))
    if user.has_perm("streams.view_actionrun"):
        runs = ActionRun.objects.filter(uid__gte=first_uid(midnight)).order_by()
        taken = runs.aggregate(all=Count("pk"), failed=Count("pk", filter=Q(state=ActionRun.State.FAILED)))
        audit = reverse("admin:streams_actionrun_changelist")
        yield Figure(taken["all"], "actions taken", audit)
        yield Figure(taken["failed"], "actions failed", f"{audit}?state__exact=failed", is_bad=taken["failed"] > 0)
