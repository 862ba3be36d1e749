from streams.actions.reacting import ReactionAction
from streams.models import Reaction


class Vote(ReactionAction):
    """Say that this matters to you; everybody sees the number."""

    key = "vote"
    label = "Vote"
    icon = "vote"
    done_label = "Voted"
    weight = 9
    rels = ("issue-vote", "vote")
    kind = Reaction.Kind.VOTE
    done_message = "Your vote is in"
    undone_message = "Your vote is withdrawn"
