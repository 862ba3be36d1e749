"""How a question to a source ended: the run, what undoes it, the documents that tell of it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from streams import registry
from streams.actions.base import Outcome
from streams.actions.saying import SENTENCES
from streams.models import ActionRun, Provider, Version, Viewer
from streams.performing.telling import tell
from streams.providers.base import Document, Done, ProviderError
from streams.publishing.document import Door
from streams.publishing.publish import Source, publish

logger = logging.getLogger(__name__)

# A process says so often at least that it is at work on a question (holding.py): where it does not, it died.
FORGOTTEN = timedelta(minutes=2)
# So long is who pressed told how it ended, where they were answered before; unless they have read it, or press again.
TOLD_FOR = timedelta(days=1)
# The first look at how something slow is going comes soon, the others ever later.
FIRST_CHECK = timedelta(seconds=1)


def end(run: ActionRun, done: Done, *, is_late: bool = False) -> ActionRun:
    """Done, or under way at the source. `is_late`: who pressed was answered before."""
    if done.pending:
        return _under_way(run, done)
    undoes, own = run.result.get("undoes"), _own_message(run)
    source = asked_source(run) if done.documents else None
    _settle(run, ActionRun.State.DONE, "", is_late)
    run.message, run.result = done.message or own, {"undo": done.undo} if done.undo else {}
    with transaction.atomic():
        Version.bump()
        if undoes:
            ActionRun.objects.filter(pk=undoes).update(undone=timezone.now())
        _save(run)
        _tell(run, done.documents, source)
    return run


def asked_source(run: ActionRun) -> Provider | None:
    """Of what is taken back: the one that did it, wherever on the stream it is taken back."""
    undone = ActionRun.objects.filter(pk=run.result.get("undoes")).select_related("activity__provider").first()
    about = (undone and undone.activity) or run.activity
    return about.provider if about else None


def _own_message(run: ActionRun) -> str:
    action = registry.actions().get(run.action)
    own = (action.undone_message if run.undo else action.done_message) if action else ""
    return own or _("Done")


def _tell(run: ActionRun, documents: Sequence[Document], source: Provider | None) -> None:
    """It was done, whatever becomes of the documents that tell of it: the source's own, and the action's."""
    activity, action, user = run.activity, registry.actions().get(run.action), run.user
    try:
        with transaction.atomic():
            if source:
                publish(documents, Source(Door.PROVIDER, source, source.audience))
            if activity and action and user and not run.undo:
                viewer = Viewer.of(user)
                tell(Outcome(run.message, documents=action.told(activity, viewer)), activity, viewer)
    except Exception:
        logger.exception("what %s did could not be put on the stream", run.action)


def _under_way(run: ActionRun, done: Done) -> ActionRun:
    run.message, run.next_check = done.message or _("Under way"), timezone.now() + FIRST_CHECK
    run.result = run.result | {"pending": done.pending, "undo": done.undo}
    return _saved(run)


def fail(run: ActionRun, error: ProviderError, *, is_late: bool = False) -> ActionRun:
    """The audit has what the source said, the person a sentence."""
    name = run.activity.provider.name if run.activity and run.activity.provider else "The source"
    code = "not_readable" if error.code == "too_large" else error.code
    _settle(run, ActionRun.State.FAILED, code, is_late)
    run.message = SENTENCES[code].format(name) if code in SENTENCES else str(error)
    run.result = run.result | ({"said": str(error)} if str(error) else {})
    return _saved(run)


def _settle(run: ActionRun, state: ActionRun.State, code: str, is_late: bool) -> None:
    run.state, run.code, run.next_check = state, code, None
    run.shown_until = timezone.now() + TOLD_FOR if is_late else None


@transaction.atomic
def _saved(run: ActionRun) -> ActionRun:
    Version.bump()
    _save(run)
    return run


def _save(run: ActionRun) -> None:
    run.save(update_fields=["state", "code", "message", "result", "next_check", "shown_until"])
