"""What begins or ends work elsewhere is asked for twice where a page frames the gadget: the server insists."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from gadget import tokens
from gadget.models import Gadget
from streams.models import ActionHandler, ActionRun, Activity, Provider, Version
from streams.testing.obliging import Obliging
from tests.actions.test_perform import url
from tests.conftest import Api

LINKS = {"build-trigger": "https://ci.example/trigger", "issue-vote": "https://ci.example/vote"}


@pytest.fixture(autouse=True)
def obliging(settings: Any, provider: Provider) -> None:
    settings.STREAMS_PROVIDERS = [*settings.STREAMS_PROVIDERS, "streams.testing.obliging.Obliging"]
    Obliging.reset()
    Provider.objects.filter(pk=provider.pk).update(backend="obliging")
    Version.bump()


@pytest.fixture
def job(make_activity: Any) -> Activity:
    return make_activity(object={"objectType": "job", "id": "7"}, links=LINKS)


@pytest.fixture
def framed(bob: User) -> Api:
    token, _ = tokens.mint(Gadget.objects.create(slug="team", title="Team"), bob)
    return Api(None, Authorization=f"Bearer {token}")


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Any:
    def pass_by(**time: float) -> None:
        moment = timezone.now() + timedelta(**time)
        monkeypatch.setattr("streams.performing.confirming.timezone.now", lambda: moment)

    return pass_by


def press(api: Api, job: Activity, action: str = "trigger-build", key: str = "k", confirmation: str = "") -> Any:
    headers = {"Confirmation": confirmation} if confirmation else {}
    return api.post(url(job, action), {}, Idempotency_Key=key, **headers)


def test_the_first_press_is_answered_with_a_question(framed: Api, job: Activity) -> None:
    response = press(framed, job)
    assert (response.status_code, response.json()["code"]) == (428, "confirmation_required")
    assert response.json()["detail"] == "Start a build?"
    assert Obliging.asked == []
    assert not ActionRun.objects.exists()


def test_the_question_is_the_administrator_s_where_they_wrote_one(framed: Api, job: Activity) -> None:
    ActionHandler.objects.create(key="trigger-build", confirm="Spend money on a build?")
    assert press(framed, job).json()["detail"] == "Spend money on a build?"


def test_the_second_brings_the_code_and_is_done(framed: Api, job: Activity, later: Any) -> None:
    code = press(framed, job)["Confirmation"]
    later(seconds=1)
    assert press(framed, job, confirmation=code).status_code == 200
    assert len(Obliging.asked) == 1


@pytest.mark.parametrize("time", [{"seconds": 0.1}, {"minutes": 3}])
def test_sooner_than_a_person_reads_or_long_after_it_is_asked_again(
    time: dict[str, float], framed: Api, job: Activity, later: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = press(framed, job)["Confirmation"]
    later(**time)
    monkeypatch.setattr("time.time", lambda: timezone.now().timestamp())
    assert press(framed, job, confirmation=code).status_code == 428


@pytest.mark.parametrize("other", ["key", "action", "activity", "forged"])
def test_a_code_is_good_for_its_own_press(
    other: str, framed: Api, job: Activity, make_activity: Any, later: Any
) -> None:
    code = press(framed, job, "trigger-build")["Confirmation"]
    later(seconds=1)
    again = {
        "key": lambda: press(framed, job, key=str(uuid4()), confirmation=code),
        "activity": lambda: press(framed, make_activity(id="2", object={"objectType": "job", "id": "8"}, links=LINKS),
                                  confirmation=code),
        "action": lambda: press(framed, job, "rerun", confirmation=code),
        "forged": lambda: press(framed, job, confirmation=code + "x"),
    }  # fmt: skip
    assert again[other]().status_code in {404, 428, 409}
    assert Obliging.asked == []


def test_what_can_be_taken_back_needs_no_second_press(framed: Api, job: Activity) -> None:
    assert press(framed, job, "vote").status_code == 200


def test_nor_does_a_page_of_our_own(as_bob: Api, job: Activity) -> None:
    assert press(as_bob, job).status_code == 200


def test_a_script_for_the_original_cannot_ask(framed: Api, job: Activity) -> None:
    where = "/rest/activity-stream/1.0/url-proxy?url=https://ci.example/trigger"
    assert framed.post(where, {}).status_code == 200
