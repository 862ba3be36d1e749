"""What is changed here is seen there: the stream's ETag changes with every write that a reader can notice."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, User

from streams.models import ActionHandler, Activity, Audience, Comment, Provider, Reaction, Version
from tests.admin.conftest import Console
from tests.admin.test_action import switch_off
from tests.admin.test_provider import FORM

URL = "/api/v1/activities/"


@pytest.fixture
def is_current(as_bob: Any, activity: Activity) -> Any:
    """Whether Bob, who has read the stream, is told that nothing changed."""
    ActionHandler.objects.ensure()
    etag = as_bob.get(URL)["ETag"]

    def ask() -> bool:
        return as_bob.get(URL, If_None_Match=etag).status_code == 304

    assert ask()
    return ask


def test_switching_an_action_off(is_current: Any, console: Console) -> None:
    switch_off(console, "vote")
    assert not is_current()


def test_limiting_an_action_to_a_source(is_current: Any, team: Audience, console: Console) -> None:
    other = Provider.objects.create(key="other", backend="git", name="Other", audience=team, enabled=False)
    vote = ActionHandler.objects.get(key="vote")
    console.save("actionhandler", vote.pk, enabled="on", providers=[other.key], script_style="module")
    assert not is_current()


def test_changing_an_activity_s_audience(is_current: Any, activity: Activity, eve: User, console: Console) -> None:
    console.save("activity", activity.pk, audience=Audience.of_person(eve).pk)
    assert not is_current()


def test_deleting_an_activity(is_current: Any, activity: Activity, console: Console) -> None:
    console.delete("activity", activity.pk)
    assert not is_current()


def test_deleting_activities_in_bulk(is_current: Any, activity: Activity, console: Console) -> None:
    console.run("activity", "delete_selected", activity.pk, post="yes")
    assert not is_current()


def test_renaming_a_source(is_current: Any, provider: Provider, console: Console) -> None:
    told = {"name": "Renamed", "audience": provider.audience_id, "config-path": "/srv/git/payments.git"}
    console.save("provider", provider.pk, **told)
    assert not is_current()


def test_switching_a_source_off(is_current: Any, provider: Provider, console: Console) -> None:
    console.run("provider", "switch_off", provider.pk)
    assert not is_current()


def test_giving_stored_activities_another_audience(
    is_current: Any, provider: Provider, eve: User, console: Console
) -> None:
    Provider.objects.update(audience=Audience.of_person(eve))
    console.run("provider", "apply_audience", provider.pk, confirmed="yes")
    assert not is_current()


def test_giving_an_audience_to_another_group(is_current: Any, team: Audience, console: Console) -> None:
    console.save("audience", team.pk, group=Group.objects.create(name="others").pk)
    assert not is_current()


@pytest.mark.parametrize(("model", "action", "data"), [(Reaction, "vote", {}), (Comment, "comment", {"text": "Hm"})])
def test_deleting_what_somebody_clicked(
    model: Any,
    action: str,
    data: dict[str, str],
    bob: User,
    activity: Activity,
    click: Any,
    as_bob: Any,
    console: Console,
) -> None:
    click(bob, activity, action, **data)
    etag = as_bob.get(URL)["ETag"]
    console.delete(model.__name__.lower(), model.objects.get().pk)
    assert as_bob.get(URL, If_None_Match=etag).status_code == 200


def test_a_new_source_is_a_new_version(team: Audience, console: Console) -> None:
    before = Version.current()
    console.add("provider", **FORM | {"audience": team.pk, "backend": "thirdparty"})
    assert Version.current() > before


def test_looking_around_is_not(is_current: Any, activity: Activity, console: Console) -> None:
    console.open("activity", activity.pk)
    console.list("actionhandler")
    assert is_current()
