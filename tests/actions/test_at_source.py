"""What the source of an activity does for us: asked once, told as it is, and settled later where it takes long."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from streams.models import ActionHandler, ActionRun, Activity, Audience, Provider, Version
from streams.performing.settling import GIVEN_UP
from streams.providers.base import Done
from streams.testing.obliging import Obliging, refusing
from tests.actions.test_perform import click, shown, undo
from tests.conftest import Api
from tests.settling import settle_due

JOB = {
    "objectType": "job",
    "id": "https://ci.example/job/7",
    "displayName": "payments #7",
    "url": "https://ci.example/7",
}
LINKS = {
    "build-trigger": "https://ci.example/job/trigger",
    "reply-to": "https://ci.example/job/7/comments",
    "http://streams.atlassian.com/syndication/issue-vote": "https://ci.example/job/7/vote",
}


@pytest.fixture(autouse=True)
def obliging(settings: Any) -> Iterator[type[Obliging]]:
    settings.STREAMS_PROVIDERS = [*settings.STREAMS_PROVIDERS, "streams.testing.obliging.Obliging"]
    settings.STREAMS_ACTION_SECONDS = 10
    Obliging.reset()
    yield Obliging
    Obliging.may_answer.set()


@pytest.fixture
def job(provider: Provider, make_activity: Any) -> Activity:
    Provider.objects.filter(pk=provider.pk).update(backend="obliging", name="The CI")
    return make_activity(object=JOB, verb="fail", links=LINKS, project="PAY")


def due() -> None:
    ActionRun.objects.update(next_check=timezone.now())


# What is offered


def test_it_is_offered_where_the_activity_carries_its_link(as_bob: Api, job: Activity, make_activity: Any) -> None:
    make_activity(id="without", object=JOB, verb="fail")
    without, with_links = as_bob.items()
    assert "trigger-build" in {action["key"] for action in with_links["actions"]}
    assert "trigger-build" not in {action["key"] for action in without["actions"]}
    assert click(as_bob, Activity.objects.get(foreign_id="without"), "trigger-build").json()["code"] == "not_offered"


def test_it_is_not_offered_where_the_source_does_not_do_it(as_bob: Api, job: Activity) -> None:
    job.links["merge"] = "https://ci.example/merge"
    job.save()
    assert "merge" not in {action["key"] for action in as_bob.items()[0]["actions"]}


def test_a_source_that_is_switched_off_does_nothing(as_bob: Api, job: Activity) -> None:
    Provider.objects.update(enabled=False)
    Version.bump()
    assert "trigger-build" not in {action["key"] for action in as_bob.items()[0]["actions"]}
    assert click(as_bob, job, "trigger-build").json()["code"] == "not_offered"


def test_an_administrator_gives_it_to_some_people_and_in_their_words(
    as_bob: Api, as_alice: Api, alice: User, job: Activity
) -> None:
    Activity.objects.update(audience=Audience.members())
    row = {"audience": Audience.of_person(alice), "label": "Ship it", "confirm": "Really?"}
    ActionHandler.objects.create(key="trigger-build", **row)
    Version.bump()
    assert (shown(as_alice, "trigger-build")["label"], shown(as_alice, "trigger-build")["confirm"]) == (
        "Ship it", "Really?",
    )  # fmt: skip
    assert "trigger-build" not in {action["key"] for action in as_bob.items()[0]["actions"]}
    assert click(as_bob, job, "trigger-build").status_code == 404


def test_the_offers_of_a_page_cost_the_same_for_one_and_for_twenty(
    as_bob: Api, job: Activity, make_activity: Any
) -> None:
    def queries() -> int:
        as_bob.items()
        Version.bump()
        with CaptureQueriesContext(connection) as asked:
            as_bob.items()
        return len(asked)

    one = queries()
    for number in range(19):
        make_activity(id=f"n{number}", object=JOB | {"id": f"j{number}"}, links=LINKS)
    assert queries() == one


# What is asked


def test_the_source_is_asked_and_its_answer_told(as_bob: Api, job: Activity) -> None:
    Obliging.answer = Done("Build 8 has been queued")
    body = click(as_bob, job, "trigger-build").json()
    assert Obliging.asked == [("build-trigger", "https://ci.example/job/trigger", {}, "bob")]
    assert body["message"] == "Build 8 has been queued"
    run = ActionRun.objects.get()
    assert (run.state, run.rel, run.next_check) == ("done", "build-trigger", None)


def test_a_link_may_have_an_iri_for_its_rel(as_bob: Api, job: Activity) -> None:
    body = click(as_bob, job, "vote").json()
    assert Obliging.asked == [("issue-vote", "https://ci.example/job/7/vote", {}, "bob")]
    assert (body["action"]["state"], body["action"]["label"], body["action"]["count"]) == ("done", "Voted", 1)


def test_a_reply_goes_where_the_activity_happened(as_bob: Api, job: Activity) -> None:
    click(as_bob, job, "comment", {"text": "On it"})
    assert Obliging.asked == [("reply", "https://ci.example/job/7/comments", "On it", "bob")]


def test_what_the_source_reports_of_it_is_on_the_stream_at_once(as_bob: Api, job: Activity) -> None:
    said = {"id": "said", "verb": "post", "actor": {"id": "bob"}, "object": {"objectType": "comment", "id": "c1"}}
    Obliging.answer = Done(documents=[said])
    click(as_bob, job, "comment", {"text": "On it"})
    assert Activity.objects.get(foreign_id="said").source == job.source


def test_who_triggered_which_build_is_an_activity(as_bob: Api, job: Activity) -> None:
    click(as_bob, job, "trigger-build")
    newest = as_bob.items()[0]
    assert (newest["actor"]["username"], newest["verb"]["key"], newest["object"]["title"]) == (
        "bob", "trigger", "payments #7",
    )  # fmt: skip


def test_a_document_that_cannot_be_stored_does_not_undo_what_was_done(
    as_bob: Api, job: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streams.actions.at_source.TriggerBuild.told", lambda *_: 1 / 0)
    assert click(as_bob, job, "trigger-build").status_code == 200
    assert ActionRun.objects.get().state == "done"


def test_it_can_be_taken_back_where_the_source_says_how(as_bob: Api, job: Activity) -> None:
    Obliging.answer = Done(undo={"vote": 4711})
    assert click(as_bob, job, "vote").json()["action"]["undo"] is True
    Obliging.answer = Done()
    body = undo(as_bob, job, "vote").json()
    assert Obliging.asked[1] == ("issue-vote", "https://ci.example/job/7/vote", {"vote": 4711}, "bob")
    assert (body["message"], body["action"]["state"]) == ("Your vote is withdrawn", "available")


def test_nothing_is_offered_to_be_taken_back_where_it_does_not(as_bob: Api, job: Activity) -> None:
    assert click(as_bob, job, "vote").json()["action"]["undo"] is False


def test_what_the_source_cannot_take_back_is_not_done_once_more_instead(as_bob: Api, job: Activity) -> None:
    click(as_bob, job, "trigger-build")
    response = undo(as_bob, job, "trigger-build")
    assert (response.status_code, response.json()["code"]) == (409, "no_undo")
    assert len(Obliging.asked) == ActionRun.objects.count() == 1


@pytest.mark.parametrize("change", [{"enabled": False}, {"backend": "uninstalled"}, None], ids=str)
def test_a_source_that_is_paused_or_gone_is_not_asked_to_take_anything_back(
    change: dict[str, Any] | None, as_bob: Api, job: Activity
) -> None:
    Obliging.answer = Done(undo={"vote": 4711})
    click(as_bob, job, "vote")
    if change:
        Provider.objects.update(**change)
    else:
        Provider.objects.all().delete()
    for _ in range(2):
        response = undo(as_bob, job, "vote", key="k")
        assert (response.status_code, response.json()["code"]) == (409, "not_offered")
    assert len(Obliging.asked) == ActionRun.objects.count() == 1


def test_the_source_that_did_it_takes_it_back_wherever_it_is_clicked(
    as_bob: Api, job: Activity, make_activity: Any, team: Audience
) -> None:
    wiki = make_activity(id="wiki", object=JOB)
    other = Provider.objects.create(key="wiki", backend="git", name="The wiki", audience=team)
    Activity.objects.filter(pk=wiki.pk).update(provider=other)
    Obliging.answer = Done(undo={"vote": 4711})
    click(as_bob, job, "vote")
    Obliging.answer = Done(pending={"request": 9})
    assert undo(as_bob, wiki, "vote").status_code == 202
    assert Obliging.asked[1] == ("issue-vote", "https://ci.example/job/7/vote", {"vote": 4711}, "bob")
    Obliging.settlement = Done()
    due()
    settle_due()
    assert shown(as_bob, "vote")["state"] == "available"


def test_what_was_done_is_not_done_again(as_bob: Api, job: Activity) -> None:
    click(as_bob, job, "vote")
    response = click(as_bob, job, "vote")
    assert (response.status_code, response.json()["code"]) == (409, "already_done")
    assert len(Obliging.asked) == 1


ISSUE = {"objectType": "issue", "id": "https://ci.example/a/b/issues/1", "displayName": "a/b#1"}
DOORS = {"close": "https://ci.example/a/b/issues/1", "reopen": "https://ci.example/a/b/issues/1"}


@pytest.fixture
def issue(job: Activity, make_activity: Any, monkeypatch: pytest.MonkeyPatch) -> Activity:
    monkeypatch.setattr(Obliging, "rels", (*Obliging.rels, "reopen"))
    return make_activity(id="opened", object=ISSUE, links=DOORS)


def states(api: Api, action: str) -> list[str]:
    """The newest first."""
    return [one["state"] for item in api.items() for one in item["actions"] if one["key"] == action]


def test_what_was_closed_and_reopened_can_be_closed_again(as_bob: Api, issue: Activity) -> None:
    Obliging.answer = Done(undo={"state": "closed"})
    click(as_bob, issue, "close")
    assert (shown(as_bob, "close")["state"], click(as_bob, issue, "close").json()["code"]) == ("done", "already_done")
    click(as_bob, issue, "reopen")
    assert (shown(as_bob, "close")["state"], shown(as_bob, "close")["undo"]) == ("available", False)
    assert (shown(as_bob, "reopen")["state"], shown(as_bob, "reopen")["undo"]) == ("done", True)
    assert click(as_bob, issue, "close").status_code == 200
    assert (shown(as_bob, "close")["state"], shown(as_bob, "reopen")["state"]) == ("done", "available")


def test_whoever_reopens_it_and_an_undo_of_that_closes_it(as_bob: Api, as_alice: Api, issue: Activity) -> None:
    Activity.objects.update(audience=Audience.members())
    Obliging.answer = Done(undo={"state": "closed"})
    click(as_bob, issue, "close")
    click(as_alice, issue, "reopen")
    assert shown(as_bob, "close")["state"] == "available"
    undo(as_alice, issue, "reopen")
    assert shown(as_bob, "close")["state"] == "done"


def test_what_was_reopened_at_its_source_can_be_closed_again_where_that_is_told(
    as_bob: Api, issue: Activity, make_activity: Any
) -> None:
    click(as_bob, issue, "close")
    reopened = make_activity(id="reopened", verb="reopen", object=ISSUE, links=DOORS)
    assert states(as_bob, "close") == ["available", "done"]
    assert click(as_bob, issue, "close").status_code == 409
    assert click(as_bob, reopened, "close").status_code == 200
    assert states(as_bob, "close") == ["done", "done"]


def test_a_newer_activity_takes_no_vote_back(as_bob: Api, job: Activity, make_activity: Any) -> None:
    click(as_bob, job, "vote")
    make_activity(id="newer", object=JOB, links=LINKS)
    assert states(as_bob, "vote") == ["done", "done"]


def test_a_build_is_triggered_as_often_as_somebody_wants(as_bob: Api, job: Activity) -> None:
    click(as_bob, job, "trigger-build")
    assert click(as_bob, job, "trigger-build").status_code == 200
    assert len(Obliging.asked) == 2


# What goes wrong


@pytest.mark.parametrize(
    ("code", "status", "sentence"),
    [
        ("unauthorized", 502, "The CI does not accept our credentials; an administrator has to mend them."),
        ("forbidden", 403, "The CI does not allow this."),
        ("missing", 409, "The CI does not have this any more."),
        ("conflict", 409, "The CI says that this was done already."),
        ("precondition", 409, "The CI does not allow this now: perhaps it is resolved, or your own."),
        ("rate_limited", 503, "The CI asks to wait; try again later."),
        ("broken", 502, "The CI has a problem of its own; try again later."),
        ("timeout", 504, "The CI did not answer in time. Perhaps it was done all the same"),
        ("unreachable", 502, "The CI cannot be reached; try again later."),
        ("failed", 409, "Pick a branch first."),
    ],
)
def test_a_refusal_is_a_sentence_and_a_code(code: str, status: int, sentence: str, as_bob: Api, job: Activity) -> None:
    Obliging.answer = refusing(code, "Pick a branch first." if code == "failed" else "token=hunter2")
    response = click(as_bob, job, "trigger-build")
    assert (response.status_code, response.json()["code"]) == (status, code)
    assert response.json()["detail"].startswith(sentence)
    assert "hunter2" not in response.content.decode()
    run = ActionRun.objects.get()
    assert (run.state, run.code) == ("failed", code)
    assert shown(as_bob, "trigger-build")["state"] == "available"


def test_code_that_breaks_is_no_proof_that_nothing_was_done(as_bob: Api, job: Activity) -> None:
    Obliging.answer = RuntimeError("password=hunter2")
    response = click(as_bob, job, "trigger-build")
    assert (response.status_code, response.json()["code"]) == (502, "unknown")
    assert "look there before you try again" in response.json()["detail"]


def test_the_same_press_is_never_asked_twice_not_even_after_a_failure(as_bob: Api, job: Activity) -> None:
    Obliging.answer = refusing("timeout")
    first, second = (click(as_bob, job, "trigger-build", key="k") for _ in range(2))
    assert first.json() == second.json()
    assert len(Obliging.asked) == 1


# What takes long


def test_what_takes_the_source_long_is_pending_and_settled_by_asking(as_bob: Api, job: Activity) -> None:
    Obliging.answer = Done("Queued", pending={"request": 9})
    response = click(as_bob, job, "trigger-build")
    assert (response.status_code, response.json()["action"]["state"]) == (202, "pending")
    due()
    assert settle_due() == 1
    assert shown(as_bob, "trigger-build")["state"] == "pending"
    Obliging.settlement = Done("Build 8 is green")
    due()
    settle_due()
    assert Obliging.asked[-1] == ("settled", {"request": 9})
    assert shown(as_bob, "trigger-build")["state"] == "available"
    assert ActionRun.objects.get().message == "Build 8 is green"


def test_it_is_asked_about_ever_more_seldom(as_bob: Api, job: Activity) -> None:
    Obliging.answer = Done(pending={"request": 9})
    click(as_bob, job, "trigger-build")
    assert settle_due() == 0
    ActionRun.objects.update(created=timezone.now() - timedelta(seconds=30), next_check=timezone.now())
    settle_due()
    wait = ActionRun.objects.get().next_check - timezone.now()  # type: ignore[operator]
    assert timedelta(seconds=25) < wait < timedelta(seconds=35)


@pytest.mark.parametrize(("code", "state"), [("unreachable", "pending"), ("rejected", "failed")])
def test_only_an_answer_about_the_run_ends_it(code: str, state: str, as_bob: Api, job: Activity) -> None:
    Obliging.answer = Done(pending={"request": 9})
    click(as_bob, job, "trigger-build")
    Obliging.settlement = refusing(code)
    due()
    settle_due()
    assert ActionRun.objects.get().state == state


def test_what_nobody_hears_of_for_a_day_is_given_up(as_bob: Api, job: Activity) -> None:
    Obliging.answer = Done(pending={"request": 9})
    click(as_bob, job, "trigger-build")
    ActionRun.objects.update(created=timezone.now() - GIVEN_UP * 2)
    due()
    settle_due()
    assert ActionRun.objects.get().code == "unknown"


def test_a_run_whose_process_died_is_not_known_to_have_failed(as_bob: Api, job: Activity) -> None:
    """As it stands between the question and the answer: the row is there, and nobody waits for it."""
    click(as_bob, job, "trigger-build")
    ActionRun.objects.update(state="pending", result={}, message="")
    assert shown(as_bob, "trigger-build")["state"] == "pending"
    due()
    settle_due()
    assert (ActionRun.objects.get().state, ActionRun.objects.get().code) == ("failed", "unknown")
    assert len(Obliging.asked) == 1


@pytest.mark.django_db(transaction=True)
def test_who_clicked_does_not_wait_for_a_slow_answer(as_bob: Api, job: Activity, settings: Any) -> None:
    settings.STREAMS_ACTION_SECONDS = 0.05
    Obliging.may_answer.clear()
    response = click(as_bob, job, "trigger-build")
    assert (response.status_code, response.json()["action"]["state"]) == (202, "pending")
    Obliging.may_answer.set()
    wait_for_the_end()
    assert shown(as_bob, "trigger-build")["state"] == "available"


@pytest.mark.django_db(transaction=True)
def test_what_is_still_being_asked_is_not_taken_for_forgotten(
    as_bob: Api, job: Activity, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.STREAMS_ACTION_SECONDS = 0
    for module in ("there", "holding"):
        monkeypatch.setattr(f"streams.performing.{module}.FORGOTTEN", timedelta(seconds=1))
    monkeypatch.setattr("streams.performing.holding.RENEWED", timedelta(seconds=0.1))
    Obliging.may_answer.clear()
    assert click(as_bob, job, "trigger-build").status_code == 202
    threading.Event().wait(1.5)
    assert settle_due() == 0
    assert click(as_bob, job, "trigger-build").status_code == 202
    Obliging.may_answer.set()
    wait_for_the_end()
    assert len(Obliging.asked) == ActionRun.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_was_settled_before_its_turn_is_not_asked(
    as_bob: Api, as_alice: Api, job: Activity, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a night in which the machine slept."""
    settings.STREAMS_ACTION_SECONDS = 0
    Activity.objects.update(audience=Audience.members())
    asking = ThreadPoolExecutor(1)
    monkeypatch.setattr("streams.performing.there._asking", asking)
    Obliging.may_answer.clear()
    click(as_alice, job, "trigger-build")
    click(as_bob, job, "trigger-build")
    ActionRun.objects.filter(username="bob").update(next_check=timezone.now())
    assert settle_due() == 1
    Obliging.may_answer.set()
    asking.shutdown()
    assert [question[-1] for question in Obliging.asked] == ["alice"]
    assert {run.username: (run.state, run.code) for run in ActionRun.objects.all()} == {
        "alice": ("done", ""), "bob": ("failed", "unknown"),
    }  # fmt: skip


def wait_for_the_end() -> None:
    for _ in range(200):
        if not ActionRun.objects.filter(state="pending").exists():
            break
        threading.Event().wait(0.02)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("same_key", [True, False])
def test_fifty_clicks_at_once_are_one_question(bob: User, job: Activity, same_key: bool) -> None:
    keys = ["k"] * 50 if same_key else [str(uuid4()) for _ in range(50)]
    statuses: list[int] = []

    def press(key: str) -> None:
        statuses.append(click(Api(bob), job, "vote", key=key).status_code)
        connection.close()

    threads = [threading.Thread(target=press, args=[key]) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(statuses) <= {200, 202, 409}
    assert 200 in statuses
    assert len(Obliging.asked) == ActionRun.objects.filter(action="vote").count() == 1


def test_two_people_ask_for_themselves(as_bob: Api, as_alice: Api, job: Activity) -> None:
    Activity.objects.update(audience=Audience.members())
    click(as_bob, job, "vote")
    assert click(as_alice, job, "vote").json()["action"]["count"] == 2
    assert len(Obliging.asked) == 2
