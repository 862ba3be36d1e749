"""How the pages say for how long, and what state a source is in."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.safestring import SafeString

from streams.admin.base import dot
from streams.admin.hook import webhook_of
from streams.models import Provider

DOTS = {"ok": "good", "late": "warning", "throttled": "warning", "failing": "bad", "off": "off", "no secret": "bad"}
UNITS = [(86_400, "d"), (3600, "h"), (60, "min"), (1, "s")]
# From how many of a unit on it is used: 90 min rather than 1 h, 36 h rather than 1 d.
AT_LEAST = {"d": 2, "h": 2, "min": 1, "s": 0}


def brief(length: timedelta) -> str:
    """Such as "12 s", "46 min", "14 h" or "3 d"."""
    seconds = max(round(length.total_seconds()), 0)
    size, unit = next((size, unit) for size, unit in UNITS if seconds >= size * AT_LEAST[unit])
    return f"{seconds // size} {unit}"


def state_of(provider: Provider) -> str:
    """A word of DOTS."""
    if not provider.enabled:
        return "off"
    takes_unsigned = webhook_of(provider) and not provider.secret
    return "no secret" if takes_unsigned else provider.state(timezone.now())


def shown_state(provider: Provider) -> SafeString:
    word = state_of(provider)
    return dot(DOTS[word], word)
