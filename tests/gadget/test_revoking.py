"""What an administrator takes back at once, and what a frame without an origin may do."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gadget import tokens
from gadget.holders import holder_of
from gadget.models import Gadget
from streams.models import Activity
from tests.actions.test_perform import click
from tests.conftest import Api

PAGE = "/api/v1/gadgets/team/activities/"


@pytest.fixture
def gadget(db: None) -> Gadget:
    return Gadget.objects.create(slug="team", title="Team activity", origins=["https://dashboard.example.com"])


def embedded(gadget: Gadget, user: User, **headers: str) -> Api:
    gadget.refresh_from_db()
    return Api(None, Authorization=f"Bearer {tokens.mint(gadget, user)[0]}", **headers)


def revoke(person: Api, page: str, action: str, what: Any) -> None:
    """From the list in the admin, as an administrator does it."""
    data = {"action": action, "_selected_action": [what.pk]}
    assert person.client.post(reverse(f"admin:{page}_changelist"), data).status_code == 302


def test_all_tokens_of_a_gadget_are_revoked_at_once(as_alice: Api, gadget: Gadget, bob: User) -> None:
    before = embedded(gadget, bob)
    assert before.get(PAGE).status_code == 200
    revoke(as_alice, "gadget_gadget", "revoke_tokens", gadget)
    assert before.get(PAGE).status_code == 401
    assert embedded(gadget, bob).get(PAGE).status_code == 200


def test_all_tokens_of_a_person_are_revoked_at_once(as_alice: Api, gadget: Gadget, bob: User, eve: User) -> None:
    bobs, eves = embedded(gadget, bob), embedded(gadget, eve)
    for _ in range(2):
        revoke(as_alice, "auth_user", "revoke_of_people", bob)
    assert bobs.get(PAGE).status_code == 401
    assert eves.get(PAGE).status_code == 200
    assert embedded(gadget, bob).get(PAGE).status_code == 200


def test_a_gadget_that_is_gone_takes_its_tokens_along(gadget: Gadget, bob: User, activity: Activity) -> None:
    before = embedded(gadget, bob)
    gadget.delete()
    assert click(before, activity).status_code == 401


def test_whether_a_token_stands_costs_one_query(gadget: Gadget, bob: User) -> None:
    grant = tokens.read(tokens.mint(gadget, bob)[0])
    assert grant
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert holder_of(grant) == bob
    assert len(asked) == 1


def test_a_frame_without_an_origin_reads_and_never_acts(gadget: Gadget, bob: User, activity: Activity) -> None:
    opaque = embedded(gadget, bob, Origin="null")
    (item,) = opaque.items(PAGE)
    assert {action["state"] for action in item["actions"]} == {"disabled"}
    assert click(opaque, activity).status_code == 403


def test_the_same_token_is_told_apart_by_where_it_comes_from(gadget: Gadget, bob: User, activity: Activity) -> None:
    token = f"Bearer {tokens.mint(gadget, bob)[0]}"
    states: dict[str, Any] = {}
    for origin in ("http://testserver", "null", "http://testserver"):
        (item,) = Api(None, Authorization=token, Origin=origin).items(PAGE)
        states.setdefault(origin, set()).update(action["state"] for action in item["actions"])
    assert states == {"http://testserver": {"available"}, "null": {"disabled"}}
