"""One application taken for another: what it posted is brought over, a batch at a time, beside everything else."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef

from streams.models import Activity, Application, Version
from streams.models.activity import ActivityQuerySet
from streams.publishing.rerendering import rerendered

SIZE = 500


@transaction.atomic
def merge(application: Application, into: Application) -> None:
    """From now on what `application` posts is `into`'s; `bring_over` does the rest. Raises ValueError in a circle."""
    Version.bump(settles=True)
    if into.pk == application.pk or Application.objects.filter(pk=into.pk, same_as__isnull=False).exists():
        raise ValueError(f"{into} was itself merged into another application; choose that one")
    Application.objects.filter(same_as=application).update(same_as=into)
    Application.objects.filter(pk=application.pk).update(same_as=into)


def bring_over(batches: int = 1) -> int:
    """Some of what merged applications posted before; returns how many activities that were."""
    moved = 0
    for application in Application.objects.filter(same_as__isnull=False).select_related("same_as"):
        while batches and application.same_as and (pks := _left(application)):
            _move(pks, application.same_as)
            moved, batches = moved + len(pks), batches - 1
    return moved


def refresh(application: Application, batches: int) -> bool:
    """Readers see what it is called now; whether that was all of its activities."""
    last = 0
    for _ in range(batches):
        pks = _of(application).filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:SIZE]
        if not (found := list(pks)):
            return True
        rerendered(found)
        last = found[-1]
    return not _of(application).filter(pk__gt=last).exists()


def _of(application: Application) -> ActivityQuerySet:
    return Activity.objects.filter(source=application.source)


def _left(application: Application) -> list[int]:
    return list(_of(application).filter(application=application).values_list("pk", flat=True)[:SIZE])


@transaction.atomic
def _move(pks: list[int], into: Application) -> None:
    """An id that both have used stays the older one's, or the two activities would be one."""
    Version.bump()
    moving = Activity.objects.filter(pk__in=pks)
    moving.update(application=into)
    twin = Activity.objects.filter(source=into.source, foreign_id=OuterRef("foreign_id"))
    moving.filter(~Exists(twin)).update(source=into.source)
    rerendered(pks)
