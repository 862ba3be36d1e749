from django.utils.translation import gettext_noop as _

from streams.actions.reacting import ReactionAction
from streams.models import Reaction


class Watch(ReactionAction):
    """Keep an eye on it."""

    key = "watch"
    label = _("Watch")
    icon = "watch"
    done_label = _("Watching")
    weight = 10
    rels = ("issue-watch", "watch")
    kind = Reaction.Kind.WATCH
    done_message = _("You are watching this")
    undone_message = _("You no longer watch this")
