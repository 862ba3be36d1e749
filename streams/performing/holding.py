"""Questions of this process that take longer than who pressed waits for: while one is asked or waits its turn, nobody
takes its run for one whose process died.
"""

from __future__ import annotations

import logging
import threading
from concurrent.futures import Future, wait
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from streams.models import ActionRun
from streams.performing.ending import FORGOTTEN

logger = logging.getLogger(__name__)

# A database that cannot be reached for a moment makes nobody forget.
RENEWED = timedelta(seconds=20)

_lock = threading.Lock()
# The questions, by the primary keys of their runs.
_held: dict[int, Future[Any]] = {}
_keeper: threading.Thread | None = None


class Forgotten(Exception):
    """The run was settled while its question waited: who pressed was told to look, and may have pressed again."""


def hold(pk: int, asked: Future[Any]) -> None:
    """Until it is answered."""
    global _keeper
    with _lock:
        _held[pk] = asked
        if _keeper is None:
            _keeper = threading.Thread(target=_keep, name="holding", daemon=True)
            _keeper.start()


def _keep() -> None:
    """As long as there is a question."""
    while held := _unanswered():
        late = wait(held.values(), timeout=RENEWED.total_seconds()).not_done
        _renew_all([pk for pk, asked in held.items() if asked in late])


def _unanswered() -> dict[int, Future[Any]]:
    """Where there is none, the thread that asks for them ends."""
    global _keeper
    with _lock:
        for pk in [pk for pk, asked in _held.items() if asked.done()]:
            del _held[pk]
        if not _held:
            _keeper = None
        return dict(_held)


def _renew_all(pks: list[int]) -> None:
    try:
        if pks:
            _renew(pks)
    except Exception:
        logger.exception("the runs of questions that are under way could not be held")


def renew(pk: int) -> None:
    """At its turn. Raises Forgotten."""
    if not _renew([pk]):
        raise Forgotten


def _renew(pks: list[int]) -> int:
    """In a thread of ours. What its source is at work on has been answered: that is asked about sooner."""
    waiting = ActionRun.objects.filter(pk__in=pks, state=ActionRun.State.PENDING)
    try:
        return waiting.exclude(result__has_key="pending").update(next_check=timezone.now() + FORGOTTEN)
    finally:
        connection.close()
