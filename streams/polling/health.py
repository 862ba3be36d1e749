"""How every source fares, for whoever watches over them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from streams.models import Backfill, Provider

# A source that is due for so long and that nobody asks: no poller is running.
SILENCE = timedelta(minutes=2)


def overdue() -> int:
    """How many sources nobody asks, though it is time."""
    late = Provider.objects.due(timezone.now() - SILENCE)
    return sum(provider.interval is not None for provider in late.defer("cursor", "keys"))


@dataclass(frozen=True)
class Health:
    """One source that is switched on. Moments are aware; `next_try` of one that is only delivered to means nothing."""

    key: str
    name: str
    backend: str
    # As of `Provider.state`.
    state: str
    last_ok: datetime | None
    next_try: datetime
    failures: int
    message: str
    # Being asked at this moment, by somebody.
    is_asked: bool
    backfill: Backfill | None


def health() -> list[Health]:
    """By name; two queries, however many there are."""
    now = timezone.now()
    known = {row.provider_id: row for row in Backfill.objects.defer("cursor")}
    rows = Provider.objects.filter(enabled=True).defer("keys", "cursor")
    return [_health(row, known.get(row.pk), now) for row in rows]


def _health(provider: Provider, backfill: Backfill | None, now: datetime) -> Health:
    return Health(
        key=provider.key,
        name=provider.name,
        backend=provider.backend,
        state=provider.state(now),
        last_ok=provider.last_ok,
        next_try=provider.next_poll,
        failures=provider.failures,
        message=provider.message,
        is_asked=provider.lease_until is not None and provider.lease_until > now,
        backfill=backfill,
    )
