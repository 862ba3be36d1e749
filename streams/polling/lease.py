"""Whose a source is for the moment: one worker's among however many, on however many machines.

`lease_until` of the row is also the proof of it. Whoever takes over writes a later one, so a worker that comes back
after its lease has ended finds another one there and can write nothing any more.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from streams.models import Backfill, Provider

# Renewed with every batch; one that ran out belonged to a process that died.
LEASE = timedelta(minutes=5)
# How long a source may take for a batch. Ending with it and a turn before the lease does, it is still ours to say so.
PATIENCE = timedelta(minutes=3)
# How long a source is read while others may be waiting; it goes on where it was when it is its turn again.
TURN = timedelta(minutes=1)

Row = Provider | Backfill
# Asked after every batch: whether to stop there.
IsOver = Callable[[], bool]


class Lost(Exception):
    """Somebody else has it, or it was switched off or changed meanwhile: what is in hand must not be stored."""


def turn(length: timedelta = TURN) -> IsOver:
    ends = timezone.now() + length
    return lambda: timezone.now() >= ends


def renew(row: Row, **values: Any) -> None:
    """Write to the row and hold it for another while; raises Lost."""
    write(row, lease_until=timezone.now() + LEASE, **values)


def give_back(row: Row, **values: Any) -> None:
    """Write to the row and let go of it; raises Lost."""
    write(row, lease_until=None, **values)


def let_go(row: Row) -> None:
    """Of one that is still ours, because nothing could be noted: whoever comes next goes on at once."""
    if row.lease_until:
        with suppress(Lost):
            give_back(row)


def write(row: Row, **values: Any) -> None:
    held = type(row).objects.filter(pk=row.pk, lease_until=row.lease_until)
    if not held.update(**values):
        raise Lost
    for name, value in values.items():
        setattr(row, name, value)


def is_silent(row: Row, now: datetime) -> bool:
    """Whether it has taken longer for a batch than we wait."""
    return row.lease_until is not None and row.lease_until - LEASE + PATIENCE <= now
