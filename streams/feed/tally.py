"""How much each source reported, hour by hour: read off an index, whatever is stored, and never counted row by row."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.utils import timezone

from streams.memory import remembered

DAYS = 30
HOUR = timedelta(hours=1)
RECENT = timedelta(days=2)
# For how long a tally is good enough, however much is written meanwhile: of the recent hours, and of the days before.
RECENT_SECONDS, SECONDS = 20, 600

# Every (kind, audience) that has activities is found by one descent of `activity_kind_seen`, and so is the beginning of
# its last days: what is read is that index alone, and of it only the time asked for.
_POSTGRESQL = """
WITH RECURSIVE pair(kind, audience) AS (
  (SELECT kind_id, audience_id FROM streams_activity ORDER BY kind_id, audience_id LIMIT 1)
  UNION ALL
  SELECT following.* FROM pair, LATERAL (
    SELECT kind_id, audience_id FROM streams_activity
    WHERE (kind_id, audience_id) > (pair.kind, pair.audience) ORDER BY kind_id, audience_id LIMIT 1
  ) AS following
)
SELECT k.provider_key, hours.hour, sum(hours.number), max(hours.newest)
FROM pair JOIN streams_kind AS k ON k.id = pair.kind, LATERAL (
  SELECT date_trunc('hour', published) AS hour, count(*) AS number, max(published) AS newest FROM streams_activity
  WHERE kind_id = pair.kind AND audience_id = pair.audience AND published >= %s GROUP BY 1
) AS hours
GROUP BY 1, 2"""
_SQLITE = """
WITH RECURSIVE pair(kind, audience) AS (
  SELECT * FROM (SELECT kind_id, audience_id FROM streams_activity ORDER BY kind_id, audience_id LIMIT 1)
  UNION ALL
  SELECT following.kind_id, following.audience_id FROM pair JOIN streams_activity AS following ON following.id = (
    SELECT id FROM streams_activity
    WHERE (kind_id, audience_id) > (pair.kind, pair.audience) ORDER BY kind_id, audience_id LIMIT 1
  )
)
SELECT k.provider_key, substr(a.published, 1, 13), count(*), max(a.published)
FROM pair CROSS JOIN streams_kind AS k ON k.id = pair.kind
CROSS JOIN streams_activity AS a INDEXED BY activity_kind_seen
WHERE a.kind_id = pair.kind AND a.audience_id = pair.audience AND a.published >= %s
GROUP BY 1, 2"""


@dataclass
class Tally:
    """One source's last days: the number of activities by the hour (aware, its beginning), and the newest of them."""

    hours: Counter[datetime] = field(default_factory=Counter)
    newest: datetime | None = None

    def since(self, moment: datetime) -> int:
        return sum(number for hour, number in self.hours.items() if hour >= moment)


def tallies() -> dict[str, Tally]:
    """By provider key, of those that reported anything in the last days, whoever may see it. Two queries at most."""
    recent = remembered("recent tallies", None, RECENT_SECONDS, lambda: _read(RECENT))
    all_days = remembered("tallies", None, SECONDS, lambda: _read(timedelta(days=DAYS)))
    from_here = this_hour() - RECENT
    return {key: _joined(all_days.get(key), recent.get(key), from_here) for key in {**all_days, **recent}}


def this_hour() -> datetime:
    return timezone.now().astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def _joined(old: Tally | None, recent: Tally | None, from_here: datetime) -> Tally:
    before = {hour: number for hour, number in (old.hours if old else {}).items() if hour < from_here}
    newest = recent.newest if recent else old.newest if old else None
    return Tally(Counter(before | (recent.hours if recent else {})), newest)


def _read(length: timedelta) -> dict[str, Tally]:
    """From the beginning of an hour."""
    found: dict[str, Tally] = {}
    with connection.cursor() as cursor:
        since = connection.ops.adapt_datetimefield_value(this_hour() - length)
        cursor.execute(_POSTGRESQL if connection.vendor == "postgresql" else _SQLITE, [since])
        for key, hour, number, newest in cursor.fetchall():
            tally, moment = found.setdefault(key, Tally()), _moment(newest)
            tally.hours[_moment(hour)] += int(number)
            tally.newest = max(tally.newest or moment, moment)
    return found


def _moment(told: datetime | str) -> datetime:
    """PostgreSQL gives moments, SQLite texts in UTC."""
    moment = datetime.fromisoformat(told) if isinstance(told, str) else told
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
