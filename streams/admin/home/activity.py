"""Activities per hour and per day, by source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.dateformat import format as formatted

from streams.admin.charts import REST, Bars, Series, colour_of, largest
from streams.feed.tally import DAYS, HOUR, Tally, this_hour
from streams.models import Provider

HOURS = 24
# Named in a chart; the rest is one.
MOST = 8

Sources = Iterable[Provider]


def last_hours() -> list[datetime]:
    """The last day's hours by their beginning, the current one last."""
    now = this_hour()
    return [now - HOUR * back for back in reversed(range(HOURS))]


def per_hour(counted: Mapping[str, Tally], sources: Sources) -> Bars:
    hours = last_hours()
    names = [f"{timezone.localtime(hour):%H:%M}" for hour in hours]
    return Bars(
        "Activity per hour", names, _series(counted, sources, lambda tally: [tally.hours[hour] for hour in hours])
    )


def per_day(counted: Mapping[str, Tally], sources: Sources) -> Bars:
    today = timezone.localdate()
    days = [today - timedelta(days=back) for back in reversed(range(DAYS))]
    names = [formatted(day, "j M") for day in days]
    return Bars("Activity per day", names, _series(counted, sources, lambda tally: _by_day(tally, days)))


def _by_day(tally: Tally, days: list[date]) -> list[int]:
    numbers: Counter[date] = Counter()
    for hour, number in tally.hours.items():
        numbers[timezone.localtime(hour).date()] += number
    return [numbers[day] for day in days]


def _series(counted: Mapping[str, Tally], sources: Sources, numbers: Callable[[Tally], list[int]]) -> list[Series]:
    known = {provider.key: provider for provider in sources}
    return largest((_one(key, known.get(key), numbers(tally)) for key, tally in counted.items()), MOST)


def _one(key: str, provider: Provider | None, numbers: list[int]) -> Series:
    if provider is None:
        return Series(f"{key} (gone)", REST, numbers)
    return Series(provider.name, colour_of(provider.pk), numbers)
