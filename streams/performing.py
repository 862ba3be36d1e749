"""One action on one activity by one viewer, exactly once per idempotency key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from rest_framework import serializers

from streams.actions.base import ActionError, InlineAction, Outcome
from streams.feed import offers
from streams.models import ActionRun, Activity, Provider, Version, Viewer
from streams.publishing.document import Door
from streams.publishing.publish import Source, publish, retract, source_key

GONE = "This activity is gone."


@dataclass(frozen=True)
class Click:
    """What somebody asked for. `idempotency_key` is one per press: a retry of the same press carries the same."""

    uid: UUID
    action: str
    idempotency_key: str
    data: dict[str, Any]
    undo: bool = False
    origin: str = ""


def perform(click: Click, viewer: Viewer) -> tuple[ActionRun, Activity]:
    """Run it, or answer what the same click did before.

    Raises ActionError with the codes `not_found` (hidden, missing or not offered: nobody can tell them apart),
    `forbidden` (the credential may not act), `key_reused` and whatever the action says. A failed run is audited.
    """
    activity, action = _resolve(click, viewer)
    run = _earlier(click, viewer) or _once(click, viewer, activity, action)
    if run.state == ActionRun.State.FAILED:
        # Also for a repeated key: who wants to try again presses again.
        raise ActionError(run.message, code=run.code)
    return run, activity


def _resolve(click: Click, viewer: Viewer) -> tuple[Activity, InlineAction]:
    if not viewer.user.is_authenticated:
        raise ActionError("Sign in to do this.", code="not_authenticated")
    activity = Activity.objects.visible_to(viewer).whole().filter(uid=click.uid).first()
    found = offers.find(click.action)
    if activity is None:
        raise ActionError(GONE, code="not_found")
    if found is None or not offers.applies(*found, activity):
        raise ActionError("This action is not offered here.", code="not_found")
    if not viewer.may_act(click.action):
        raise ActionError("This credential may not run this action.", code="forbidden")
    return activity, found[0]


def _earlier(click: Click, viewer: Viewer) -> ActionRun | None:
    """The run of this very click, if there is one."""
    run = ActionRun.objects.filter(user_id=viewer.user_id, idempotency_key=click.idempotency_key).first()
    if run and (run.activity_uid, run.action, run.undo) != (click.uid, click.action, click.undo):
        raise ActionError("This Idempotency-Key was used for another click.", code="key_reused")
    return run


def _once(click: Click, viewer: Viewer, activity: Activity, action: InlineAction) -> ActionRun:
    data = {} if click.undo else _validated(action, click.data)
    try:
        with transaction.atomic():
            return _run(click, viewer, activity, action, data)
    except IntegrityError:
        # The same key won in between: what it did is what this click did.
        if run := _earlier(click, viewer):
            return run
        raise


def _validated(action: InlineAction, data: dict[str, Any]) -> dict[str, Any]:
    """Raises rest_framework's ValidationError, which names the fields."""
    if action.input is None:
        return {}
    form: serializers.Serializer = action.input(data=data)
    form.is_valid(raise_exception=True)
    return dict(form.validated_data)


def _run(click: Click, viewer: Viewer, activity: Activity, action: InlineAction, data: dict[str, Any]) -> ActionRun:
    """The audit row first: its unique key makes a concurrent twin wait and then fail."""
    Version.bump()
    # Nobody else writes from here on; before it, somebody may have deleted or hidden what was clicked.
    if not Activity.objects.visible_to(viewer).filter(pk=activity.pk).exists():
        raise ActionError(GONE, code="not_found")
    run = ActionRun.objects.create(
        user_id=viewer.user_id,
        username=viewer.user.get_username(),
        activity=activity,
        activity_uid=activity.uid,
        entity=activity.entity,
        action=action.key,
        undo=click.undo,
        input=data,
        idempotency_key=click.idempotency_key,
        state=ActionRun.State.DONE,
        origin=click.origin[:255],
    )
    try:
        with transaction.atomic():
            outcome = _undo(run, action) if click.undo else action.perform(activity, viewer, data)
            _publish(outcome, activity, viewer)
        run.message, run.result = outcome.message, outcome.result
    except ActionError as error:
        run.state, run.code, run.message = ActionRun.State.FAILED, error.code, str(error)
    run.save(update_fields=["state", "code", "message", "result"])
    return run


def _undo(run: ActionRun, action: InlineAction) -> Outcome:
    """Take back this viewer's latest run of the action on the same thing, wherever on the stream it was clicked."""
    last = ActionRun.objects.filter(  # type: ignore[misc]
        user_id=run.user_id, entity=run.entity, action=run.action, undo=False, undone=None, state=ActionRun.State.DONE
    ).first()
    if last is None:
        raise ActionError("There is nothing to undo.", code="nothing_to_undo")
    outcome = action.undo(last)
    last.undone = timezone.now()
    last.save(update_fields=["undone"])
    return outcome


def _publish(outcome: Outcome, activity: Activity, viewer: Viewer) -> None:
    """What an action did is itself an activity where it says so, for the same audience."""
    provider = activity.provider or Provider.thirdparty()
    if outcome.retracted:
        retract(source_key(provider, None), outcome.retracted)
    if not outcome.documents:
        return
    source = Source(Door.PROVIDER, provider, activity.audience, poster=viewer.user)  # type: ignore[arg-type]
    for receipt in publish(outcome.documents, source):
        if receipt.problems:
            raise ActionError(receipt.problems[0].message, code="refused")
