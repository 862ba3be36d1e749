"""What an action did is itself an activity where it says so, for the same audience."""

from __future__ import annotations

from streams.actions.base import ActionError, Outcome
from streams.models import Activity, Provider, Viewer
from streams.publishing.document import Door
from streams.publishing.publish import Source, publish, retract, source_key


def tell(outcome: Outcome, activity: Activity, viewer: Viewer) -> None:
    """Raises ActionError when a document of ours is refused: then nothing was done."""
    provider = activity.provider or Provider.thirdparty()
    if outcome.retracted:
        # Also of a source that was deleted: what is stored still has its key.
        is_gone = activity.provider is None and activity.source.startswith("provider:")
        retract(activity.source if is_gone else source_key(provider, None), outcome.retracted)
    if not outcome.documents:
        return
    source = Source(Door.PROVIDER, provider, activity.audience, poster=viewer.user)  # type: ignore[arg-type]
    told: list[Activity] = []
    for receipt in publish(outcome.documents, source):
        if receipt.activity is None:
            raise ActionError(receipt.problems[0].message, code="refused")
        told.append(receipt.activity)
    if outcome.then:
        outcome.then(told)
