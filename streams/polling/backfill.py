"""What happened before a source was added, read in small steps beside its polls."""

from __future__ import annotations

import logging
from contextlib import suppress
from copy import copy
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from streams.models import Backfill, Provider
from streams.polling import lease, waits
from streams.polling.asking import SILENT, Failure, Progress, attempt, backend_of, read, store
from streams.polling.lease import LEASE, IsOver, Lost
from streams.providers.base import Batch, ProviderBackend, ProviderError

logger = logging.getLogger(__name__)

# All there is.
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
STEP = timedelta(seconds=10)
# After a step that brought nothing, and what failures are multiples of.
USUAL_WAIT = timedelta(minutes=1)


def is_offered(provider: Provider) -> bool:
    """Whether its first poll leaves older things out. Raises ProviderError where its backend is not installed."""
    return type(backend_of(provider)).history is not ProviderBackend.history


def start(provider: Provider, since: datetime | None = None) -> Backfill:
    """Read everything back to `since` (aware), else all there is.

    One that was stopped goes on where it was, unless it was to end elsewhere. Raises ProviderError for a source that
    has none.
    """
    if not is_offered(provider):
        raise ProviderError(f"{provider} needs no back-fill: its first poll reads everything.", code="not_offered")
    begins = {"stopped": False, "next_step": timezone.now(), "failures": 0, "message": ""}
    unfinished = Backfill.objects.filter(provider=provider, finished=None)
    if not (unfinished.filter(since=since) if since else unfinished).update(**begins):
        anew = {"cursor": {}, "documents": 0, "total": None, "oldest": None, "finished": None, "lease_until": None}
        defaults = {**begins, **anew, "since": since or BEGINNING}
        Backfill.objects.update_or_create(provider=provider, defaults=defaults)
    return Backfill.objects.select_related("provider").get(provider=provider)


def stop(provider: Provider) -> None:
    """After the batch in hand, which is not stored any more. `start` goes on."""
    Backfill.objects.filter(provider=provider, finished=None).update(stopped=True)


def due() -> list[int]:
    """The longest waiting first: primary keys."""
    return list(Backfill.objects.due(timezone.now()).values_list("pk", flat=True))


def take(pk: int) -> Backfill | None:
    """The back-fill, its lease taken; None when it is not due or somebody else was faster."""
    now = timezone.now()
    taken = Backfill.objects.leased(pk, now, now + LEASE)
    return Backfill.objects.select_related("provider__audience").filter(pk=pk).first() if taken else None


def step_in_turn(pk: int) -> bool:
    """Take one small step, if it is due and nobody else does."""
    backfill = take(pk)
    if backfill:
        step(backfill, is_over=lease.turn(STEP))
    return backfill is not None


def step(backfill: Backfill, progress: Progress | None = None, is_over: IsOver = lambda: False) -> None:
    """Go on with one, whose lease the caller holds, and note how it went. Never raises for what the source did.

    `is_over` is asked after each batch: whether to stop there. The next step goes on behind it.
    """
    key, taken = backfill.provider.key, _Step(backfill, progress)
    try:
        outcome = attempt(backfill, key, lambda: taken.read(is_over))
        if isinstance(outcome, Failure):
            _note_failure(backfill, outcome)
        else:
            now = timezone.now()
            finished = now if outcome or taken.is_beyond else None
            lease.give_back(backfill, finished=finished, next_step=now + taken.wait, failures=0, message="")
    except Lost:
        logger.info("back-fill of provider %s was stopped, or taken from us", key)
    finally:
        lease.let_go(backfill)


def give_up(backfill: Backfill) -> None:
    """Note of a source that we wait for that it does not answer. Whenever it does, it finds its lease gone."""
    # A copy, because the thread that waits for it has this one.
    with suppress(Lost):
        _note_failure(copy(backfill), Failure(SILENT))


class _Step:
    """One step: what came of it so far."""

    def __init__(self, backfill: Backfill, progress: Progress | None) -> None:
        self.backfill = backfill
        self.progress = progress
        self._pause: int | None = None
        # Older than was asked for: a source that does not heed `since` is not followed to its beginning.
        self.is_beyond = False
        # A source counts what is left to read.
        self._before = backfill.documents

    def read(self, is_over: IsOver) -> bool:
        provider = self.backfill.provider
        batches = backend_of(provider).history(provider, self.backfill.cursor, self.backfill.since)
        return read(batches, self._take, lambda: self.is_beyond or is_over())

    @property
    def wait(self) -> timedelta:
        """Until the next step: none, but for a source that wants one, or that only says that there is more."""
        if self._pause:
            return waits.asked_for(self._pause)
        return timedelta() if self.backfill.documents > self._before else USUAL_WAIT

    def _take(self, batch: Batch) -> None:
        self._store(batch)
        self._pause = batch.pause
        if self.progress:
            self.progress(batch)

    @transaction.atomic
    def _store(self, batch: Batch) -> None:
        """Documents, cursor and progress together, so that a step which dies goes on where it was."""
        receipts = store(self.backfill.provider, batch)
        if Backfill.objects.filter(pk=self.backfill.pk, stopped=True).exists():
            raise Lost
        moments = [receipt.activity.published for receipt in receipts if receipt.activity]
        self.is_beyond = bool(moments) and max(moments) < self.backfill.since
        lease.renew(self.backfill, cursor=batch.cursor, **self._progress(batch, moments))

    def _progress(self, batch: Batch, moments: list[datetime]) -> dict[str, Any]:
        known = [self.backfill.oldest] if self.backfill.oldest else []
        return {
            "documents": self.backfill.documents + len(batch.documents),
            "oldest": min([*known, *moments], default=None),
            "total": None if batch.total is None else self._before + batch.total,
        }


def _note_failure(backfill: Backfill, failure: Failure) -> None:
    if failure.retry_after:
        until = timezone.now() + waits.asked_for(failure.retry_after)
        lease.give_back(backfill, next_step=until, failures=0, message=failure.message)
        return
    failures = backfill.failures + 1
    logger.warning("back-fill of %s failed (%d in a row): %s", backfill.provider.key, failures, failure.message)
    next_step = timezone.now() + waits.back_off(USUAL_WAIT, failures)
    lease.give_back(backfill, next_step=next_step, failures=failures, message=failure.message)
