"""Signing in on a page whose frame keeps no cookies: the window, its code, and what ends it."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from gadget import sign_ins, tokens
from gadget.models import Gadget, SignIn
from streams import memory
from streams.models import Activity
from tests.actions.test_perform import click
from tests.conftest import Api

PAGE = "/api/v1/gadgets/team/activities/"
EXCHANGE = "/api/v1/gadgets/team/sign-in/"
HOST = "https://dashboard.example.com"
HERE = "http://testserver"
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
WINDOW = f"/embed/team/sign-in/?origin={HOST}&challenge={CHALLENGE}"


@pytest.fixture
def gadget(db: None) -> Gadget:
    return Gadget.objects.create(slug="team", title="Team activity", origins=[HOST])


@pytest.fixture
def frame(gadget: Gadget) -> Api:
    """The gadget in its frame, which is nobody so far."""
    return Api(None, Origin=HERE)


def agree(person: Api, window: str = WINDOW) -> str:
    """They press "Continue"; what the window hands over."""
    found = re.search(r'data-code="([^"]+)"', person.client.post(window).content.decode())
    assert found
    return found[1]


def exchange(frame: Api, **sent: str) -> Any:
    return frame.post(EXCHANGE, sent)


def signed_in(frame: Api, person: Api) -> dict[str, str]:
    answer = exchange(frame, verifier=VERIFIER, code=agree(person))
    assert answer.status_code == 201, answer.content
    return dict(answer.json())


def embedded(answer: dict[str, str], **more: str) -> Api:
    return Api(None, Authorization=f"Bearer {answer['token']}", Origin=HERE, **more)


# --- the window ---


def test_a_person_with_a_session_is_asked_and_told_which_page(as_bob: Api, gadget: Gadget) -> None:
    page = as_bob.get(WINDOW).content.decode()
    assert HOST in page
    assert "Continue" in page
    assert not SignIn.objects.exists()


def test_whoever_has_none_signs_in_first_and_comes_back(as_nobody: Api, bob: User, gadget: Gadget) -> None:
    assert 'name="password"' in as_nobody.get(WINDOW).content.decode()
    answer = as_nobody.client.post(WINDOW, {"username": "bob", "password": "secret"})
    assert (answer.status_code, answer["Location"]) == (302, WINDOW)
    assert "Continue" in as_nobody.get(WINDOW).content.decode()


def test_a_wrong_password_is_told(as_nobody: Api, bob: User, gadget: Gadget) -> None:
    answer = as_nobody.client.post(WINDOW, {"username": "bob", "password": "wrong"})
    assert 'role="alert"' in answer.content.decode()


def test_a_project_s_own_sign_in_is_used(as_nobody: Api, gadget: Gadget, settings: Any) -> None:
    settings.LOGIN_URL = "/sso/"
    assert as_nobody.get(WINDOW)["Location"].startswith("/sso/?next=/embed/team/sign-in/")


def test_the_window_keeps_its_opener_is_never_framed_and_runs_nothing_inline(as_bob: Api, gadget: Gadget) -> None:
    for page in (as_bob.get(WINDOW), as_bob.client.post(WINDOW)):
        assert page["Cross-Origin-Opener-Policy"] == "unsafe-none"
        assert page["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
        assert "no-store" in page["Cache-Control"]
        assert "<script>" not in page.content.decode()


@pytest.mark.parametrize("path", ["/embed/team/", "/admin/login/"])
def test_every_other_page_keeps_its_opener_policy(as_nobody: Api, gadget: Gadget, path: str) -> None:
    assert as_nobody.get(path)["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("origin", ["https://evil.example", "", "null", f"{HOST}.evil.example"])
def test_only_pages_on_the_list_may_ask(as_bob: Api, gadget: Gadget, origin: str) -> None:
    assert as_bob.get(f"/embed/team/sign-in/?origin={origin}&challenge={CHALLENGE}").status_code == 403


@pytest.mark.parametrize("challenge", ["", "short", "x" * 44, CHALLENGE[:-1] + "="])
def test_a_window_without_a_challenge_is_none(as_bob: Api, gadget: Gadget, challenge: str) -> None:
    assert as_bob.get(f"/embed/team/sign-in/?origin={HOST}&challenge={challenge}").status_code == 404


def test_agreeing_takes_the_form_s_own_token(bob: User, gadget: Gadget) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(bob)
    assert client.post(WINDOW).status_code == 403
    assert not SignIn.objects.exists()


# --- the exchange ---


def test_code_and_verifier_bring_a_token_that_sees_and_acts(frame: Api, as_bob: Api, activity: Activity) -> None:
    answer = signed_in(frame, as_bob)
    bob = embedded(answer)
    assert answer["name"] == "Bob Berg"
    assert [item["id"] for item in bob.items(PAGE)] == [str(activity.uid)]
    assert click(bob, activity).status_code == 200


def test_nothing_that_was_handed_out_is_stored_in_clear(frame: Api, as_bob: Api) -> None:
    code = agree(as_bob)
    answer = exchange(frame, verifier=VERIFIER, code=code).json()
    session = as_bob.client.session.session_key
    stored = " ".join(map(str, SignIn.objects.values_list().get()))
    assert not [secret for secret in (code, answer["refresh"], answer["token"], VERIFIER, session) if secret in stored]


def test_a_code_is_good_once(frame: Api, as_bob: Api) -> None:
    code = agree(as_bob)
    exchange(frame, verifier=VERIFIER, code=code)
    assert exchange(frame, verifier=VERIFIER, code=code).json()["code"] == "sign_in_over"


def test_a_code_is_good_for_a_minute(frame: Api, as_bob: Api) -> None:
    code = agree(as_bob)
    SignIn.objects.update(code_ends=timezone.now())
    assert exchange(frame, verifier=VERIFIER, code=code).status_code == 403


@pytest.mark.parametrize(("verifier", "code"), [("w" * 43, ""), (VERIFIER, "wrong"), (CHALLENGE, "")])
def test_a_code_is_worth_nothing_without_its_verifier(frame: Api, as_bob: Api, verifier: str, code: str) -> None:
    right = agree(as_bob)
    assert exchange(frame, verifier=verifier, code=code or right).status_code == 403


def test_a_code_is_for_its_gadget_only(frame: Api, as_bob: Api) -> None:
    Gadget.objects.create(slug="other", title="Other", origins=[HOST])
    sent = {"verifier": VERIFIER, "code": agree(as_bob)}
    assert frame.post("/api/v1/gadgets/other/sign-in/", sent).status_code == 403


@pytest.mark.parametrize("origin", ["null", HOST, "", "http://evil.example"])
def test_only_our_own_page_may_exchange_it(gadget: Gadget, as_bob: Api, origin: str) -> None:
    asked = exchange(Api(None, Origin=origin), verifier=VERIFIER, code=agree(as_bob))
    assert asked.json()["code"] == "wrong_origin"


@pytest.mark.parametrize("sent", [{}, {"code": "x"}, {"verifier": "a", "refresh": "b"}, {"verifier": 7}, [], None])
def test_what_makes_no_sense_is_refused(frame: Api, sent: Any) -> None:
    assert frame.post(EXCHANGE, sent).status_code == 400


# --- where the window cannot speak to the frame ---


def test_without_an_opener_the_person_compares_and_the_frame_comes_by_itself(frame: Api, as_bob: Api) -> None:
    assert exchange(frame, verifier=VERIFIER).status_code == 202
    agreed = as_bob.client.post(WINDOW).content.decode()
    assert sign_ins.check_word(CHALLENGE) in agreed
    assert exchange(frame, verifier=VERIFIER).json() == {"token": None}
    assert "You are signed in" in as_bob.client.post(WINDOW, {"compared": "yes"}).content.decode()
    assert exchange(frame, verifier=VERIFIER).status_code == 201
    assert exchange(frame, verifier=VERIFIER).status_code == 202


def test_nobody_compares_for_somebody_else(frame: Api, as_bob: Api, as_eve: Api) -> None:
    agree(as_bob)
    assert "too long" in as_eve.client.post(WINDOW, {"compared": "yes"}).content.decode()
    assert exchange(frame, verifier=VERIFIER).status_code == 202


# --- how long ---


def test_a_refresh_secret_brings_the_next_token_and_is_good_once(frame: Api, as_bob: Api) -> None:
    first = signed_in(frame, as_bob)
    second = exchange(frame, refresh=first["refresh"])
    assert second.status_code == 201
    assert exchange(frame, refresh=first["refresh"]).status_code == 403
    assert exchange(frame, refresh=second.json()["refresh"]).status_code == 201


def _logs_out(person: Api, user: User) -> None:
    person.client.logout()


def _changes_password(person: Api, user: User) -> None:
    user.set_password("another")
    user.save()


def _is_dismissed(person: Api, user: User) -> None:
    user.is_active = False
    user.save()


def _half_a_day_passes(person: Api, user: User) -> None:
    SignIn.objects.update(created=timezone.now() - timedelta(hours=12))
    memory.forget()


@pytest.mark.parametrize("happens", [_logs_out, _changes_password, _is_dismissed, _half_a_day_passes])
def test_it_ends_at_once_with_the_session_the_password_the_person_and_the_day(
    frame: Api, as_bob: Api, bob: User, happens: Any
) -> None:
    answer = signed_in(frame, as_bob)
    assert embedded(answer).get(PAGE).status_code == 200
    happens(as_bob, bob)
    assert embedded(answer).get(PAGE).status_code == 401
    assert exchange(frame, refresh=answer["refresh"]).json()["code"] == "sign_in_over"


def test_the_person_signs_out_in_the_gadget_and_keeps_the_session(frame: Api, as_bob: Api, bob: User) -> None:
    answer = signed_in(frame, as_bob)
    assert embedded(answer).delete(EXCHANGE).status_code == 204
    assert embedded(answer).get(PAGE).status_code == 401
    assert exchange(frame, refresh=answer["refresh"]).status_code == 403
    assert as_bob.get("/api/v1/activities/").status_code == 200


def test_a_token_of_the_host_s_server_is_not_signed_out_here(gadget: Gadget, bob: User) -> None:
    minted = {"token": tokens.mint(gadget, bob)[0]}
    assert embedded(minted).delete(EXCHANGE).json()["code"] == "wrong_token"


def test_what_is_over_is_swept_up_by_the_next(frame: Api, as_bob: Api, bob: User) -> None:
    signed_in(frame, as_bob)
    SignIn.objects.update(created=timezone.now() - timedelta(hours=13), challenge="o" * 43)
    signed_in(frame, as_bob)
    assert SignIn.objects.count() == 1
