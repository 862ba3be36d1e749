from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, User

from streams.models import Activity, Audience, Provider
from tests.admin.conftest import Console


def test_alice_names_a_group(console: Console) -> None:
    group = Group.objects.create(name="payments")
    console.add("audience", kind="group", group=group.pk)
    assert Audience.objects.get(kind="group") == Audience.of_group(group)


@pytest.mark.parametrize(("kind", "field"), [("group", "group"), ("person", "user")])
def test_a_group_or_a_person_must_be_named(kind: str, field: str, console: Console) -> None:
    page = console.add("audience", kind=kind)
    assert page.context["adminform"].form.errors.keys() == {field}


@pytest.mark.parametrize("kind", ["public", "members", "group"])
def test_nobody_else_is_named(kind: str, bob: User, console: Console) -> None:
    page = console.add("audience", kind=kind, user=bob.pk)
    assert "user" in page.context["adminform"].form.errors


def test_there_is_one_public(console: Console) -> None:
    Audience.public()
    assert console.add("audience", kind="public").status_code == 200
    assert Audience.objects.filter(kind="public").count() == 1


def test_a_team_never_becomes_public(team: Audience, console: Console) -> None:
    console.save("audience", team.pk, kind="public", group=team.group_id)
    team.refresh_from_db()
    assert team.kind == "group"


def test_an_audience_whose_group_is_gone_is_for_nobody(team: Audience, console: Console) -> None:
    Group.objects.all().delete()
    assert "Nobody: the group is gone" in console.list("audience").content.decode()


def test_its_page_says_who_belongs(team: Audience, bob: User, eve: User, console: Console) -> None:
    page = console.open("audience", team.pk).content.decode()
    assert "Team&#x27;s account, 1 of them active: bob." in page
    User.objects.filter(pk=bob.pk).update(is_active=False)
    assert "Nobody: no active account" in console.open("audience", team.pk).content.decode()


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("public", "Everybody, signed in or not."),
        ("members", "Signed-in accounts, 2 of them active: alice, bob."),
        ("nobody", "Nobody: activities that were hidden."),
    ],
)
def test_so_for_every_kind(kind: str, said: str, bob: User, console: Console) -> None:
    audience, _ = Audience.objects.get_or_create(kind=kind)
    assert said in console.open("audience", audience.pk).content.decode()


def test_its_page_names_the_sources_that_tell_it(provider: Provider, console: Console) -> None:
    page = console.open("audience", provider.audience_id).content.decode()
    assert "Repository" in page
    assert f"/admin/streams/activity/?audience={provider.audience_id}" in page


def test_one_that_activities_name_stays(activity: Activity, console: Console) -> None:
    console.delete("audience", activity.audience_id)
    assert Audience.objects.filter(pk=activity.audience_id).exists()


def test_many_audiences_cost_as_many_queries_as_one(team: Audience, console: Console) -> None:
    one = console.queries("audience")
    for number in range(19):
        Audience.of_group(Group.objects.create(name=f"group {number}"))
    assert console.queries("audience") == one
