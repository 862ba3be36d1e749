"""How often a feed wants to be asked: ttl, skipHours and skipDays of RSS, and the syndication module's period.

A pace is JSON: {"seconds": between two questions, "hours", "days": at which it is not to be asked, in UTC and English}.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

HOUR = 3600
PERIODS = {"hourly": HOUR, "daily": 24 * HOUR, "weekly": 168 * HOUR, "monthly": 720 * HOUR, "yearly": 8760 * HOUR}
# A source is heard of once a day at least, whatever it says.
LONGEST = 24 * HOUR
HOURS = [str(hour) for hour in range(25)]


def add(pace: dict[str, Any], name: str, element: Any) -> None:
    """What one element of a feed's head, by its local name, says about it."""
    words = (element.text or "").strip()
    inner = [(child.text or "").strip() for child in element]
    if name == "ttl" and (minutes := _number(words)):
        pace["seconds"] = minutes * 60
    elif name == "updatePeriod":
        pace["seconds"] = PERIODS.get(words.lower(), 0)
    elif name == "updateFrequency" and (times := _number(words)):
        pace["seconds"] = pace.get("seconds", 24 * HOUR) // times
    elif name == "skipHours":
        pace["hours"] = sorted({int(hour) % 24 for hour in inner if hour in HOURS})
    elif name == "skipDays":
        pace["days"] = sorted({day.capitalize() for day in inner})[:7]


def pause(pace: dict[str, Any], now: datetime) -> int | None:
    """Seconds from `now` (UTC) until it wants to be asked again, a day at most; None where it does not say."""
    after = now + timedelta(seconds=min(pace.get("seconds", 0), LONGEST))
    hours = [after, *(after.replace(minute=0, second=0) + timedelta(hours=hour) for hour in range(1, 25))]
    free = next((hour for hour in hours if not _is_quiet(pace, hour)), hours[-1])
    return min(int((free - now).total_seconds()), LONGEST) or None


def _is_quiet(pace: dict[str, Any], hour: datetime) -> bool:
    return hour.hour in pace.get("hours", ()) or hour.strftime("%A") in pace.get("days", ())


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0
