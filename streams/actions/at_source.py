"""What only the source of an activity can do: each is offered where the activity carries its link and the source acts
on it (`InlineAction.rels`), so they have nothing to write but their words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext_noop as _
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
    label = _("Trigger build")
    icon = "start"
    weight = 5
    object_types = ("job",)
    rels = ("build-trigger",)
    repeats = True
    confirm = _("Start a build?")
    done_message = _("The build has run")

    def told(self, activity: Activity, viewer: Viewer) -> Sequence[Mapping[str, Any]]:
        """Who started which build."""
        return [told(self, activity, "trigger")]


class Rerun(AtSource):
    key = "rerun"
    label = _("Run again")
    icon = "again"
    weight = 6
    object_types = ("job",)
    rels = ("rerun", "retry")
    repeats = True
    confirm = _("Run this again?")
    done_message = _("It runs again")

    def told(self, activity: Activity, viewer: Viewer) -> Sequence[Mapping[str, Any]]:
        return [told(self, activity, "rerun")]


class Assign(AtSource):
    key = "assign"
    label = _("Assign to me")
    icon = "assign"
    weight = 6
    rels = ("assign",)
    tier = "reversible"
    done_label = _("Assigned to you")
    done_message = _("It is yours now")
    undone_message = _("It is no longer yours")


class Approve(AtSource):
    key = "approve"
    label = _("Approve")
    icon = "approve"
    weight = 2
    rels = ("approve",)
    confirm = _("Approve this?")
    done_label = _("Approved")
    done_message = _("Your approval is in")
    undone_message = _("Your approval is withdrawn")


class Merge(AtSource):
    key = "merge"
    label = _("Merge")
    icon = "merge"
    weight = 3
    rels = ("merge",)
    confirm = _("Merge this?")
    done_label = _("Merged")
    done_message = _("It is merged")


class Close(AtSource):
    key = "close"
    label = _("Close")
    icon = "close"
    weight = 7
    rels = ("close",)
    opposite = "reopen"
    confirm = _("Close this?")
    done_label = _("Closed")
    done_message = _("It is closed")
    undone_message = _("It is open again")


class Reopen(AtSource):
    key = "reopen"
    label = _("Reopen")
    icon = "reopen"
    weight = 7
    rels = ("reopen",)
    opposite = "close"
    confirm = _("Open this again?")
    done_label = _("Reopened")
    done_message = _("It is open again")
    undone_message = _("It is closed again")


class TransitionInput(serializers.Serializer):
    to = OfferedField(label=_("New status"))


class Transition(AtSource):
    """To one of those that the source told of."""

    key = "transition"
    label = _("Change status")
    icon = "transition"
    weight = 7
    rels = ("transition",)
    input = TransitionInput
    repeats = True
    done_message = _("The status is changed")


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
