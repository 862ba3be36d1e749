"""Pages of other origins ask the compatible doors: what browsers let them send, and read of the answers."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from gadget import tokens
from gadget.models import Gadget
from streams.models import Activity
from tests.compat.test_acting import COMMENTS, PROXY, VOTE, WATCH, browser

HOST = "https://wiki.example.com"
DOORS = [PROXY, COMMENTS, f"{COMMENTS}/source/x", VOTE + "PAY-1", WATCH + "PAY-1", "/activity", "/activity/",
         "/plugins/servlet/streams", "/rest/activities/1.0/", "/rest/activity-stream/1.0/config"]  # fmt: skip
SENT = ["Authorization", "Confirmation", "Content-Type", "Embedding-Origin", "Idempotency-Key", "X-Atlassian-Token",
        "X-Requested-With"]  # fmt: skip
READ = ["Confirmation", "ETag", "Link", "Location", "Retry-After", "X-Streams-Warning"]


def preflight(path: str, header: str, method: str = "POST") -> Any:
    """What a browser asks before it lets a page send this."""
    asked = {"Access-Control-Request-Method": method, "Access-Control-Request-Headers": header.lower()}
    return Client().options(path, headers={"Origin": HOST, **asked})


def listed(response: Any, name: str) -> set[str]:
    return {one.strip().lower() for one in response.get(f"Access-Control-{name}", "").split(",")}


@pytest.mark.parametrize("header", SENT)
@pytest.mark.parametrize("door", DOORS)
def test_what_scripts_of_the_original_send_is_allowed(door: str, header: str, db: None) -> None:
    response = preflight(door, header)
    assert response.status_code == 200
    assert response["Access-Control-Allow-Origin"] == "*"
    assert header.lower() in listed(response, "Allow-Headers")
    assert {"get", "post", "put"} <= listed(response, "Allow-Methods")


@pytest.mark.parametrize("door", DOORS)
def test_no_cookie_comes_along(door: str, db: None) -> None:
    assert "Access-Control-Allow-Credentials" not in preflight(door, "Authorization")
    assert "Access-Control-Allow-Credentials" not in Client().get(door, headers={"Origin": HOST})


@pytest.mark.parametrize("door", DOORS)
def test_what_answers_say_may_be_read(door: str, db: None) -> None:
    answer = Client().get(door, headers={"Origin": HOST})
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert {name.lower() for name in READ} <= listed(answer, "Expose-Headers")


def test_a_reply_from_there_tells_where_it_is(bob: User, activity: Activity) -> None:
    token, _ = tokens.mint(Gadget.objects.create(slug="team", title="Team"), bob)
    client = Client(headers={"Authorization": f"Bearer {token}", "Origin": HOST, "X-Atlassian-Token": "no-check"})
    answer = client.post(f"{COMMENTS}/source/{activity.uid}", {"comment": "On it"})
    assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (201, "*")
    assert answer["Location"]


@pytest.mark.parametrize("door", ["/", "/admin/", "/admin/login/", "/embed/team/", "/demo/token/", "/hooks/x/"])
def test_pages_are_for_no_other_origin(door: str, db: None) -> None:
    assert "Access-Control-Allow-Origin" not in preflight(door, "Authorization")
    assert "Access-Control-Allow-Origin" not in Client().get(door, headers={"Origin": HOST})


def test_a_session_is_of_no_use_there(bob: User, activity: Activity) -> None:
    """A browser sends no cookie; if one did, the answer would still want the proof that no other page can bring."""
    answer = browser(bob).post(f"{COMMENTS}/source/{activity.uid}", {"comment": "x"}, headers={"Origin": HOST})
    assert answer.status_code == 409
