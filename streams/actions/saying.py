"""What became of a press, in the words and the language of who pressed."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from streams.languages import told
from streams.models import ActionRun

# What a source's answer means to who clicked, by its code; {} is the source's name.
SENTENCES = {
    "unauthorized": _("{} does not accept our credentials; an administrator has to mend them."),
    "forbidden": _("{} does not allow this."),
    "missing": _("{} does not have this any more."),
    "conflict": _("{} says that this was done already."),
    "precondition": _("{} does not allow this now: perhaps it is resolved, or your own."),
    "rate_limited": _("{} asks to wait; try again later."),
    "rejected": _("{} refused this."),
    "broken": _("{} has a problem of its own; try again later."),
    "timeout": _("{} did not answer in time. Perhaps it was done all the same: look there before you try again."),
    "unreachable": _("{} cannot be reached; try again later."),
    "tls": _("{} cannot prove that it is itself; an administrator has to look."),
    "redirected": _("{} has moved; an administrator has to correct its address."),
    "refused_address": _("{} lies where this server asks nobody; an administrator has to look."),
    "refused_url": _("{} would have been asked at an address that is not its own; an administrator has to look."),
    "not_readable": _("{} answered with something else than an answer; an administrator has to look."),
    "unknown": _("It is not known whether {} did this: look there before you try again."),
}


def said(run: ActionRun) -> str:
    """What became of it, to the person; the row has it in English."""
    if run.state == ActionRun.State.FAILED and run.code in SENTENCES:
        return told(SENTENCES[run.code]).format(_source_of(run))
    return told(run.message)


def _source_of(run: ActionRun) -> str:
    return run.activity.provider.name if run.activity and run.activity.provider else told(_("The source"))
