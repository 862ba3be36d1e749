"""Scripts of the original in a framed gadget: what they ask is asked back, as with our own buttons."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from gadget import tokens
from gadget.models import Gadget
from streams.actions.comment import WriteComment
from streams.models import ActionRun, Activity, Provider, Version
from streams.testing.obliging import Obliging
from tests.compat.test_acting import COMMENTS, PROXY, REPLY, TRIGGER, browser

PAGE = "https://dashboard.example.com"


@pytest.fixture(autouse=True)
def obliging(settings: Any) -> None:
    settings.STREAMS_PROVIDERS = [*settings.STREAMS_PROVIDERS, "streams.testing.obliging.Obliging"]
    Obliging.reset()


@pytest.fixture
def job(provider: Provider, make_activity: Any) -> Activity:
    Provider.objects.filter(pk=provider.pk).update(backend="obliging", name="The CI")
    Version.bump()
    return make_activity(
        object={"objectType": "job", "id": "job-7"}, links={"build-trigger": TRIGGER, "reply-to": REPLY}
    )


@pytest.fixture
def gadget(db: None) -> Gadget:
    return Gadget.objects.create(slug="team", title="Team", origins=[PAGE])


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Any:
    def pass_by(**time: float) -> None:
        moment = timezone.now() + timedelta(**time)
        monkeypatch.setattr("streams.performing.confirming.timezone.now", lambda: moment)
        monkeypatch.setattr("time.time", lambda: moment.timestamp())

    return pass_by


def framed(user: User, gadget: Gadget) -> Client:
    token, _ = tokens.mint(gadget, user)
    return Client(headers={"Authorization": f"Bearer {token}", "Origin": "http://testserver"})


def proxy(client: Client, method: str = "post", **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.generic(method.upper(), f"{PROXY}?{urlencode({'url': TRIGGER})}", headers=named)


@pytest.mark.parametrize("method", ["get", "post", "put"])
def test_the_first_press_is_answered_with_a_question(bob: User, job: Activity, gadget: Gadget, method: str) -> None:
    response = proxy(framed(bob, gadget), method, Idempotency_Key="k")
    told = response.json()
    assert (response.status_code, told["detail"], told["label"]) == (428, "Start a build?", "Trigger build")
    assert response["Confirmation"]
    assert response["Content-Type"] == "application/problem+json"
    assert "no-store" in response["Cache-Control"]
    assert Obliging.asked == []
    assert not ActionRun.objects.exists()


def test_the_second_brings_the_code_and_is_done_once(bob: User, job: Activity, gadget: Gadget, later: Any) -> None:
    client = framed(bob, gadget)
    code = proxy(client, Idempotency_Key="k")["Confirmation"]
    later(seconds=1)
    answers = [proxy(client, Idempotency_Key="k", Confirmation=code) for _ in range(2)]
    assert [(answer.status_code, answer.content) for answer in answers] == [(200, b""), (200, b"")]
    assert len(Obliging.asked) == 1


@pytest.mark.parametrize("time", [{"seconds": 0.1}, {"minutes": 3}])
def test_too_soon_or_too_late_it_is_asked_again(
    time: dict[str, float], bob: User, job: Activity, gadget: Gadget, later: Any
) -> None:
    client = framed(bob, gadget)
    code = proxy(client, Idempotency_Key="k")["Confirmation"]
    later(**time)
    again = proxy(client, Idempotency_Key="k", Confirmation=code)
    assert (again.status_code, Obliging.asked) == (428, [])
    assert again["Confirmation"] != code


def test_a_code_is_good_for_its_own_press(bob: User, eve: User, job: Activity, gadget: Gadget, later: Any) -> None:
    code = proxy(framed(bob, gadget), Idempotency_Key="k")["Confirmation"]
    later(seconds=1)
    assert proxy(framed(bob, gadget), Idempotency_Key="other", Confirmation=code).status_code == 428
    assert proxy(framed(bob, gadget), Confirmation=code).status_code == 428
    assert proxy(framed(eve, gadget), Idempotency_Key="k", Confirmation=code).status_code == 403
    assert Obliging.asked == []


def test_a_reply_is_asked_back_where_it_is_consequential(
    bob: User, job: Activity, gadget: Gadget, later: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(WriteComment, "tier", "consequential")
    client, told = framed(bob, gadget), {"comment": "On it", "replyTo": REPLY}
    first = client.post(COMMENTS, told, headers={"Idempotency-Key": "k"})
    assert (first.status_code, first.json()["code"]) == (428, "confirmation_required")
    later(seconds=1)
    second = {"Idempotency-Key": "k", "Confirmation": first["Confirmation"]}
    assert client.post(COMMENTS, told, headers=second).status_code == 201


def test_a_reply_needs_no_second_press_as_it_is(bob: User, job: Activity, gadget: Gadget) -> None:
    told = {"comment": "On it", "replyTo": REPLY}
    assert framed(bob, gadget).post(COMMENTS, told).status_code == 201


def test_on_a_page_of_our_own_nothing_is_asked(bob: User, job: Activity) -> None:
    assert proxy(browser(bob), X_Atlassian_Token="no-check").status_code == 200


# The audit


def test_the_audit_names_the_page_and_the_gadget(bob: User, job: Activity, gadget: Gadget) -> None:
    told = {"comment": "On it", "replyTo": REPLY}
    framed(bob, gadget).post(COMMENTS, told, headers={"Embedding-Origin": PAGE})
    run = ActionRun.objects.get()
    assert (run.origin, run.gadget) == (PAGE, "team")
