"""The embedded default: one process asks every source when it is due, on threads, so that none waits for another."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Collection
from copy import copy
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import Error, connection, connections
from django.utils import timezone

from streams import polling
from streams.performing import settling
from streams.polling import backfill, lease
from streams.polling.asking import Progress
from streams.retention.tidying import tidy

logger = logging.getLogger(__name__)

# Seconds between two looks at what is due.
PAUSE = 0.5
# Seconds between two looks at what is to be cleared away, unless there was some.
TIDY_PAUSE = 10.0
# Seconds that sources have for the batch in hand when the process ends.
GRACE = 5.0
POLLS_AT_ONCE = 8
# Few, because polls come first.
STEPS_AT_ONCE = 2
SETTLED_AT_ONCE = 4


class Poller:
    """Call `run`, or `once`: both come back with every lease given back.

    A thread cannot be ended from outside. One that waits for a source we have given up is left alone and not counted;
    its source is not asked again in this process until the thread is back.
    """

    def __init__(self, only: Collection[str] = (), progress: Progress | None = None) -> None:
        """`only`: the keys of the sources to poll, where it is not all of them."""
        due, poll = partial(polling.due, only), partial(polling.poll, progress=progress)
        self._polls = _Threads(due, polling.take, poll, POLLS_AT_ONCE, lease.TURN, polling.give_up)
        steps = _Threads(backfill.due, backfill.take, backfill.step, STEPS_AT_ONCE, backfill.STEP, backfill.give_up)
        runs = _Threads(settling.due, settling.look_up, lambda run, is_over: settling.settle(run), SETTLED_AT_ONCE)
        self._all = [self._polls] if only else [self._polls, steps, runs]
        self._tidy_at = time.monotonic()

    def run(self, is_over: lease.IsOver, pause: float = PAUSE) -> None:
        """Until `is_over`, which is asked every `pause` seconds; what is in hand is stored first."""
        try:
            while not is_over():
                self._look()
                time.sleep(pause)
        finally:
            self._finish()

    def once(self, is_over: lease.IsOver = lambda: False) -> int:
        """Poll what is due now; returns how many sources that were."""
        waiting = self._polls.due()
        try:
            while (waiting or self._polls.busy()) and not is_over():
                waiting = self._polls.begin(waiting)
                self._polls.look_after(seconds=PAUSE)
        finally:
            self._finish()
        return self._polls.begun

    def _look(self) -> None:
        try:
            for threads in self._all:
                threads.look_after()
                threads.begin(threads.due())
            self._tidy()
        except Error as error:
            logger.warning("nothing is polled, because the database does not answer: %s", error)
            connection.close()

    def _tidy(self) -> None:
        if time.monotonic() >= self._tidy_at:
            may_be_more = tidy()
            self._tidy_at = time.monotonic() + (0 if may_be_more else TIDY_PAUSE)

    def _finish(self) -> None:
        deadline = time.monotonic() + GRACE
        for threads in self._all:
            threads.stop()
        for threads in self._all:
            threads.end(deadline)


@dataclass
class _Job:
    row: Any
    thread: threading.Thread
    is_given_up: bool = False


@dataclass
class _Threads:
    """One kind of work, `most` of them at the same time: whose turn it is, how to take it, do it, and give it up."""

    due: Callable[[], list[int]]
    take: Callable[[int], Any]
    do: Callable[..., object]
    most: int
    turn: timedelta = lease.TURN
    # Of what has a lease, which is given back.
    give_up: Callable[[Any], None] | None = None

    begun: int = 0
    _jobs: dict[int, _Job] = field(default_factory=dict)
    _is_ending: bool = False

    def busy(self) -> list[_Job]:
        return [job for job in self._jobs.values() if not job.is_given_up]

    def begin(self, pks: list[int]) -> list[int]:
        """Begin with the first of them; returns those that there is no room for."""
        for place, pk in enumerate(pks):
            if len(self.busy()) >= self.most:
                return pks[place:]
            if pk not in self._jobs and (row := self.take(pk)):
                self._jobs[pk] = _Job(row, threading.Thread(target=self._run, args=[row], daemon=True))
                self._jobs[pk].thread.start()
                self.begun += 1
        return []

    def look_after(self, seconds: float = 0) -> None:
        """Forget those that are done, for the first of which we wait so long; give up those that do not answer."""
        for job in self.busy()[:1]:
            job.thread.join(seconds)
        self._jobs = {pk: job for pk, job in self._jobs.items() if job.thread.is_alive()}
        for job in self.busy():
            if self.give_up and lease.is_silent(job.row, timezone.now()):
                self.give_up(job.row)
                job.is_given_up = True

    def stop(self) -> None:
        """After the batch in hand."""
        self._is_ending = True

    def end(self, deadline: float) -> None:
        """Wait for the batches in hand until then, by the monotonic clock; what is not stored by then will not be."""
        for job in self.busy():
            job.thread.join(max(0, deadline - time.monotonic()))
            if self.give_up and job.thread.is_alive():
                # Taken from its thread, which is ended with the process: whoever comes next goes on at once.
                lease.let_go(copy(job.row))

    def _run(self, row: Any) -> None:
        turn_is_over = lease.turn(self.turn)
        try:
            self.do(row, is_over=lambda: self._is_ending or turn_is_over())
        except Exception:
            logger.exception("%s was not done to its end", row)
        finally:
            # They are this thread's own.
            connections.close_all()
