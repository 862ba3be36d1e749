"""What only the source of an activity can do: each is offered where the activity carries its link and the source acts
on it (`InlineAction.rels`), so they have nothing to write but their words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from rest_framework import serializers

from streams.actions.base import InlineAction
from streams.actions.fields import OfferedField
from streams.models import Activity, Viewer
from streams.models.activity import new_uid


class AtSource(InlineAction):
    only_at_source = True
    tier = "consequential"


class TriggerBuild(AtSource):
    key = "trigger-build"
    label = "Trigger build"
    icon = "start"
    weight = 5
    object_types = ("job",)
    rels = ("build-trigger",)
    repeats = True
    confirm = "Start a build?"
    done_message = "The build has run"

    def told(self, activity: Activity, viewer: Viewer) -> Sequence[Mapping[str, Any]]:
        """Who started which build."""
        return [told(self, activity, "trigger")]


class Rerun(AtSource):
    key = "rerun"
    label = "Run again"
    icon = "again"
    weight = 6
    object_types = ("job",)
    rels = ("rerun", "retry")
    repeats = True
    confirm = "Run this again?"
    done_message = "It runs again"

    def told(self, activity: Activity, viewer: Viewer) -> Sequence[Mapping[str, Any]]:
        return [told(self, activity, "rerun")]


class Assign(AtSource):
    key = "assign"
    label = "Assign to me"
    icon = "assign"
    weight = 6
    rels = ("assign",)
    tier = "reversible"
    done_label = "Assigned to you"
    done_message = "It is yours now"
    undone_message = "It is no longer yours"


class Approve(AtSource):
    key = "approve"
    label = "Approve"
    icon = "approve"
    weight = 2
    rels = ("approve",)
    confirm = "Approve this?"
    done_label = "Approved"
    done_message = "Your approval is in"
    undone_message = "Your approval is withdrawn"


class Merge(AtSource):
    key = "merge"
    label = "Merge"
    icon = "merge"
    weight = 3
    rels = ("merge",)
    confirm = "Merge this?"
    done_label = "Merged"
    done_message = "It is merged"


class Close(AtSource):
    key = "close"
    label = "Close"
    icon = "close"
    weight = 7
    rels = ("close",)
    confirm = "Close this?"
    done_label = "Closed"
    done_message = "It is closed"
    undone_message = "It is open again"


class Reopen(AtSource):
    key = "reopen"
    label = "Reopen"
    icon = "reopen"
    weight = 7
    rels = ("reopen",)
    confirm = "Open this again?"
    done_label = "Reopened"
    done_message = "It is open again"
    undone_message = "It is closed again"


class TransitionInput(serializers.Serializer):
    to = OfferedField(label="New status")


class Transition(AtSource):
    """To one of those that the source told of."""

    key = "transition"
    label = "Change status"
    icon = "transition"
    weight = 7
    rels = ("transition",)
    input = TransitionInput
    repeats = True
    done_message = "The status is changed"


def told(action: InlineAction, activity: Activity, verb: str) -> dict[str, Any]:
    """That the viewer did it, as an activity about the same thing."""
    about = activity.object or {}
    return {
        "id": f"streams:{action.key}:{new_uid()}",
        "verb": verb,
        "published": int(datetime.now(UTC).timestamp() * 1000),
        "object": {
            "objectType": about.get("type"),
            "id": about.get("id"),
            "displayName": about.get("title"),
            "url": about.get("url") or activity.url,
        },
        "project": activity.project_key,
        "entity": activity.entity,
    }
