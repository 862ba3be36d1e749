"""What somebody pressed, and whether they may."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_noop as _
from rest_framework import serializers

from streams.actions.base import ActionError, InlineAction
from streams.feed import offers, page
from streams.feed.grammar import Filter
from streams.models import ActionRun, Activity, Viewer

GONE = _("This activity is gone.")


@dataclass(frozen=True)
class Click:
    """What somebody asked for. `idempotency_key` is one per press: a retry of the same press carries the same."""

    uid: UUID
    action: str
    idempotency_key: str
    data: dict[str, Any]
    undo: bool = False
    # The origin of the page that embeds the gadget.
    origin: str = ""
    # The code that the first press was answered with, where it had to be confirmed (confirming.py).
    confirmation: str = ""
    # The slug of the gadget that the credential is good for; "" for one that is good everywhere.
    gadget: str = ""
    # What that gadget lists: for its credential nothing else is there.
    within: Filter | None = None


def resolve(click: Click, viewer: Viewer) -> tuple[Activity, InlineAction]:
    """The activity and the action, where this viewer may press it here. Raises ActionError."""
    if not viewer.user.is_authenticated:
        raise ActionError(_("Sign in to do this."), code="not_authenticated")
    activity = Activity.objects.visible_to(viewer).whole().filter(uid=click.uid).first()
    found = offers.find(click.action, viewer)
    if activity is None or not (click.within is None or page.lists(click.within, activity, viewer)):
        raise ActionError(GONE, code="not_found")
    if found is None or not offers.applies(*found, activity):
        raise ActionError(_("This action is not offered here."), code="not_found")
    if not viewer.may_act(click.action):
        raise ActionError(_("This credential may not run this action."), code="forbidden")
    return activity, found[0]


def earlier(click: Click, viewer: Viewer) -> ActionRun | None:
    """The run of this very click, if there is one."""
    run = ActionRun.objects.filter(user_id=viewer.user_id, idempotency_key=click.idempotency_key).first()
    if run and (run.activity_uid, run.action, run.undo) != (click.uid, click.action, click.undo):
        raise ActionError(_("This Idempotency-Key was used for another click."), code="key_reused")
    return run


def validated(action: InlineAction, data: dict[str, Any], choices: Mapping[str, str]) -> dict[str, Any]:
    """Raises rest_framework's ValidationError, which names the fields. `choices`: what is offered on this activity."""
    if action.input is None:
        return {}
    form: serializers.Serializer = action.input(data=data, context={"choices": choices})
    form.is_valid(raise_exception=True)
    return dict(form.validated_data)


def to_undo(user_id: Any, activity: Activity, action: InlineAction) -> ActionRun | None:
    """This person's latest run of the action on the same thing, wherever on the stream it was clicked; of what may be
    done again and again, such as a comment, rather the latest on this very activity."""
    done = ActionRun.objects.filter(undo=False, undone=None, state=ActionRun.State.DONE)
    mine = done.filter(user_id=user_id, entity=activity.entity, action=action.key).select_related("activity__provider")
    on_this = mine.filter(activity_uid=activity.uid).first() if action.repeats else None
    return on_this or mine.first()


def begin(click: Click, viewer: Viewer, activity: Activity, action: InlineAction, **more: Any) -> ActionRun:
    """The audit row. Its unique key makes a concurrent twin wait and then fail with IntegrityError."""
    return ActionRun.objects.create(
        user_id=viewer.user_id,
        username=viewer.user.get_username(),
        activity=activity,
        activity_uid=activity.uid,
        entity=activity.entity,
        action=action.key,
        undo=click.undo,
        idempotency_key=click.idempotency_key,
        origin=click.origin[:255],
        gadget=click.gadget,
        **more,
    )


def still_seen(activity: Activity, viewer: Viewer) -> None:
    """Raises ActionError when somebody deleted or hid what was clicked. Inside a transaction that bumped the version:
    nobody else writes from there on."""
    if not Activity.objects.visible_to(viewer).filter(pk=activity.pk).exists():
        raise ActionError(GONE, code="not_found")
