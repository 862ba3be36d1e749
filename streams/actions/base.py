"""What an inline action is. This class is the manual: one file, one subclass, one line in STREAMS_ACTIONS."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from django.utils.translation import gettext_noop as _
from rest_framework import serializers

from streams.models import ActionRun, Activity, Viewer


class ActionError(Exception):
    """The action could not be done. The text is shown to the person who clicked; `code` is for programs."""

    def __init__(self, message: str, code: str = "failed") -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Ended:
    """How this viewer's last press ended, where that took longer than they were answered."""

    # The run's public id.
    run: str
    # "done" or "failed".
    state: str
    # A sentence for the person who pressed, and what it was to programs.
    message: str
    code: str
    undo: bool
    # JSON: what was entered where it failed, so that nobody has to write it twice.
    input: str


@dataclass(frozen=True)
class Offer:
    """How one action stands on one activity for one viewer."""

    # "available", "done", "pending" or "disabled" (then `reason` says why).
    state: str = "available"
    # What the button says now; None for the action's own label.
    label: str | None = None
    reason: str = ""
    # How many people did it, or None where nobody counts.
    count: int | None = None
    # Whether it can be taken back now; None leaves it to the action.
    undo: bool | None = None
    # What an `OfferedField` of the input (actions/fields.py) may be, each with what people call it.
    choices: tuple[tuple[str, str], ...] = ()
    # Only where the source does it: what this viewer has not been told yet.
    ended: Ended | None = None


@dataclass(frozen=True)
class Outcome:
    """What a run did."""

    # One short sentence for the person who clicked, such as "Your vote is in".
    message: str
    # What undo() will need: JSON, kept with the run.
    result: dict[str, Any] = field(default_factory=dict)
    # Documents to publish because of it, seen by whoever sees the activity; and ids of such documents to take back.
    documents: Sequence[Mapping[str, Any]] = ()
    retracted: Sequence[str] = ()
    # Called with the activities that the documents became, in their order, for an action that keeps rows about them.
    then: Callable[[Sequence[Activity]], object] | None = None


class OfferedKind(Protocol):
    """What sort of activity it is: keys, not IRIs."""

    @property
    def provider_key(self) -> str: ...
    @property
    def verb(self) -> str: ...
    @property
    def object_type(self) -> str: ...


class Offered(Protocol):
    """What `offer` is told of an activity. A page has no more of it at hand; an `Activity` will do, too."""

    @property
    def pk(self) -> int: ...
    @property
    def uid(self) -> UUID: ...
    @property
    def revision(self) -> int: ...
    @property
    def entity(self) -> str: ...
    @property
    def kind(self) -> OfferedKind: ...


class InlineAction:
    """Something a viewer can do about an activity, right on it."""

    # The name in URLs and rows, such as "vote". Required, unique.
    key: str = ""
    # What the button says, such as "Vote". Required.
    label: str = ""
    # What is drawn beside the label: a name in `streams.icons`; empty for a neutral drawing.
    icon: str = ""
    # Lower comes first.
    weight: int = 50
    # Object types it is offered on, by key; empty for all.
    object_types: Sequence[str] = ()
    # A serializer class for what the viewer must enter; None when a click is enough.
    input: type[serializers.Serializer] | None = None
    # A question to answer before it runs; empty for none.
    confirm: str = ""
    # Whether undo() works.
    can_undo: bool = False
    # Whether whoever did it may do it again, as with a comment; at a source this decides, here perform() does.
    repeats: bool = False
    # The key of the action that makes it possible again, whoever does that, such as reopen for close; empty for none.
    opposite: str = ""
    # What it could come to where a page was framed to mislead: "reversible" (a press and an undo), "visible" (others
    # see it, and it takes typing) or "consequential" (work begins or ends elsewhere: a framed page asks twice).
    tier: str = "reversible"
    # The links by which the source of an activity does it for us, by rel, the best first: where the activity carries
    # one and its backend has it in `rels`, the source is asked and perform() is not.
    rels: Sequence[str] = ()
    # Whether it is nothing without the source: then perform() is never called.
    only_at_source: bool = False
    # What the button says once this viewer did it; empty for the label.
    done_label: str = ""
    # What who clicked is told where the source has no words of its own.
    done_message: str = _("Done")
    undone_message: str = _("Taken back")

    def offer(self, activities: Sequence[Offered], viewer: Viewer) -> dict[int, Offer]:
        """How it stands on each activity of a page, by primary key; leave out those it does not apply to.

        Called once for the whole page: a constant number of queries, no remote call. What else it wants to know of
        them than `Offered` has, it asks the database for, by `pk`. What it says may be kept until the next write: who
        changes what else it depends on calls `Version.bump()`.
        """
        return {activity.pk: Offer() for activity in activities}

    def perform(self, activity: Activity, viewer: Viewer, data: dict[str, Any]) -> Outcome:
        """Do it, once: it runs inside a transaction together with its audit row. Raises ActionError."""
        raise NotImplementedError

    def told(self, activity: Activity, viewer: Viewer) -> Sequence[Mapping[str, Any]]:
        """Documents to publish once the source did it, such as who triggered which build; none by default."""
        return ()

    def undo(self, run: ActionRun) -> Outcome:
        """Take a run of this action back. Raises ActionError."""
        raise ActionError(_("This cannot be undone."), code="no_undo")
