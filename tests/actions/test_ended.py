"""How a press ended that took longer than who pressed was answered: told to them, until they have read it."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gadget import tokens
from gadget.models import Gadget
from streams.models import AccessToken, ActionRun, Activity, Audience, Provider, Version
from streams.performing.ending import TOLD_FOR
from streams.providers.base import Done
from streams.testing.obliging import Obliging, refusing
from tests.actions.test_at_source import JOB, LINKS, due
from tests.actions.test_at_source import job as job
from tests.actions.test_at_source import obliging as obliging
from tests.actions.test_perform import click, shown, undo, url
from tests.conftest import Api
from tests.settling import settle_due

REFUSED = "The CI refused this."
BUILD = "trigger-build"


def settle(settlement: Done | Exception) -> None:
    Obliging.settlement = settlement
    due()
    assert settle_due() == 1


def begin(api: Api, job: Activity, action: str = BUILD, data: Any = None) -> None:
    Obliging.answer = Done("Queued", pending={"request": 9})
    assert click(api, job, action, data).status_code == 202


def read(api: Api, job: Activity, action: str = BUILD) -> Any:
    return api.delete(f"{url(job, action)}ended/")


@pytest.fixture
def failed(as_bob: Api, job: Activity) -> Activity:
    """Of a build that Bob triggered, and that was refused while he did something else."""
    begin(as_bob, job)
    settle(refusing("rejected"))
    return job


def test_who_pressed_is_told_why_it_failed_and_may_press_again(as_bob: Api, failed: Activity) -> None:
    action = shown(as_bob, BUILD)
    assert action["state"] == "available"
    assert action["ended"] == {
        "run": str(ActionRun.objects.get().uid),
        "state": "failed",
        "message": REFUSED,
        "code": "rejected",
        "undo": False,
        "input": {},
    }
    assert "hunter2" not in str(action)


@pytest.mark.parametrize(
    ("settlement", "english", "german"),
    [
        (Done(), "Your comment is in", "Ihr Kommentar ist eingegangen"),
        (refusing("rejected"), REFUSED, "The CI hat das abgelehnt."),
    ],
    ids=["done", "failed"],
)
def test_it_is_told_in_the_language_of_who_reads_it(
    settlement: Done | Exception, english: str, german: str, as_bob: Api, bob: User, job: Activity
) -> None:
    begin(as_bob, job, "comment", {"text": "It is the time zone"})
    settle(settlement)
    in_german = Api(bob, Accept_Language="de")
    assert shown(as_bob, "comment")["ended"]["message"] == english
    assert shown(in_german, "comment")["ended"]["message"] == german


def test_nothing_is_told_before_it_is_known(as_bob: Api, job: Activity) -> None:
    begin(as_bob, job)
    assert (shown(as_bob, BUILD)["state"], shown(as_bob, BUILD)["ended"]) == ("pending", None)
    settle(refusing("unreachable"))
    assert (shown(as_bob, BUILD)["state"], shown(as_bob, BUILD)["ended"]) == ("pending", None)


def test_the_etag_tells_that_there_is_something_to_be_told_and_that_it_was_read(as_bob: Api, job: Activity) -> None:
    def etag() -> str:
        return str(as_bob.get("/api/v1/activities/")["ETag"])

    begin(as_bob, job)
    pending = etag()
    settle(refusing("rejected"))
    told = etag()
    read(as_bob, job)
    assert len({pending, told, etag()}) == 3


def test_nobody_else_is_told(as_bob: Api, as_alice: Api, as_nobody: Api, failed: Activity) -> None:
    Activity.objects.update(audience=Audience.public())
    Version.bump()
    assert shown(as_bob, BUILD)["ended"]["message"] == REFUSED
    assert shown(as_alice, BUILD)["ended"] is None
    assert REFUSED not in as_nobody.get("/api/v1/activities/").content.decode()


def test_what_was_entered_comes_back_to_who_entered_it(as_bob: Api, job: Activity) -> None:
    begin(as_bob, job, "comment", {"text": "It is the time zone"})
    settle(refusing("rejected"))
    assert shown(as_bob, "comment")["ended"]["input"] == {"text": "It is the time zone"}


def test_what_went_well_is_told_too(as_bob: Api, job: Activity) -> None:
    begin(as_bob, job, "comment", {"text": "It is the time zone"})
    settle(Done("Your reply is there"))
    ended = shown(as_bob, "comment")["ended"]
    assert (ended["state"], ended["message"], ended["code"], ended["input"]) == ("done", "Your reply is there", "", {})


def test_an_undo_that_takes_long_is_pending_and_told_of_as_well(as_bob: Api, job: Activity) -> None:
    Obliging.answer = Done(undo={"vote": 4711})
    click(as_bob, job, "vote")
    Obliging.answer = Done(pending={"request": 9})
    assert undo(as_bob, job, "vote").json()["action"]["state"] == "pending"
    settle(refusing("rejected"))
    vote = shown(as_bob, "vote")
    assert (vote["state"], vote["count"], vote["ended"]["message"], vote["ended"]["undo"]) == ("done", 1, REFUSED, True)


def test_what_was_answered_at_once_is_not_told_again(as_bob: Api, job: Activity) -> None:
    Obliging.answer = refusing("rejected")
    click(as_bob, job, BUILD)
    assert shown(as_bob, BUILD)["ended"] is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("answer", "state"), [(refusing("rejected"), "failed"), (Done("Built"), "done")])
def test_an_answer_that_came_after_who_pressed_went_on_is_told(
    answer: Done | Exception, state: str, as_bob: Api, job: Activity, settings: Any
) -> None:
    settings.STREAMS_ACTION_SECONDS = 0.05
    Obliging.answer = answer
    Obliging.may_answer.clear()
    assert click(as_bob, job, BUILD).status_code == 202
    Obliging.may_answer.set()
    for _ in range(200):
        if not ActionRun.objects.filter(state="pending").exists():
            break
        threading.Event().wait(0.02)
    assert shown(as_bob, BUILD)["ended"]["state"] == state


def test_who_has_read_it_is_not_told_again_in_any_browser(as_bob: Api, bob: User, failed: Activity) -> None:
    assert read(as_bob, failed).status_code == 204
    assert shown(Api(bob), BUILD)["ended"] is None
    assert read(as_bob, failed).status_code == 204


def test_the_audit_keeps_what_was_read(as_bob: Api, failed: Activity) -> None:
    read(as_bob, failed)
    run = ActionRun.objects.get()
    assert (run.state, run.code, run.message) == ("failed", "rejected", REFUSED)


def test_who_presses_again_wants_to_know_of_that(as_bob: Api, failed: Activity) -> None:
    Obliging.answer = Done("Build 8 is green")
    body = click(as_bob, failed, BUILD).json()
    assert (body["message"], body["action"]["ended"]) == ("Build 8 is green", None)
    assert shown(as_bob, BUILD)["ended"] is None


def test_a_press_that_is_refused_at_once_replaces_it_too(as_bob: Api, failed: Activity) -> None:
    Obliging.answer = refusing("forbidden")
    click(as_bob, failed, BUILD)
    assert shown(as_bob, BUILD)["ended"] is None


def test_the_same_press_again_begins_nothing_and_a_new_one_does(as_bob: Api, job: Activity) -> None:
    Obliging.answer = Done(pending={"request": 9})
    click(as_bob, job, BUILD, key="k")
    settle(refusing("rejected"))
    assert click(as_bob, job, BUILD, key="k").json()["detail"] == REFUSED
    Obliging.answer = Done()
    assert click(as_bob, job, BUILD, key="l").status_code == 200
    assert [question[0] for question in Obliging.asked] == ["build-trigger", "settled", "build-trigger"]


def test_after_a_day_it_is_old_news(as_bob: Api, failed: Activity) -> None:
    ActionRun.objects.update(shown_until=timezone.now() - timedelta(seconds=1))
    Version.bump()
    assert shown(as_bob, BUILD)["ended"] is None
    assert timedelta(hours=12) < TOLD_FOR < timedelta(days=3)


def test_it_is_told_where_it_was_pressed_and_not_on_all_that_is_about_the_same_thing(
    as_bob: Api, failed: Activity, make_activity: Any
) -> None:
    make_activity(id="another", object=JOB, verb="fix", links=LINKS)
    told = {
        item["id"]: action["ended"] and action["ended"]["message"]
        for item in as_bob.items()
        for action in item["actions"]
        if action["key"] == BUILD
    }
    another = Activity.objects.get(foreign_id="another")
    assert told == {str(failed.uid): REFUSED, str(another.uid): None}


@pytest.mark.parametrize("who", ["as_alice", "as_eve", "as_nobody"])
def test_only_who_pressed_can_say_that_it_was_read(
    who: str, request: pytest.FixtureRequest, as_bob: Api, failed: Activity
) -> None:
    Activity.objects.update(audience=Audience.members())
    Version.bump()
    read(request.getfixturevalue(who), failed)
    assert shown(as_bob, BUILD)["ended"] is not None


def test_hidden_and_missing_look_the_same(as_eve: Api, failed: Activity) -> None:
    hidden = read(as_eve, failed)
    missing = as_eve.delete("/api/v1/activities/018f0000-0000-7000-8000-000000000000/actions/trigger-build/ended/")
    assert hidden.status_code == missing.status_code == 404
    assert hidden.json() == missing.json()


def test_a_token_that_only_reads_does_not_say_it(bob: User, as_bob: Api, failed: Activity) -> None:
    reads, acts = (Api(None, Authorization=f"Bearer {AccessToken.issue(bob, s, [s])[1]}") for s in ("read", "act"))
    assert read(reads, failed).status_code == 403
    assert shown(as_bob, BUILD)["ended"] is not None
    assert read(acts, failed).status_code == 204
    assert shown(as_bob, BUILD)["ended"] is None


def test_a_gadget_says_it_for_its_reader(bob: User, as_bob: Api, failed: Activity) -> None:
    gadget = Gadget.objects.create(slug="team", title="Team", origins=["https://dashboard.example.com"])
    assert read(Api(None, Authorization=f"Bearer {tokens.mint(gadget, bob)[0]}"), failed).status_code == 204
    assert shown(as_bob, BUILD)["ended"] is None


def test_a_session_needs_its_csrf_proof(bob: User, as_bob: Api, failed: Activity) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(bob)
    assert client.delete(f"{url(failed, BUILD)}ended/").status_code == 403
    assert shown(as_bob, BUILD)["ended"] is not None


def test_it_costs_one_query_a_page_and_only_where_there_is_something_to_tell(
    as_bob: Api, job: Activity, make_activity: Any
) -> None:
    for number in range(9):
        make_activity(id=f"n{number}", object=JOB | {"id": f"j{number}"}, links=LINKS)

    def queries() -> int:
        as_bob.items()
        Version.bump()
        with CaptureQueriesContext(connection) as asked:
            as_bob.items()
        return len(asked)

    untold = queries()
    begin(as_bob, job)
    settle(refusing("rejected"))
    one = queries()
    for another in Activity.objects.filter(foreign_id__startswith="n"):
        begin(as_bob, another)
        settle(refusing("rejected"))
    assert (one, queries()) == (untold + 1, untold + 1)
    assert sum(bool(action["ended"]) for item in as_bob.items() for action in item["actions"]) == 10


def test_a_source_that_is_gone_is_told_of_like_any_other_end(as_bob: Api, job: Activity) -> None:
    begin(as_bob, job)
    Provider.objects.filter(pk=job.provider_id).update(backend="uninstalled")
    due()
    settle_due()
    Provider.objects.filter(pk=job.provider_id).update(backend="obliging")
    Version.bump(settles=True)
    assert "look there before you try again" in shown(as_bob, BUILD)["ended"]["message"]
