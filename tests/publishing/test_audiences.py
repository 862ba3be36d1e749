"""Who may see a posted activity, where its document says so."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from streams import service
from streams.models import Activity, Audience, Provider
from streams.publishing.publish import Receipt
from tests.conftest import Api
from tests.documents import make_document

TEAM = {"group": "team"}


def post(user: User, audience: Any, **fields: Any) -> Receipt:
    return service.post_all([make_document(audience=audience, **fields)], User.objects.get(pk=user.pk))[0]


def refusal(receipt: Receipt) -> tuple[str, str]:
    (problem,) = receipt.problems
    return problem.field, problem.code


def let_choose_any(user: User) -> None:
    user.user_permissions.add(Permission.objects.get(codename="post_to_any_audience"))


def test_bob_posts_for_his_team(bob: User, as_eve: Api, as_bob: Api) -> None:
    posted = post(bob, TEAM).activity
    assert posted and str(posted.audience) == "team"
    assert (len(as_bob.items()), len(as_eve.items())) == (1, 0)


def test_bob_posts_for_himself(bob: User) -> None:
    posted = post(bob, {"person": "bob"}).activity
    assert posted and posted.audience == Audience.of_person(bob)


@pytest.mark.parametrize(
    "audience", [{"group": "board"}, {"group": "nobody"}, {"person": "eve"}, {"person": "nobody"}, "public"]
)
def test_foreign_unknown_and_wider_audiences_are_the_same(bob: User, eve: User, audience: Any) -> None:
    Audience.of_group(Group.objects.create(name="board"))
    receipt = post(bob, audience)
    assert refusal(receipt) == ("audience", "unknown_audience")
    assert receipt.problems == post(bob, {"group": "neither"}).problems
    assert not Activity.objects.exists()


@pytest.mark.parametrize("audience", ["public", "members", {"group": "board"}, {"person": "eve"}])
def test_with_the_permission_any_audience_will_do(bob: User, eve: User, audience: Any) -> None:
    Group.objects.create(name="board")
    let_choose_any(bob)
    assert post(bob, audience).outcome == "created"
    assert refusal(post(bob, {"group": "neither"})) == ("audience", "unknown_audience")


@pytest.mark.parametrize(
    ("source", "taken"),
    [
        ("public", {"public", "members", "team", "bob"}),
        ("members", {"members", "team", "bob"}),
        ("team", {"team", "bob"}),
    ],
)
def test_a_document_may_only_narrow_what_its_source_allows(
    bob: User, team: Audience, source: str, taken: set[str]
) -> None:
    Provider.thirdparty()
    Provider.objects.update(
        audience={"public": Audience.public, "members": Audience.members}.get(source, lambda: team)()
    )
    bob.groups.add(Group.objects.create(name="other"))
    choices: dict[str, Any] = {"public": "public", "members": "members", "team": TEAM, "bob": {"person": "bob"}}
    outcomes = {name: post(bob, choice, id=name).outcome for name, choice in choices.items()}
    assert {name for name, outcome in outcomes.items() if outcome == "created"} == taken
    assert post(bob, {"group": "other"}, id="other").outcome == ("refused" if source == "team" else "created")


@pytest.mark.parametrize(
    "audience",
    ["everybody", "", 5, [], {}, {"group": ""}, {"group": 5}, {"group": "a\0"}, {"user": "x"}, TEAM | {"x": 1}],
)
def test_what_is_no_audience_is_refused(bob: User, audience: Any) -> None:
    assert refusal(post(bob, audience)) == ("audience", "invalid_audience")


def test_one_bad_audience_costs_no_other_document(bob: User) -> None:
    documents = [make_document(id="1", audience=TEAM), make_document(id="2", audience="public"), make_document(id="3")]
    assert [receipt.outcome for receipt in service.post_all(documents, bob)] == ["created", "refused", "created"]


def test_a_change_may_name_another_audience(bob: User) -> None:
    post(bob, TEAM)
    assert post(bob, "members").outcome == "updated"
    assert Activity.objects.get().audience == Audience.members()


def test_a_change_that_names_none_leaves_it(bob: User, team: Audience) -> None:
    post(bob, TEAM)
    assert post(bob, None, title="Other").outcome == "updated"
    assert Activity.objects.get().audience == team


def test_whoever_an_administrator_hid_it_from_does_not_see_it_again(bob: User, as_alice: Api, team: Audience) -> None:
    posted = post(bob, "members").activity
    assert posted
    response = as_alice.client.post(f"/admin/streams/activity/{posted.pk}/change/", {"audience": team.pk})
    assert response.status_code == 302
    assert post(bob, "members", title="Other").outcome == "updated"
    assert Activity.objects.get().audience == team


def test_a_batch_looks_audiences_up_at_once(bob: User) -> None:
    def cost(count: int) -> int:
        user = User.objects.get(pk=bob.pk)
        documents = [
            make_document(id=f"{count}.{n}", audience=[TEAM, {"person": "bob"}, "members"][n % 3]) for n in range(count)
        ]
        with CaptureQueriesContext(connection) as queries:
            service.post_all(documents, user)
        return sum("INSERT INTO" not in query["sql"] for query in queries)

    # The first makes an application and a kind known, the second remembers them.
    cost(3), cost(4)
    assert cost(6) == cost(30)
