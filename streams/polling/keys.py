"""What a source calls its projects, asked now and then on the way."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from streams.models import Provider, Version
from streams.polling import lease
from streams.polling.asking import Failure, attempt, backend_of

logger = logging.getLogger(__name__)

EVERY = timedelta(days=1)
# They are read with the source's row, so they stay few.
MOST_KEYS = 1000


def ask(provider: Provider) -> None:
    """With the first poll that went well, then once a day. What goes wrong is logged and makes no poll fail.

    The caller holds the lease; raises Lost.
    """
    now = timezone.now()
    if provider.keys_asked and provider.keys_asked > now - EVERY:
        return
    # First, so that the next poll is not held up by what holds up this one.
    lease.renew(provider, keys_asked=now)
    found = attempt(provider, provider.key, lambda: _few(backend_of(provider).keys(provider)))
    if isinstance(found, Failure):
        logger.warning("provider %s did not name its keys: %s", provider.key, found.message)
    elif found != provider.keys:
        with transaction.atomic():
            Version.bump()
            lease.renew(provider, keys=found)


def _few(keys: Mapping[str, str]) -> dict[str, str]:
    """The first of them, in the source's order."""
    return {str(key): str(name) for key, name in list(keys.items())[:MOST_KEYS]}
