"""What goes by itself when it is old, and what comes by itself when it is new."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from streams import registry
from streams.conf import conf
from streams.memory import remembered
from streams.models import ActionHandler, Delivery
from streams.publishing import merging

HANDLERS_SECONDS = 600


def tidy() -> None:
    """Clear some of it away: often and a little, so that no writer waits long."""
    merging.bring_over()
    Delivery.objects.prune(timezone.now() - timedelta(days=conf.delivery_days))
    # An action that was installed since then has its row for the administrator.
    remembered("handlers", tuple(registry.actions()), HANDLERS_SECONDS, ActionHandler.objects.ensure)
