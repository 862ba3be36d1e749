"""What a source lets people choose about its things is kept apart from their activities: what it told last counts."""

from __future__ import annotations

from collections.abc import Iterable

from streams.models import Choices
from streams.publishing.document import Parsed


def keep(readings: Iterable[Parsed]) -> None:
    told = {
        (reading.activity.provider_id, reading.activity.entity, rel): options
        for reading in readings
        for rel, options in reading.choices.items()
    }
    if told:
        rows = [Choices(provider_id=pk, entity=entity, rel=rel, options=o) for (pk, entity, rel), o in told.items()]
        known = ["entity", "rel", "provider"]
        Choices.objects.bulk_create(rows, update_conflicts=True, unique_fields=known, update_fields=["options"])
