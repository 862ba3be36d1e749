"""The stored JSON brought up to date: after a change of its format, or of a provider's name."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction

from streams.models import Activity, Version
from streams.rendering import render


def rerender(size: int = 500) -> Iterator[tuple[int, int]]:
    """Batch by batch, each one a transaction: how many were looked at, and how many of them have changed."""
    last = 0
    while pks := list(Activity.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:size]):
        yield len(pks), rerendered(pks)
        last = pks[-1]


@transaction.atomic
def rerendered(pks: list[int]) -> int:
    """How many of these have changed."""
    Version.bump()
    stale = [row for row in Activity.objects.whole().filter(pk__in=pks) if render(row) != row.rendered]
    for row in stale:
        # A reader's copy is told apart by it.
        row.revision += 1
        row.rendered = render(row)
    if stale:
        Activity.objects.bulk_update(stale, ["revision", "rendered"], batch_size=100)
    else:
        transaction.set_rollback(True)
    return len(stale)
