"""Runs that were left pending: asked about ever more seldom until it is known how they went."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.utils import timezone

from streams import registry
from streams.models import ActionRun
from streams.performing.ending import FORGOTTEN, asked_source, end, fail
from streams.providers.base import Done, ProviderError

logger = logging.getLogger(__name__)

LONGEST_PAUSE = timedelta(minutes=1)
# After a day nobody waits for it any more.
GIVEN_UP = timedelta(days=1)


def due() -> list[int]:
    """The pending runs whose time has come, the longest waiting first: primary keys."""
    waiting = ActionRun.objects.filter(state=ActionRun.State.PENDING, next_check__lte=timezone.now())
    return list(waiting.order_by("next_check").values_list("pk", flat=True)[:100])


def look_up(pk: int) -> ActionRun:
    return ActionRun.objects.select_related("activity__provider", "user").get(pk=pk)


def settle(run: ActionRun) -> bool:
    """Whether it was this process's to ask."""
    now = timezone.now()
    mine = ActionRun.objects.filter(pk=run.pk, state=ActionRun.State.PENDING, next_check=run.next_check)
    if not mine.update(next_check=now + FORGOTTEN):
        return False
    if "pending" not in run.result or now - run.created > GIVEN_UP:
        # Its process died between the question and the answer, or its source forgot it.
        fail(run, ProviderError("", code="unknown"), is_late=True)
        return True
    try:
        done = _asked(run)
    except ProviderError as error:
        _failed(run, error, now)
    except Exception:
        logger.exception("provider code broke while it was asked how %s went", run.action)
        _later(run, now)
    else:
        if done is None:
            _later(run, now)
        else:
            end(run, done, is_late=True)
    return True


def _asked(run: ActionRun) -> Done | None:
    provider = asked_source(run)
    backend = registry.providers().get(provider.backend) if provider else None
    if provider is None or backend is None:
        raise ProviderError("", code="unknown")
    done = backend.settled(provider, run.result["pending"])
    return done and Done(done.message, done.documents, done.pending, done.undo or run.result.get("undo", {}))


# What says nothing about the run itself: the source is asked again.
PASSING = {"timeout", "unreachable", "broken", "rate_limited", "tls"}


def _failed(run: ActionRun, error: ProviderError, now: datetime) -> None:
    if error.code in PASSING:
        _later(run, now)
    else:
        fail(run, error, is_late=True)


def _later(run: ActionRun, now: datetime) -> None:
    """As long again as it has taken so far, up to a minute."""
    pause = min(max(now - run.created, timedelta(seconds=1)), LONGEST_PAUSE)
    ActionRun.objects.filter(pk=run.pk).update(next_check=now + pause)
