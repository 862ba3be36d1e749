"""What vote and watch share: a mark per person on the thing an activity is about."""

from collections.abc import Sequence
from typing import Any

from streams.actions.base import InlineAction, Offer, Offered, Outcome
from streams.actions.counting import NEVER, counted, standing
from streams.models import ActionRun, Activity, Reaction, Viewer


class ReactionAction(InlineAction):
    """A toggle: pressing it again takes it back."""

    kind: Reaction.Kind
    can_undo = True

    def offer(self, activities: Sequence[Offered], viewer: Viewer) -> dict[int, Offer]:
        """How often, and whether the viewer did."""
        counts = counted(activities, viewer)
        return {
            activity.pk: standing(counts.get((activity.entity, self.kind), NEVER), self.done_label)
            for activity in activities
        }

    def perform(self, activity: Activity, viewer: Viewer, data: dict[str, Any]) -> Outcome:
        Reaction.objects.get_or_create(entity=activity.entity, kind=self.kind, user_id=viewer.user_id)
        return Outcome(self.done_message)

    def undo(self, run: ActionRun) -> Outcome:
        Reaction.objects.filter(entity=run.entity, kind=self.kind, user=run.user).delete()
        return Outcome(self.undone_message)
