from django.utils.translation import gettext_noop as _

from streams.actions.reacting import ReactionAction
from streams.models import Reaction


class Acknowledge(ReactionAction):
    """Say that you are looking after it, so that nobody else has to."""

    key = "acknowledge"
    label = _("Acknowledge")
    icon = "acknowledge"
    done_label = _("Acknowledged")
    weight = 4
    object_types = ("alert", "incident", "job")
    rels = ("acknowledge",)
    kind = Reaction.Kind.ACKNOWLEDGE
    done_message = _("You have acknowledged this")
    undone_message = _("You no longer look after this")
