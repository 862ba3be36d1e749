"""Who pressed has read how it ended: it is not told again."""

from __future__ import annotations

from django.db import transaction

from streams.models import ActionRun, Version, Viewer
from streams.performing.click import Click, resolve


def read(click: Click, viewer: Viewer) -> None:
    """Also where there was nothing to read. Raises ActionError as `perform` does."""
    activity, action = resolve(click, viewer)
    mine = ActionRun.objects.filter(user_id=viewer.user_id, entity=activity.entity, action=action.key)
    told = mine.exclude(shown_until=None)
    if told.exists():
        with transaction.atomic():
            Version.bump()
            told.update(shown_until=None)
