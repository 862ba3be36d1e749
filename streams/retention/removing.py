"""Removing by rules, in steps so small that nobody waits for one, and saying beforehand how many that would be."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from streams.models import RetentionRule, Version
from streams.retention.selecting import matching, of_nothing, window, windows

# Rows of one transaction: a few hundredths of a second.
BATCH = 100
# Between two rounds of a rule.
ROUND = timedelta(hours=1)
# Index entries that a dry run on a page looks at.
LOOKED_AT = 20_000


class DryRun(NamedTuple):
    """How many would go, of how many old enough; `is_all`: whether all of those were looked at."""

    number: int
    looked_at: int
    is_all: bool

    def __str__(self) -> str:
        if self.is_all:
            return f"{self.number:,} would go now"
        return f"{self.number:,} of the oldest {self.looked_at:,} would go now, and perhaps more after them"


def dry_run(rule: RetentionRule, most: int = LOOKED_AT) -> DryRun:
    """Two queries, and bounded, however much is stored."""
    found = window(rule, {}, most)
    return DryRun(matching(rule, found.pks).count() if found.pks else 0, len(found.pks), not found.position)


def count(rule: RetentionRule) -> int:
    """All of them, for who has the time."""
    return sum(matching(rule, found.pks).count() for found in windows(rule) if found.pks)


def remove_all(rule: RetentionRule) -> Iterator[int]:
    """A round, from where the last one stopped: how many went with each batch."""
    while True:
        yield from remove_some(rule)
        if not rule.position:
            return


def remove_some(rule: RetentionRule) -> Iterator[int]:
    """What one window has, a transaction for each batch; between two of them everybody else has as long as one took."""
    found = window(rule, rule.position)
    doomed = list(matching(rule, found.pks).values_list("pk", flat=True)) if found.pks else []
    for start in range(0, len(doomed), BATCH):
        began = time.monotonic()
        yield _remove(rule, doomed[start : start + BATCH])
        time.sleep(time.monotonic() - began)
    rule.position = found.position
    rule.next_step = timezone.now() + (timedelta() if found.position else ROUND)
    RetentionRule.objects.filter(pk=rule.pk).update(position=rule.position, next_step=rule.next_step)


@transaction.atomic
def _remove(rule: RetentionRule, pks: list[int]) -> int:
    """The version first, as every writer does. Then all is looked at once more: somebody may have commented meanwhile,
    changed the rule or switched it off."""
    Version.bump()
    now = RetentionRule.objects.filter(pk=rule.pk, enabled=True, what=rule.what).first()
    if now is None:
        return 0
    rows = matching(now, pks)
    about = list(rows.values_list("entity", flat=True)) if now.what == RetentionRule.What.ACTIVITIES else []
    # What else is deleted or let go along with them, the models say.
    number = rows.delete()[1].get(rows.model._meta.label, 0)
    of_nothing(about).delete()
    RetentionRule.objects.filter(pk=rule.pk).update(removed=F("removed") + number, last_removed=timezone.now())
    return number
