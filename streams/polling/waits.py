"""How long to leave a source alone."""

from __future__ import annotations

import random
from datetime import timedelta

LONGEST_WAIT = timedelta(minutes=30)
# What a source may ask for: rate limits end within a day, and a broken clock must not switch a source off.
LONGEST_ASKED = timedelta(days=1)


def interval(usual: timedelta | None) -> timedelta:
    """Until the next poll: never sooner than usual, and not at the same moment as every other source."""
    return (usual or LONGEST_WAIT) * random.uniform(1, 1.1)  # noqa: S311  (not a secret)


def back_off(usual: timedelta | None, failures: int) -> timedelta:
    """Twice as long after each failure, up to half an hour; the jitter keeps sources from failing in step."""
    usual = usual or LONGEST_WAIT
    longest = max(LONGEST_WAIT, usual)
    return min(usual * 2 ** min(failures, 10), longest) * random.uniform(0.75, 1)  # noqa: S311


def asked_for(seconds: int) -> timedelta:
    """What a source asks for, within reason."""
    return timedelta(seconds=min(max(seconds, 1), LONGEST_ASKED.total_seconds()))
