"""What runs by itself: the rules, and what is kept for a while only."""

from __future__ import annotations

import time
from datetime import timedelta

from django.utils import timezone

from streams.conf import conf
from streams.models import Delivery, KeptAnswer, RetentionRule
from streams.retention.removing import remove_some


def tidy() -> bool:
    """Clear some of it away: often and a little, so that no writer waits long. Whether there may be more."""
    pruned = Delivery.objects.prune(timezone.now() - timedelta(days=conf.delivery_days)) + KeptAnswer.prune()
    due = RetentionRule.objects.due(timezone.now()).first()
    if due:
        for _ in remove_some(due):
            pass
    return bool(pruned or due)


def tidy_for(seconds: float) -> None:
    """For whoever comes by rarely: until there is nothing left, but not longer than that."""
    ends = time.monotonic() + seconds
    while tidy() and time.monotonic() < ends:
        pass
