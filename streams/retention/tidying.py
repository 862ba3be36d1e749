"""What runs by itself: the rules, what is kept for a while only, and what an administrator's change left to be done."""

from __future__ import annotations

import time
from datetime import timedelta

from django.utils import timezone

from streams import registry
from streams.conf import conf
from streams.memory import remembered
from streams.models import ActionHandler, Delivery, KeptAnswer, RetentionRule
from streams.publishing import merging
from streams.retention.removing import remove_some

HANDLERS_SECONDS = 600


def tidy() -> bool:
    """Clear some of it away: often and a little, so that no writer waits long. Whether there may be more."""
    pruned = Delivery.objects.prune(timezone.now() - timedelta(days=conf.delivery_days)) + KeptAnswer.prune()
    due = RetentionRule.objects.due(timezone.now()).first()
    if due:
        for _ in remove_some(due):
            pass
    moved = merging.bring_over()
    # An action that was installed since then has its row for the administrator.
    remembered("handlers", tuple(registry.actions()), HANDLERS_SECONDS, ActionHandler.objects.ensure)
    return bool(pruned or due or moved)


def tidy_for(seconds: float) -> None:
    """For whoever comes by rarely: until there is nothing left, but not longer than that."""
    ends = time.monotonic() + seconds
    while tidy() and time.monotonic() < ends:
        pass
