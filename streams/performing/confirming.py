"""A page that frames the gadget may lay it under the pointer of somebody who means something else. What begins or ends
work elsewhere is therefore asked for twice there: the first press is answered with a question and a code, and only the
second, which brings the code and comes no sooner than a person reads, is done (clickjacking; docs/inline-actions.md).
Taking something back needs no second press.
"""

from __future__ import annotations

from datetime import timedelta

from django.core import signing
from django.utils import timezone

from streams.actions.base import ActionError, InlineAction
from streams.feed import offers
from streams.languages import told
from streams.models import ActionHandler, Viewer
from streams.performing.click import Click

SALT = "streams.performing.confirming"
SOONEST = timedelta(milliseconds=500)
LATEST = timedelta(minutes=2)


class ConfirmationRequired(ActionError):
    """Says the question; `label` is what a button says to it, `confirmation` the code that the second press brings."""

    def __init__(self, question: str, label: str, confirmation: str) -> None:
        super().__init__(question, code="confirmation_required")
        self.label = label
        self.confirmation = confirmation


def require(click: Click, viewer: Viewer, action: InlineAction) -> None:
    """Raises ConfirmationRequired where this press has to be confirmed and is not."""
    is_risky = viewer.is_framed and action.tier == "consequential"
    if is_risky and not click.undo and not _is_confirmed(click, viewer):
        moment = timezone.now().timestamp()
        code = signing.dumps([*_press(click, viewer), moment], salt=SALT)
        raise ConfirmationRequired(*_words(action), code)


def _words(action: InlineAction) -> tuple[str, str]:
    """The question, and what a button says to it: as an administrator has them, else as the action has them."""
    handler = ActionHandler.objects.filter(key=action.key).first()
    label = told((handler and handler.label) or action.label)
    return offers.question(action, handler) or offers.is_it_meant(action, handler), label


def _is_confirmed(click: Click, viewer: Viewer) -> bool:
    try:
        *press, moment = signing.loads(click.confirmation, salt=SALT, max_age=LATEST)
    except signing.BadSignature:
        return False
    return press == _press(click, viewer) and timezone.now().timestamp() - moment >= SOONEST.total_seconds()


def _press(click: Click, viewer: Viewer) -> list[object]:
    """What a code is good for: this press of this person, and no other."""
    return [str(viewer.user_id), str(click.uid), click.action, click.undo, click.idempotency_key]
