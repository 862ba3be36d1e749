"""ActionContract: what every action promises, as tests that a stranger's inherits."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from streams.icons import ICONS
from streams.models import ActionRun, Activity, Viewer
from streams.providers.base import ProviderError
from streams.publishing.document import Door
from streams.publishing.publish import Source, publish
from streams.testing.acting import StagedAction
from streams.testing.obliging import Obliging
from streams.testing.promises import broken, must, needs

STATES = ("available", "done", "pending", "disabled")
TIERS = ("reversible", "visible", "consequential")
OTHER_TYPE = "something-else"


class ActionContract(StagedAction):
    def test_it_has_a_key_a_label_an_icon_and_a_tier(self) -> None:
        must(self.action.key, "`key` is the name in addresses and rows: write it.")
        must(self.action.label, "`label` is what the button says: write it.")
        icon = self.action.icon
        must(not icon or icon in ICONS, f"`icon` is {icon!r}: one of {', '.join(ICONS)}, or empty.")
        must(self.action.tier in TIERS, f"`tier` is {self.action.tier!r}: one of {', '.join(TIERS)}.")

    def test_it_is_offered_where_it_belongs(self) -> None:
        self.activity()
        client = Client()
        client.force_login(self.reader)
        (item,) = client.get("/api/v1/activities/").json()["items"]
        offered = [block["key"] for block in item["actions"]]
        must(self.action.key in offered, f"It is not offered on `document`, only {offered}: see `offer`.")

    @needs("typed")
    def test_it_is_offered_on_nothing_else(self) -> None:
        other = self.activity(object={"objectType": OTHER_TYPE, "id": "1", "displayName": "Other"})
        must(self.press(other)["status"] == 404, f"It is done on a {OTHER_TYPE!r}, which `object_types` does not name.")

    @needs("here")
    def test_the_offers_of_a_page_cost_the_same_for_one_and_for_twenty(self) -> None:
        activities = [self.activity() for _ in range(20)]
        one, twenty = self._queries(activities[:1]), self._queries(activities)
        must(one == twenty, f"`offer` asks {one} queries for one activity and {twenty} for twenty: ask by `pk__in`.")

    @needs("here")
    def test_every_offer_can_be_shown(self) -> None:
        activities = [self.activity() for _ in range(2)]
        made = self.offers(activities)
        strange = set(made) - {activity.pk for activity in activities}
        must(not strange, f"`offer` answers for {strange}, which it was not asked about: its keys are primary keys.")
        for offer in made.values():
            must(offer.state in STATES, f"`offer` gives the state {offer.state!r}: one of {', '.join(STATES)}.")
            must(offer.state != "disabled" or offer.reason, "What is disabled says why in `reason`.")

    def test_each_press_is_done_once(self) -> None:
        activity = self.activity()
        before = self.effect(activity)
        first = self.done(activity, key="one-press")
        after = self.effect(activity)
        must(after != before, "It was done, and `effect` sees nothing of it: return something that changes.")
        again = self.done(activity, key="one-press")
        must(self.effect(activity) == after, "The same press came twice, and it was done twice.")
        must(again["message"] == first["message"], "The same press came twice, and was answered in two ways.")
        must(ActionRun.objects.count() == 1, "The same press came twice, and is twice in the audit.")

    def test_every_press_is_in_the_audit(self) -> None:
        activity = self.activity()
        self.done(activity)
        run = ActionRun.objects.get()
        told = (run.username, run.action, run.state, run.origin, run.activity_uid)
        wanted = ("kit-reader", self.action.key, "done", "https://dashboard.example", activity.uid)
        must(told == wanted, f"The audit says {told}, and should say {wanted}.")
        must(run.message.strip(), "Who clicked is told nothing: an Outcome's `message` is a short sentence.")

    @needs("refuse")
    def test_what_cannot_be_done_is_told_and_leaves_nothing_behind(self) -> None:
        activity = self.activity()
        data = self.refuse(activity)
        before = self.effect(activity)
        try:
            answer = self.press(activity, data=data)
        except Exception as error:
            broken(f"What cannot be done ended with {error!r}: raise ActionError with a sentence and a code.")
        must(answer["status"] not in (200, 202), "What cannot be done was told to be done: raise ActionError.")
        must(answer.get("code") and answer.get("detail"), f"Nobody is told why: {answer}. Raise ActionError.")
        asked = [] if self.action.only_at_source else self.effect(activity)
        must(self.action.only_at_source or asked == before, "It failed, and half of it was done.")
        must(ActionRun.objects.latest("id").state == "failed", "The audit does not say that it failed.")

    @needs("can_undo", "here")
    def test_taken_back_everything_is_as_it_was(self) -> None:
        activity = self.activity()
        before = self.effect(activity), self.offers([activity])
        self.done(activity)
        self.done(activity, undo=True)
        must(self.effect(activity) == before[0], "Taken back, `effect` is not what it was before: see `undo`.")
        must(self.offers([activity]) == before[1], "Taken back, `offer` is not what it was before: see `undo`.")

    @needs("final", "here")
    def test_what_cannot_be_taken_back_says_so(self) -> None:
        activity = self.activity()
        self.done(activity)
        answer = self.press(activity, undo=True)
        must(
            answer["status"] == 409,
            f"`can_undo` is off, and taking it back answers {answer}: set it, or raise ActionError.",
        )

    @needs("input")
    def test_its_input_draws_a_form(self) -> None:
        fields = self.action.input().fields if self.action.input else {}
        nameless = [name for name, field in fields.items() if not str(field.label or "").strip()]
        must(fields and not nameless, f"The form has fields without a label, or none at all: {nameless}.")
        must(
            not set(self.data) - set(fields), f"`data` names {sorted(set(self.data) - set(fields))}, which is no field."
        )
        self.done(self.activity())

    @needs("input")
    def test_wrong_input_is_refused_by_field_and_nothing_is_done(self) -> None:
        if self.wrong is None:
            broken("Write `wrong`: what a viewer may enter by mistake, such as a text that is too long.")
        activity = self.activity()
        before = self.effect(activity)
        answer = self.press(activity, data=self.wrong)
        must(answer["status"] == 400, f"`wrong` was taken: {answer}. Let the serializer refuse it.")
        must(answer["errors"][0]["field"], "The complaint names no field.")
        must(self.effect(activity) == before and not ActionRun.objects.exists(), "Wrong input was done all the same.")

    def test_hidden_and_missing_look_the_same(self) -> None:
        activity = self.activity()
        before = self.effect(activity)
        stranger = User.objects.create_user("kit-stranger")
        hidden = self.press(activity, user=stranger)
        missing = self.press(Activity(uid=uuid4()), user=stranger)
        must(hidden["status"] == 404 and hidden == missing, f"Hidden it is {hidden}, missing it is {missing}.")
        must(self.effect(activity) == before, "It was done by somebody who may not even see the activity.")

    def test_nobody_does_it_without_signing_in(self) -> None:
        activity = self.activity()
        before = self.effect(activity)
        must(self.press(activity, user=None)["status"] == 401, "It is done by nobody in particular.")
        must(self.effect(activity) == before, "It was done by nobody in particular.")

    @needs("told")
    def test_what_it_tells_can_be_published(self) -> None:
        documents = self.code.told(self.activity(linked=True), Viewer.of(self.reader))
        for receipt in publish(documents, Source(Door.PROVIDER, self.row, self.row.audience)):
            must(
                not receipt.problems,
                f"The write door refuses what `told` says: {'; '.join(map(str, receipt.problems))}.",
            )

    @needs("rels")
    def test_at_its_source_it_is_asked_once_and_we_do_nothing(self) -> None:
        activity = self.activity(linked=True)
        before = self.effect(activity)
        self.monkeypatch.setattr(self.action, "perform", _not_here)
        for _ in range(2):
            self.done(activity, key="one-press")
        must(len(Obliging.asked) == 1, f"The source was asked {len(Obliging.asked)} times for one press.")
        here = not self.action.only_at_source
        must(not here or self.effect(activity) == before, "The source did it, and we did it as well.")

    @needs("rels")
    def test_what_its_source_refuses_is_told(self) -> None:
        activity = self.activity(linked=True)
        Obliging.answer = ProviderError("Resolved already.", code="conflict")
        answer = self.press(activity)
        must(answer["status"] not in (200, 202) and answer["code"] == "conflict", f"The source refused: {answer}.")

    @needs("only_at_source")
    def test_without_a_link_of_its_source_it_is_not_offered(self) -> None:
        answer = self.press(self.activity(links={}))
        must(answer["status"] != 200, "`only_at_source` is set, and yet it is done without the source.")

    def _queries(self, activities: list[Activity]) -> int:
        with CaptureQueriesContext(connection) as asked:
            self.offers(activities)
        return len(asked)


def _not_here(*_: Any) -> Any:
    broken("`perform` was called although the source of the activity does it.")
