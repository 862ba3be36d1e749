"""What vote and watch share: a mark per person on the thing an activity is about."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from streams.actions.base import InlineAction, Offer, Offered, Outcome
from streams.actions.sharing import once
from streams.models import ActionRun, Activity, Reaction, Viewer


class ReactionAction(InlineAction):
    """A toggle: pressing it again takes it back."""

    kind: Reaction.Kind
    can_undo = True

    def offer(self, activities: Sequence[Offered], viewer: Viewer) -> dict[int, Offer]:
        """One query for the page, whichever reactions there are: how often, and whether the viewer did."""
        entities = sorted({activity.entity for activity in activities})
        counts = once(("reactions", viewer.user_id, *entities), lambda: _counts(entities, viewer))
        offers = {entity: self._offer(count, bool(mine)) for entity, kind, count, mine in counts if kind == self.kind}
        untouched = self._offer(0, False)
        return {activity.pk: offers.get(activity.entity, untouched) for activity in activities}

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


def _counts(entities: list[str], viewer: Viewer) -> list[tuple[str, str, int, int]]:
    """By hand, because Django takes longer to build this than a database to answer it."""
    with connection.cursor() as cursor:
        marks = ",".join(["%s"] * len(entities))
        cursor.execute(
            "SELECT entity, kind, COUNT(*), COUNT(CASE WHEN user_id = %s THEN 1 END) FROM streams_reaction "  # noqa: S608
            f"WHERE entity IN ({marks}) GROUP BY entity, kind",
            [viewer.user_id, *entities],
        )
        return cursor.fetchall()
