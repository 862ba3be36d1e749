"""An action of a stranger: say that you have seen an entry. The audit trail is all the memory it needs."""

from collections.abc import Sequence
from typing import Any

from rest_framework import serializers

from streams.actions.base import ActionError, InlineAction, Offer, Offered, Outcome
from streams.models import ActionRun, Activity, Viewer


class Note(serializers.Serializer):
    note = serializers.CharField(required=False, max_length=100)


class Countersign(InlineAction):
    key = "countersign"
    label = "Countersign"
    object_types = ("entry",)
    input = Note

    def offer(self, activities: Sequence[Offered], viewer: Viewer) -> dict[int, Offer]:
        entities = {activity.entity for activity in activities}
        done = set(ActionRun.objects.filter(action=self.key, entity__in=entities).values_list("entity", flat=True))
        return {a.pk: Offer("done" if a.entity in done else "available") for a in activities}

    def perform(self, activity: Activity, viewer: Viewer, data: dict[str, Any]) -> Outcome:
        if data.get("note") == "refuse":
            raise ActionError("The logbook is closed.", code="closed")
        return Outcome("Countersigned", {"note": data.get("note", "")})
