from django.utils.translation import gettext_noop as _

from streams.actions.reacting import ReactionAction
from streams.models import Reaction


class Vote(ReactionAction):
    """Say that this matters to you; everybody sees the number."""

    key = "vote"
    label = _("Vote")
    icon = "vote"
    done_label = _("Voted")
    weight = 9
    rels = ("issue-vote", "vote")
    kind = Reaction.Kind.VOTE
    done_message = _("Your vote is in")
    undone_message = _("Your vote is withdrawn")
