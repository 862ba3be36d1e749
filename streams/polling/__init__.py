"""When a provider is asked, and how it fares: due, lease, back-off, health."""

from __future__ import annotations

import logging
from collections.abc import Collection
from contextlib import suppress
from copy import copy
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from streams.models import Poll, Provider, Version
from streams.polling import keys, lease, waits
from streams.polling.asking import SILENT, Failure, Progress, attempt, backend_of, read, store
from streams.polling.lease import LEASE, IsOver, Lost
from streams.providers.base import Batch
from streams.sanitizing import plain

logger = logging.getLogger(__name__)


def due(only: Collection[str] = ()) -> list[int]:
    """Whom it is time to ask, the longest waiting first: primary keys. `only`: of those with these keys."""
    providers = Provider.objects.due(timezone.now())
    return list((providers.filter(key__in=only) if only else providers).values_list("pk", flat=True))


def take(pk: int) -> Provider | None:
    """The source, its lease taken; None when it is not due or somebody else was faster."""
    now = timezone.now()
    return Provider.objects.filter(pk=pk).first() if Provider.objects.leased(pk, now, now + LEASE) else None


def poll_in_turn(pk: int) -> bool:
    """Poll one source for a turn, if it is due and nobody else does."""
    provider = take(pk)
    if provider:
        poll(provider, is_over=lease.turn())
    return provider is not None


def poll(provider: Provider, progress: Progress | None = None, is_over: IsOver = lambda: False) -> None:
    """Ask one source, whose lease the caller holds, and note how it went. Never raises for what the source did.

    `is_over` is asked after each batch: whether to stop there. The next poll goes on behind it.
    """
    polled = _Poll(provider, progress)
    try:
        outcome = attempt(provider, provider.key, lambda: polled.read(is_over))
        if isinstance(outcome, Failure):
            _note_failure(provider, outcome, polled.came(outcome))
        else:
            keys.ask(provider)
            _note_success(provider, polled, finished=outcome)
    except Lost:
        logger.info("provider %s was taken from us, or changed", provider.key)
    finally:
        lease.let_go(provider)


def give_up(provider: Provider) -> None:
    """Note of a source that we wait for that it does not answer. Whenever it does, it finds its lease gone."""
    # A copy, because the thread that waits for it has this one.
    with suppress(Lost):
        failure, began = Failure(SILENT), (provider.lease_until or timezone.now()) - LEASE
        _note_failure(copy(provider), failure, _came(provider, began, failure))


class _Poll:
    """One poll: what came of it so far."""

    def __init__(self, provider: Provider, progress: Progress | None) -> None:
        self.provider = provider
        self.progress = progress
        self.began = timezone.now()
        self.documents = 0
        # What the source wishes; where it says nothing at all, what it wished before.
        self.pause = provider.pause
        self.remark = ""

    def read(self, is_over: IsOver) -> bool:
        batches = backend_of(self.provider).fetch(self.provider, self.provider.cursor)
        return read(batches, self._take, is_over)

    def came(self, failure: Failure | None = None) -> Poll:
        """The row that tells of it."""
        return _came(self.provider, self.began, failure, documents=self.documents, remark=self.remark)

    def _take(self, batch: Batch) -> None:
        self._store(batch)
        self.documents += len(batch.documents)
        self.pause = batch.pause and waits.asked_for(batch.pause) // timedelta(seconds=1)
        self.remark = plain(batch.remark)
        if self.progress:
            self.progress(batch)

    @transaction.atomic
    def _store(self, batch: Batch) -> None:
        """Documents and cursor together, so that a poll which dies goes on where it was."""
        store(self.provider, batch)
        lease.renew(self.provider, cursor=batch.cursor)


def _came(provider: Provider, began: datetime, failure: Failure | None, documents: int = 0, remark: str = "") -> Poll:
    now = timezone.now()
    took = max(now - began, timedelta()) // timedelta(milliseconds=1)
    poll = Poll(provider=provider, began=began, ended=now, milliseconds=took, documents=documents, message=remark)
    poll.outcome = Poll.Outcome.OK
    if failure:
        poll.outcome = Poll.Outcome.THROTTLED if failure.retry_after else Poll.Outcome.FAILED
        poll.message, poll.code = failure.message, failure.code
    return poll


def _note_success(provider: Provider, polled: _Poll, finished: bool) -> None:
    """A source that had more to say is next in turn; one that says nothing for ever waits like any other."""
    now, provider.pause = timezone.now(), polled.pause
    goes_on = polled.documents and not finished and not polled.pause
    next_poll = now if goes_on else now + waits.interval(provider.interval)
    # One that is only written to was not heard of: it says itself when it was.
    heard = {"last_ok": now} if provider.interval else {}
    said = {"pause": polled.pause, "failures": 0, "message": polled.remark, "throttled_until": None}
    _note(provider, polled.came(), next_poll=next_poll, **said, **heard)


def _note_failure(provider: Provider, failure: Failure, came: Poll) -> None:
    if failure.retry_after:
        _note_throttle(provider, failure.message, waits.asked_for(failure.retry_after), came)
        return
    failures = provider.failures + 1
    logger.warning("provider %s failed (%d in a row): %s", provider.key, failures, failure.message)
    next_poll = timezone.now() + waits.back_off(provider.interval, failures)
    _note(provider, came, next_poll=next_poll, failures=failures, message=failure.message, throttled_until=None)


def _note_throttle(provider: Provider, message: str, wait: timedelta, came: Poll) -> None:
    """The source answered, if only that it wants to be asked later: no failure (contract.md §1.4)."""
    logger.info("provider %s asks to wait %s: %s", provider.key, wait, message)
    until = timezone.now() + wait
    _note(provider, came, next_poll=until, failures=0, message=message, throttled_until=until)


def _note(provider: Provider, came: Poll, **values: Any) -> None:
    """Give the lease back and keep what came of it. Readers are told (a new version) only when the source's state
    changed. Raises Lost."""
    before, was_late = vars(provider), provider.state(timezone.now()) == "late"
    with transaction.atomic():
        if was_late or _told(before) != _told(before | values):
            Version.bump(fares=True)
        lease.give_back(provider, **values)
        Poll.objects.note(came)


def _told(values: dict[str, Any]) -> tuple[Any, ...]:
    """What readers know of it, but for when it was last heard of."""
    return values["message"], values["throttled_until"], values["failures"] and values["next_poll"]
