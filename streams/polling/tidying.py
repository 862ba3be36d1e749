"""What goes by itself when it is old."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from streams.conf import conf
from streams.models import Delivery
from streams.publishing import merging


def tidy() -> None:
    """Clear some of it away: often and a little, so that no writer waits long."""
    merging.bring_over()
    Delivery.objects.prune(timezone.now() - timedelta(days=conf.delivery_days))
