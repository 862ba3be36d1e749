from streams.actions.reacting import ReactionAction
from streams.models import Reaction


class Acknowledge(ReactionAction):
    """Say that you are looking after it, so that nobody else has to."""

    key = "acknowledge"
    label = "Acknowledge"
    icon = "acknowledge"
    done_label = "Acknowledged"
    weight = 4
    object_types = ("alert", "incident", "job")
    rels = ("acknowledge",)
    kind = Reaction.Kind.ACKNOWLEDGE
    done_message = "You have acknowledged this"
    undone_message = "You no longer look after this"
