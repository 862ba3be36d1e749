from streams.actions.reacting import ReactionAction
from streams.models import Reaction


class Watch(ReactionAction):
    """Keep an eye on it."""

    key = "watch"
    label = "Watch"
    icon = "watch"
    done_label = "Watching"
    weight = 10
    rels = ("issue-watch", "watch")
    kind = Reaction.Kind.WATCH
    done_message = "You are watching this"
    undone_message = "You no longer watch this"
