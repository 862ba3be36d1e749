"""When a provider is asked: due, lease, back-off, health."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from streams import registry
from streams.conf import conf
from streams.models import Delivery, Provider, Version
from streams.providers.base import Batch, ProviderError
from streams.publishing.document import Door
from streams.publishing.publish import Source, publish, retract, source_key

logger = logging.getLogger(__name__)

# A lease is renewed with every batch; one that ran out belonged to a process that died.
LEASE = timedelta(minutes=5)
LONGEST_WAIT = timedelta(minutes=30)
# What a source may ask for: rate limits end within a day, and a broken clock must not switch a source off.
LONGEST_THROTTLE = timedelta(days=1)

Progress = Callable[[Batch], None]


def poll_due(progress: Progress | None = None) -> int:
    """Poll every provider that is due and that nobody else is polling; returns how many.

    Clears away some old deliveries on the way: this runs all the time anyway.
    """
    polled = 0
    Delivery.objects.prune(timezone.now() - timedelta(days=conf.delivery_days))
    for pk in list(Provider.objects.due(timezone.now()).values_list("pk", flat=True)):
        now = timezone.now()
        if Provider.objects.leased(pk, now, now + LEASE):
            poll(Provider.objects.get(pk=pk), progress)
            polled += 1
    return polled


def poll(provider: Provider, progress: Progress | None = None) -> None:
    """Ask one provider, whose lease the caller holds, and note how it went. Never raises for what the source did."""
    try:
        _store_all(provider, progress)
    except ProviderError as error:
        if error.retry_after:
            _throttled(provider, str(error), error.retry_after)
        else:
            _failed(provider, str(error))
    except Exception:
        # A stranger's backend may break in any way; the stream and the other sources go on.
        logger.exception("provider %s broke while polling", provider.key)
        _failed(provider, "The provider's own code failed; the server's log says where.")
    else:
        _succeeded(provider)


def _store_all(provider: Provider, progress: Progress | None) -> None:
    backend = registry.providers().get(provider.backend)
    if backend is None:
        raise ProviderError(f"No backend {provider.backend!r} is installed; STREAMS_PROVIDERS lists those that are.")
    for batch in backend.fetch(provider, provider.cursor):
        _store(provider, batch)
        if progress:
            progress(batch)


@transaction.atomic
def _store(provider: Provider, batch: Batch) -> None:
    """Documents and cursor together, so that a poll which dies goes on where it was."""
    receipts = publish(batch.documents, Source(Door.PROVIDER, provider, provider.audience))
    for receipt in receipts:
        if receipt.problems:
            logger.warning("provider %s: a document was refused: %s", provider.key, receipt.problems[0])
    if batch.removed:
        retract(source_key(provider, None), batch.removed)
    provider.cursor, provider.lease_until = batch.cursor, timezone.now() + LEASE
    provider.save(update_fields=["cursor", "lease_until"])


def _succeeded(provider: Provider) -> None:
    now = timezone.now()
    # One that is only written to was not heard of: it says itself when it was.
    provider.last_ok = now if provider.interval else provider.last_ok
    _note(provider, now + (provider.interval or LONGEST_WAIT), failures=0, message="")


def _throttled(provider: Provider, message: str, retry_after: int) -> None:
    """The source answered, if only that it wants to be asked later: no failure (contract.md §1.4)."""
    logger.info("provider %s asks to wait %d seconds: %s", provider.key, retry_after, message)
    wait = timedelta(seconds=min(max(retry_after, 1), LONGEST_THROTTLE.total_seconds()))
    until = timezone.now() + wait
    _note(provider, until, failures=0, message=message, throttled_until=until)


def _failed(provider: Provider, message: str) -> None:
    failures = provider.failures + 1
    logger.warning("provider %s failed (%d in a row): %s", provider.key, failures, message)
    _note(provider, timezone.now() + _back_off(provider, failures), failures=failures, message=message)


def _back_off(provider: Provider, failures: int) -> timedelta:
    """Twice as long after each failure, up to half an hour; the jitter keeps sources from failing in step."""
    wait = (provider.interval or LONGEST_WAIT) * 2 ** min(failures, 10)
    return min(wait, LONGEST_WAIT) * random.uniform(0.75, 1)  # noqa: S311  (not a secret)


def _note(
    provider: Provider, next_poll: datetime, failures: int, message: str, throttled_until: datetime | None = None
) -> None:
    """Give the lease back. Readers are told (a new version) only when the source's state changed."""
    before = bool(provider.failures), provider.message, provider.throttled_until
    changed = before != (bool(failures), message, throttled_until)
    provider.failures, provider.message, provider.throttled_until = failures, message, throttled_until
    provider.next_poll, provider.lease_until = next_poll, None
    with transaction.atomic():
        if changed:
            Version.bump()
        provider.save(update_fields=["failures", "message", "throttled_until", "last_ok", "next_poll", "lease_until"])
