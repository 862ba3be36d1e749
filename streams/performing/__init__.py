"""One action on one activity by one viewer, exactly once per idempotency key.

What is done here is one transaction (here.py). What the source does for us is two, with a question in between
(there.py): before it the run is pending, after it the run says how it went; what takes long is held by the process
that asks (holding.py), and what a crash leaves is settled later (settling.py).
"""

from __future__ import annotations

from streams.actions.base import ActionError
from streams.actions.saying import said
from streams.feed import offers
from streams.models import ActionRun, Activity, Viewer
from streams.performing import confirming, here, there
from streams.performing.click import Click, earlier, resolve, to_undo, validated
from streams.performing.reading import read

__all__ = ["Click", "perform", "read", "said"]


def perform(click: Click, viewer: Viewer) -> tuple[ActionRun, Activity]:
    """Run it, or answer what the same click did before; a run that is pending is settled later.

    Raises ActionError with the codes `not_found` (hidden, missing or not offered: nobody can tell them apart),
    `forbidden` (the credential may not act), `key_reused` and whatever the action or its source says; a failed run is
    audited. Raises ConfirmationRequired where a framed page has to ask twice, and rest_framework's ValidationError,
    which names the fields of the input.
    """
    activity, action = resolve(click, viewer)
    run = earlier(click, viewer)
    if run is None:
        confirming.require(click, viewer, action)
        last = to_undo(viewer.user_id, activity, action) if click.undo else None
        rel = (last.rel if last else "") if click.undo else offers.rel_at_source(action, activity)
        choices = {} if click.undo else offers.choices(action, activity, viewer, rel)
        data = {} if click.undo else validated(action, click.data, choices)
        if rel:
            run = there.run(click, viewer, activity, action, data, rel)
        else:
            run = here.run(click, viewer, activity, action, data)
    if run.state == ActionRun.State.FAILED:
        # Also for a repeated key: who wants to try again presses again.
        raise ActionError(said(run), code=run.code)
    return run, activity
