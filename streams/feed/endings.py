"""How presses ended of which nobody could tell who pressed when they did: one query a page, and mostly none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import orjson
from django.utils import timezone

from streams.actions.base import Ended
from streams.actions.saying import said
from streams.models import ActionRun

COLUMNS = ("pk", "activity_id", "uid", "state", "message", "code", "undo", "input", "activity__provider__name")

# By the primary keys of the run and of the activity on which it was pressed: there it is told, and nowhere else.
Endings = Mapping[tuple[int | None, int | None], Ended]


def endings(pks: Sequence[int]) -> Endings:
    """Those of these runs of which who pressed is still to be told."""
    if not pks:
        return {}
    runs = ActionRun.objects.filter(pk__in=pks, shown_until__gt=timezone.now()).select_related("activity__provider")
    return {(run.pk, run.activity_id): _ended(run) for run in runs.only(*COLUMNS)}


def _ended(run: ActionRun) -> Ended:
    entered = run.input if run.state == ActionRun.State.FAILED else {}
    return Ended(str(run.uid), run.state, said(run), run.code, run.undo, orjson.dumps(entered).decode())
