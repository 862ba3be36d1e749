"""An action that has people choose: what is offered is each activity's own, and what is not offered is refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework import serializers

from streams.actions.base import InlineAction, Offer, Offered, Outcome
from streams.actions.fields import OfferedField
from streams.models import ActionRun, Activity, Audience, Choices, Provider, Version, Viewer
from streams.providers.base import Done
from streams.publishing.document import Door
from streams.publishing.publish import Source, publish
from streams.testing.obliging import Obliging, refusing
from tests.actions.test_perform import click
from tests.conftest import Api
from tests.documents import make_document

TRACKER = {"transition": "https://tracker.example/1"}
STATUSES = {"2": "In Progress", "9": "Done", "3": "<b>Waiting</b>"}


@pytest.fixture(autouse=True)
def tracker(settings: Any, provider: Provider) -> None:
    settings.STREAMS_PROVIDERS = [*settings.STREAMS_PROVIDERS, "streams.testing.obliging.Obliging"]
    settings.STREAMS_ACTION_SECONDS = 10
    Obliging.reset()
    Provider.objects.filter(pk=provider.pk).update(backend="obliging", name="The tracker")


@pytest.fixture
def issue(make_activity: Any) -> Activity:
    return make_activity(links=TRACKER, choices={"transition": STATUSES})


def offered(item: dict[str, Any]) -> list[tuple[str, str]] | None:
    """What can be chosen; None where the action is not there."""
    for action in item["actions"]:
        if action["key"] == "transition":
            return [(one["const"], one["title"]) for one in action["input"]["properties"]["to"]["oneOf"]]
    return None


# What is offered


def test_it_is_what_the_source_told_in_its_order_and_as_plain_text(as_bob: Api, issue: Activity) -> None:
    assert offered(as_bob.items()[0]) == [("2", "In Progress"), ("9", "Done"), ("3", "Waiting")]


def test_each_thing_has_its_own(as_bob: Api, make_activity: Any, issue: Activity) -> None:
    other = {"objectType": "issue", "id": "PAY-2", "displayName": "PAY-2"}
    make_activity(id="other", object=other, links=TRACKER, choices={"transition": {"7": "Reviewed"}})
    assert [offered(item) for item in as_bob.items()][0] == [("7", "Reviewed")]
    assert len(offered(as_bob.items()[1]) or ()) == 3


def test_what_was_told_last_counts_for_older_activities_too(as_bob: Api, make_activity: Any, issue: Activity) -> None:
    make_activity(id="later", links=TRACKER, choices={"transition": {"1": "New"}})
    assert [offered(item) for item in as_bob.items()] == [[("1", "New")]] * 2


def test_where_nothing_can_be_chosen_nothing_is_offered(as_bob: Api, make_activity: Any, issue: Activity) -> None:
    make_activity(id="last", links=TRACKER, choices={"transition": {}})
    assert [offered(item) for item in as_bob.items()] == [None, None]


def test_another_source_s_choices_are_not_this_one_s(as_bob: Api, issue: Activity, team: Audience) -> None:
    other = Provider.objects.create(key="other", backend="obliging", name="Other", audience=team)
    Choices.objects.update(provider=other)
    Version.bump()
    assert offered(as_bob.items()[0]) is None


@pytest.mark.parametrize("door", [Door.OWN, Door.COMPATIBLE])
def test_only_a_source_can_say_what_may_be_chosen(door: Door, provider: Provider, team: Audience) -> None:
    document = make_document(choices={"transition": {"1": "New"}})
    (receipt,) = publish([document], Source(door, provider, team))
    known = [problem.code for problem in receipt.problems]
    assert (known, Choices.objects.count()) == (["unknown_field"] if door is Door.OWN else [], 0)


@pytest.mark.parametrize(
    "choices", [7, {"transition": 7}, {"transition": {"1": 7}}, {"transition": dict.fromkeys(map(str, range(99)), "x")}]
)
def test_nonsense_from_a_source_is_named(choices: Any, provider: Provider, team: Audience) -> None:
    document = make_document(generator=None, choices=choices)
    (receipt,) = publish([document], Source(Door.PROVIDER, provider, team))
    assert (receipt.outcome, Choices.objects.count()) == ("refused", 0)
    assert receipt.problems[0].field.startswith("choices")


def test_the_offers_of_a_page_cost_the_same_for_one_and_for_twenty(
    as_bob: Api, issue: Activity, make_activity: Any
) -> None:
    def queries() -> int:
        as_bob.items()
        Version.bump()
        with CaptureQueriesContext(connection) as asked:
            as_bob.items()
        return len(asked)

    one = queries()
    for number in range(19):
        about = {"objectType": "issue", "id": f"PAY-{number}"}
        make_activity(id=f"n{number}", object=about, links=TRACKER, choices={"transition": STATUSES})
    assert queries() == one


# What is chosen


def test_the_source_is_asked_for_what_was_chosen(as_bob: Api, issue: Activity) -> None:
    Obliging.answer = Done("PAY-1 is now Done")
    response = click(as_bob, issue, "transition", {"to": "9"})
    assert Obliging.asked == [("transition", "https://tracker.example/1", "9", "bob")]
    assert (response.json()["message"], ActionRun.objects.get().input) == ("PAY-1 is now Done", {"to": "9"})


@pytest.mark.parametrize("data", [{}, {"to": ""}, {"to": "4711"}, {"to": ["9"]}])
def test_anything_else_is_refused_at_its_field_and_nobody_is_asked(
    data: dict[str, Any], as_bob: Api, issue: Activity
) -> None:
    response = click(as_bob, issue, "transition", data)
    assert (response.status_code, response.json()["errors"][0]["field"]) == (400, "to")
    assert (Obliging.asked, ActionRun.objects.count()) == ([], 0)


def test_what_is_offered_no_longer_says_so(as_bob: Api, issue: Activity, make_activity: Any) -> None:
    make_activity(id="later", links=TRACKER, choices={"transition": {"1": "New"}})
    error = click(as_bob, issue, "transition", {"to": "9"}).json()["errors"][0]
    assert error["message"] == "This is not offered here, or no longer: choose again."


def test_the_source_s_refusal_is_told(as_bob: Api, issue: Activity) -> None:
    Obliging.answer = refusing("refused", "PAY-1 has open sub-tasks.")
    response = click(as_bob, issue, "transition", {"to": "9"})
    assert (response.status_code, response.json()["detail"]) == (409, "PAY-1 has open sub-tasks.")


def test_it_is_chosen_as_often_as_somebody_wants(as_bob: Api, issue: Activity) -> None:
    for choice in ("2", "9"):
        assert click(as_bob, issue, "transition", {"to": choice}).status_code == 200
    assert [question[2] for question in Obliging.asked] == ["2", "9"]


# What is done here


class ShelfInput(serializers.Serializer):
    shelf = OfferedField(label="Shelf")


class PutAway(InlineAction):
    """A stranger's: each thing has shelves of its own."""

    key = "put-away"
    label = "Put away"
    input = ShelfInput

    def offer(self, activities: Sequence[Offered], viewer: Viewer) -> dict[int, Offer]:
        return {one.pk: Offer(choices=((f"{one.entity}-top", "Top"),)) for one in activities}

    def perform(self, activity: Activity, viewer: Viewer, data: dict[str, Any]) -> Outcome:
        return Outcome(f"It is on {data['shelf']}")


def test_an_action_of_ours_offers_choices_too(settings: Any, as_bob: Api, activity: Activity) -> None:
    settings.STREAMS_ACTIONS = [*settings.STREAMS_ACTIONS, f"{__name__}.PutAway"]
    good, bad = (click(as_bob, activity, "put-away", {"shelf": f"{activity.entity}-{one}"}) for one in ("top", "x"))
    assert (good.json()["message"], bad.status_code) == (f"It is on {activity.entity}-top", 400)
