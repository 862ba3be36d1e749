"""Every source with its freshness against what is usual for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from django.utils import timezone
from django.utils.safestring import SafeString

from streams import registry
from streams.admin.charts import colour_of, sparkline
from streams.admin.home.activity import last_hours
from streams.admin.words import DOTS, brief, state_of
from streams.feed.tally import HOUR, Tally, tallies
from streams.models import Provider

# Below that nobody can say what is usual.
KNOWN_HOURS, KNOWN_SPAN = 10, timedelta(days=7)
# What is in trouble comes first.
ORDER = {"bad": 0, "warning": 1, "good": 2, "off": 3}


@dataclass(frozen=True)
class Rhythm:
    """How often a source has something to say when it has, and how long it was silent at most."""

    usual: timedelta | None = None
    longest: timedelta | None = None

    @classmethod
    def of(cls, tally: Tally) -> Rhythm:
        hours = sorted(tally.hours)
        if len(hours) < KNOWN_HOURS:
            return cls()
        gaps = [later - earlier for earlier, later in pairwise(hours)]
        number = median(tally.hours.values())
        usual = HOUR / number if number >= 2 else timedelta(seconds=median(gap.total_seconds() for gap in gaps))
        return cls(usual, max(gaps) if hours[-1] - hours[0] >= KNOWN_SPAN else None)


@dataclass(frozen=True)
class Source:
    provider: Provider
    kind: str
    colour: str
    # A word of DOTS, or "quiet".
    state: str
    newest: datetime | None
    rhythm: Rhythm
    day: int
    spark: SafeString
    now: datetime

    @property
    def dot(self) -> str:
        return DOTS.get(self.state, "warning")

    @property
    def age(self) -> str:
        return brief(self.now - self.newest) if self.newest else ""

    @property
    def usual(self) -> str:
        return brief(self.rhythm.usual) if self.rhythm.usual else ""

    @property
    def next_try(self) -> str:
        provider = self.provider
        wait = provider.next_poll - self.now
        if not provider.enabled:
            return "not asked"
        if provider.interval is None:
            return "delivers by itself"
        if provider.lease_until and provider.lease_until > self.now:
            return "being asked now"
        if wait <= timedelta():
            return "due now"
        how = {"failing": "backing off, ", "throttled": "asked to wait, "}.get(self.state, "in ")
        return f"{how}{brief(wait)}"

    @property
    def button(self) -> tuple[str, str] | None:
        """Of ProviderAdmin's, and what it says."""
        if not self.provider.enabled:
            return "switch_on", "Resume"
        if self.state in {"failing", "late"}:
            return "test_connection", "Test connection"
        return ("poll_now", "Poll now") if self.provider.interval else None


def sources(providers: Iterable[Provider]) -> list[Source]:
    counted, now = tallies(), timezone.now()
    found = [_source(provider, counted.get(provider.key, Tally()), now) for provider in providers]
    return sorted(found, key=lambda source: (ORDER[source.dot], source.provider.name.casefold()))


def _source(provider: Provider, tally: Tally, now: datetime) -> Source:
    numbers = [tally.hours[hour] for hour in last_hours()]
    backend, rhythm, state = registry.providers().get(provider.backend), Rhythm.of(tally), state_of(provider)
    silence = now - tally.newest if tally.newest else timedelta()
    # The hours are whole ones: one more may have passed.
    if state == "ok" and rhythm.longest and silence > rhythm.longest + HOUR:
        state = "quiet"
    return Source(
        provider=provider,
        kind=backend.name if backend else f"{provider.backend} (not installed)",
        colour=colour_of(provider.pk),
        state=state,
        newest=tally.newest,
        rhythm=rhythm,
        day=sum(numbers),
        spark=sparkline(
            numbers, colour_of(provider.pk), f"{sum(numbers):,} in 24 hours, {max(numbers):,} an hour at most"
        ),
        now=now,
    )
