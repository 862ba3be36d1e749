"""An action that the source of the activity does for us: before and after the question a transaction each.

The question itself is asked in no transaction and, when it takes long, in no request either: who clicked is told that
it is under way. Nothing is asked twice, and what is not known to have failed is never called failed.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from streams import registry
from streams.actions.base import ActionError, InlineAction
from streams.actions.fields import offered_field
from streams.conf import conf
from streams.feed import at_source
from streams.models import ActionRun, Activity, Provider, Version, Viewer
from streams.performing.click import Click, begin, earlier, still_seen, to_undo
from streams.performing.ending import FORGOTTEN, end, fail
from streams.performing.holding import Forgotten, hold, renew
from streams.providers.base import Done, ProviderBackend, ProviderError

logger = logging.getLogger(__name__)

# Questions that are under way in one process; more of them wait their turn, and whoever clicked is told so.
MOST_ASKED = 8
_asking = ThreadPoolExecutor(MOST_ASKED, thread_name_prefix="asking")

Ask = Callable[[], Done]


def run(
    click: Click, viewer: Viewer, activity: Activity, action: InlineAction, data: dict[str, Any], rel: str
) -> ActionRun:
    """The run, done, failed or pending. `rel`: the link by which the source does it."""
    try:
        run, about = _begun(click, viewer, activity, action, data, rel)
    except IntegrityError:
        if run_of_twin := earlier(click, viewer):
            return run_of_twin
        raise
    if about is None:
        return run
    # In our context, so that the log tells of it under this request.
    ask = _in_turn(run.pk, _question(run, viewer, about, action, data))
    future = _asking.submit(copy_context().run, ask)
    if wait([future], timeout=conf.action_seconds).done:
        return _answered(run, future)
    hold(run.pk, future)
    context = copy_context()
    future.add_done_callback(lambda asked: context.run(_answered_later, run.pk, asked))
    return run


@transaction.atomic
def _begun(
    click: Click, viewer: Viewer, activity: Activity, action: InlineAction, data: dict[str, Any], rel: str
) -> tuple[ActionRun, Activity | None]:
    """The audit row, pending and new, and the activity that its source is asked about; or the row of an earlier press
    which is still under way, and None: one question is enough.

    Raises ActionError, and IntegrityError where the same press came twice at once.
    """
    Version.bump()
    still_seen(activity, viewer)
    mine = ActionRun.objects.filter(user_id=viewer.user_id, entity=activity.entity, action=action.key, undo=click.undo)
    if under_way := mine.filter(state=ActionRun.State.PENDING).first():
        transaction.set_rollback(True)
        return under_way, None
    last = to_undo(viewer.user_id, activity, action)
    undoes = _undoable(last) if click.undo else None
    if last and last.rel and not undoes and not action.repeats and not at_source.is_over(action, last, activity):
        raise ActionError(_("You did this already."), code="already_done")
    # The source that did it takes it back.
    about = (undoes and undoes.activity) or activity
    _source(about)
    result = {"undoes": undoes.pk} if undoes else {}
    more = {"rel": rel, "result": result, "next_check": timezone.now() + FORGOTTEN}
    return begin(click, viewer, activity, action, input=data, state=ActionRun.State.PENDING, **more), about


def _undoable(last: ActionRun | None) -> ActionRun:
    if last is None:
        raise ActionError(_("There is nothing to undo."), code="nothing_to_undo")
    if not last.result.get("undo"):
        # Without that, the source would be asked to do it once more.
        raise ActionError(_("This cannot be undone."), code="no_undo")
    return last


def _source(activity: Activity) -> tuple[Provider, ProviderBackend]:
    """Whom to ask about it. Raises ActionError, before anything is begun."""
    provider = activity.provider
    backend = registry.providers().get(provider.backend) if provider else None
    if provider is None or backend is None:
        raise ActionError(_("The source of this activity is gone."), code="not_offered")
    if not provider.enabled:
        raise ActionError(_("The source of this activity does not offer it."), code="not_offered")
    return provider, backend


def _question(run: ActionRun, viewer: Viewer, activity: Activity, action: InlineAction, data: dict[str, Any]) -> Ask:
    """What is asked of the source. It touches no database."""
    provider, backend = _source(activity)
    undo, chosen = _undo_of(run), data.get(offered_field(action.input))

    def ask() -> Done:
        if run.rel == "reply-to" and not run.undo:
            return backend.reply(provider, activity, data["text"], viewer)
        if chosen is not None:
            return backend.choose(provider, activity, run.rel, chosen, viewer)
        return backend.send(provider, activity, run.rel, viewer, undo)

    return ask


def _in_turn(pk: int, ask: Ask) -> Ask:
    """What waited longer for its turn than who pressed waits may have been settled meanwhile: then it is not asked."""
    began = time.monotonic()

    def ask_in_turn() -> Done:
        if time.monotonic() - began > conf.action_seconds:
            renew(pk)
        return ask()

    return ask_in_turn


def _undo_of(run: ActionRun) -> dict[str, Any]:
    """What the source said when it did what is to be undone."""
    if not run.undo:
        return {}
    return ActionRun.objects.get(pk=run.result["undoes"]).result.get("undo", {})


def _answered(run: ActionRun, asked: Future[Done], *, is_late: bool = False) -> ActionRun:
    try:
        done = asked.result()
    except ProviderError as error:
        return fail(run, error, is_late=is_late)
    except Forgotten:
        return ActionRun.objects.get(pk=run.pk)
    except Exception:
        # A stranger's backend may break in any way; what it did before is not known.
        logger.exception("provider code broke while it was asked for %s", run.action)
        return fail(run, ProviderError("", code="unknown"), is_late=is_late)
    return end(run, done, is_late=is_late)


def _answered_later(pk: int, asked: Future[Done]) -> None:
    """In the thread that asked: the request has long been answered."""
    try:
        _answered(ActionRun.objects.get(pk=pk), asked, is_late=True)
    finally:
        connection.close()
