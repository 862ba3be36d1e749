"""An action that we do ourselves: the effect and its audit row in one transaction."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from streams.actions.base import ActionError, InlineAction, Outcome
from streams.models import ActionRun, Activity, Version, Viewer
from streams.performing.click import Click, begin, earlier, still_seen, to_undo
from streams.performing.telling import tell


def run(click: Click, viewer: Viewer, activity: Activity, action: InlineAction, data: dict[str, Any]) -> ActionRun:
    try:
        with transaction.atomic():
            return _run(click, viewer, activity, action, data)
    except IntegrityError:
        # The same key won in between: what it did is what this click did.
        if run := earlier(click, viewer):
            return run
        raise


def _run(click: Click, viewer: Viewer, activity: Activity, action: InlineAction, data: dict[str, Any]) -> ActionRun:
    Version.bump()
    still_seen(activity, viewer)
    run = begin(click, viewer, activity, action, input=data, state=ActionRun.State.DONE)
    try:
        with transaction.atomic():
            outcome = _undo(activity, viewer, action) if click.undo else _do(activity, viewer, action, data)
        run.message, run.result = outcome.message, outcome.result
    except ActionError as error:
        run.state, run.code, run.message = ActionRun.State.FAILED, error.code, str(error)
    run.save(update_fields=["state", "code", "message", "result"])
    return run


def _do(activity: Activity, viewer: Viewer, action: InlineAction, data: dict[str, Any]) -> Outcome:
    if action.only_at_source:
        raise ActionError(_("The source of this activity does not offer it."), code="not_offered")
    outcome = action.perform(activity, viewer, data)
    tell(outcome, activity, viewer)
    return outcome


def _undo(activity: Activity, viewer: Viewer, action: InlineAction) -> Outcome:
    last = to_undo(viewer.user_id, activity, action)
    if last is None:
        raise ActionError(_("There is nothing to undo."), code="nothing_to_undo")
    outcome = action.undo(last)
    last.undone = timezone.now()
    last.save(update_fields=["undone"])
    # Where it was clicked, which may be of another source.
    tell(outcome, last.activity or activity, viewer)
    return outcome
