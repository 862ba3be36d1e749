"""What vote and watch share: a mark per person on the thing an activity is about."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Q

from streams.actions.base import InlineAction, Offer, Outcome
from streams.models import ActionRun, Activity, Reaction, Viewer


class ReactionAction(InlineAction):
    """A toggle: pressing it again takes it back."""

    kind: Reaction.Kind
    done_label: str
    done_message: str
    undone_message: str
    can_undo = True

    def offer(self, activities: Sequence[Activity], viewer: Viewer) -> dict[int, Offer]:
        """One query for the page: who reacted how often, and whether the viewer did."""
        counts = (
            Reaction.objects.filter(kind=self.kind, entity__in={activity.entity for activity in activities})
            .values_list("entity")
            .annotate(count=Count("pk"), mine=Count("pk", filter=Q(user_id=viewer.user_id)))
        )
        tally = {entity: (count, bool(mine)) for entity, count, mine in counts}
        return {activity.pk: self._offer(*tally.get(activity.entity, (0, False))) for activity in activities}

    def perform(self, activity: Activity, viewer: Viewer, data: dict[str, Any]) -> Outcome:
        Reaction.objects.get_or_create(entity=activity.entity, kind=self.kind, user_id=viewer.user_id)
        return Outcome(self.done_message)

    def undo(self, run: ActionRun) -> Outcome:
        Reaction.objects.filter(entity=run.entity, kind=self.kind, user=run.user).delete()
        return Outcome(self.undone_message)

    def _offer(self, count: int, mine: bool) -> Offer:
        if mine:
            return Offer("done", self.done_label, count=count)
        return Offer("available", count=count)
