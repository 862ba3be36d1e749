"""Each fault breaks its own promises and no other. Run by test_broken.py, in a process of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from rest_framework import serializers

from streams.actions.base import ActionError, Offer, Offered, Outcome
from streams.actions.reacting import ReactionAction
from streams.models import ActionRun, Activity, Reaction, Viewer
from streams.testing import ActionContract


class Note(serializers.Serializer):
    note = serializers.CharField(max_length=10)


class Ring(ReactionAction):
    """Nothing is wrong with it."""

    key = "ring"
    label = "Ring"
    object_types = ("door",)
    input = Note
    rels = ("ring",)
    kind = Reaction.Kind.VOTE
    done_message = "It rings"
    undone_message = "It is silent"
    is_muted = False
    breaks: ClassVar[tuple[str, ...]] = ()

    def perform(self, activity: Activity, viewer: Viewer, data: dict[str, Any]) -> Outcome:
        if self.is_muted:
            raise ActionError("The bell is muted.", code="muted")
        return super().perform(activity, viewer, data)

    def told(self, activity: Activity, viewer: Viewer) -> Sequence[Mapping[str, Any]]:
        return [{"id": f"ring-{activity.uid}", "verb": "ring", "object": {"objectType": "door", "id": "1"}}]


class WithoutAName(Ring):
    breaks = ("test_it_has_a_key_a_label_an_icon_and_a_tier",)
    tier = "harmless"


class AsksForEach(Ring):
    breaks = ("test_the_offers_of_a_page_cost_the_same_for_one_and_for_twenty",)

    def offer(self, activities: Sequence[Offered], viewer: Viewer) -> dict[int, Offer]:
        for activity in activities:
            Activity.objects.filter(pk=activity.pk).exists()
        return super().offer(activities, viewer)


class OffersStrangely(Ring):
    breaks = ("test_every_offer_can_be_shown",)

    def offer(self, activities: Sequence[Offered], viewer: Viewer) -> dict[int, Offer]:
        made = super().offer(activities, viewer)
        return {pk: Offer("ready") if offer.state == "available" else offer for pk, offer in made.items()}


class UndoesNothing(Ring):
    breaks = ("test_taken_back_everything_is_as_it_was",)

    def undo(self, run: ActionRun) -> Outcome:
        return Outcome("It is silent")


class SaysNothing(Ring):
    breaks = ("test_every_press_is_in_the_audit",)

    def perform(self, activity: Activity, viewer: Viewer, data: dict[str, Any]) -> Outcome:
        return Outcome(" ", super().perform(activity, viewer, data).result)


class TellsNonsense(Ring):
    breaks = ("test_what_it_tells_can_be_published",)

    def told(self, activity: Activity, viewer: Viewer) -> Sequence[Mapping[str, Any]]:
        return [{"verb": "ring", "url": "no address"}]


class TakesAnything(Ring):
    breaks = ("test_wrong_input_is_refused_by_field_and_nothing_is_done",)
    input = type("Anything", (serializers.Serializer,), {"note": serializers.CharField(allow_blank=True)})


class OfferedNowhere(Ring):
    breaks = ("test_it_is_offered_where_it_belongs",)

    def offer(self, activities: Sequence[Offered], viewer: Viewer) -> dict[int, Offer]:
        return {}


class DoesNothing(Ring):
    breaks = ("test_each_press_is_done_once",)

    def perform(self, activity: Activity, viewer: Viewer, data: dict[str, Any]) -> Outcome:
        if self.is_muted:
            raise ActionError("The bell is muted.", code="muted")
        return Outcome("It rings")


class FailsSilently(Ring):
    breaks = ("test_what_cannot_be_done_is_told_and_leaves_nothing_behind",)

    def perform(self, activity: Activity, viewer: Viewer, data: dict[str, Any]) -> Outcome:
        return Outcome("It is muted") if self.is_muted else super().perform(activity, viewer, data)


class Formless(Ring):
    breaks = ("test_its_input_draws_a_form", "test_wrong_input_is_refused_by_field_and_nothing_is_done")
    input = type("Formless", (serializers.Serializer,), {})


class UndoesUnasked(Ring):
    breaks = ("test_what_cannot_be_taken_back_says_so",)
    can_undo = False


class Careless(WithoutAName, AsksForEach, OffersStrangely, UndoesNothing, SaysNothing, TellsNonsense, TakesAnything):
    """What goes wrong together."""


class RingContract(ActionContract):
    data: ClassVar = {"note": "Twice"}
    wrong: ClassVar = {"note": "x" * 11}

    def effect(self, activity: Activity) -> object:
        return Reaction.objects.filter(entity=activity.entity).count()

    def refuse(self, activity: Activity) -> Mapping[str, Any]:
        self.monkeypatch.setattr(Ring, "is_muted", True)
        return self.data


class TestRing(RingContract):
    action = Ring


class TestCarelessRing(RingContract):
    action = Careless


class TestOfferedNowhere(RingContract):
    action = OfferedNowhere


class TestDoesNothing(RingContract):
    action = DoesNothing


class TestFailsSilently(RingContract):
    action = FailsSilently


class TestFormless(RingContract):
    action = Formless


class TestUndoesUnasked(RingContract):
    action = UndoesUnasked
