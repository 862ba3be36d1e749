"""An action of a stranger that asks for every kind of thing: hand an entry over to somebody else."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from streams.actions.base import InlineAction, Outcome
from streams.actions.fields import UserField
from streams.models import Activity, Viewer


class Handover(serializers.Serializer):
    to = UserField(label="Hand over to")
    urgency = serializers.ChoiceField([("low", "When there is time"), ("high", "Today")], default="low")
    due = serializers.DateField(required=False, help_text="Leave it empty when any day will do.")
    note = serializers.CharField(required=False, max_length=1000)
    told = serializers.BooleanField(label="They know of it")

    def validate_told(self, told: bool) -> bool:
        if not told:
            raise serializers.ValidationError("Tell them first.")
        return told

    def validate_to(self, to: str) -> str:
        if to == "nobody":
            raise serializers.ValidationError("Nobody has this name.")
        return to


class HandOver(InlineAction):
    key = "handover"
    label = "Hand over"
    object_types = ("entry",)
    input = Handover

    def perform(self, activity: Activity, viewer: Viewer, data: dict[str, Any]) -> Outcome:
        due = data.get("due")
        return Outcome(f"Handed over to {data['to']}" + (f" until {due:%d %B %Y}" if due else ""))
