"""What a target means is told to nobody who may not see it, whichever way the target comes in."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User

from streams import service
from streams.models import Activity, Audience, Provider, Viewer
from tests.conftest import Api
from tests.documents import make_document

URL = "/api/v1/activities/"
BROWSE = "https://jira.example/browse/SEC-1"
ISSUE = {"objectType": "issue", "id": BROWSE, "displayName": "SEC-1", "summary": "Keys leaked", "url": BROWSE}
OTHER = {"objectType": "issue", "displayName": "OPS-9", "url": "https://jira.example/browse/OPS-9"}
TARGET = {"url": "SEC-1"}
WAYS = ["patch", "put", "post", "batch"]


@pytest.fixture(autouse=True)
def issue(make_activity: Any) -> Activity:
    """SEC-1 of the project SEC, which the team may see."""
    return make_activity(id="event", object=ISSUE, project="SEC", url=BROWSE)


def post(user: User, **fields: Any) -> Activity:
    return service.post(make_document(id="a", object=None, **fields), User.objects.get(pk=user.pk))


def patch(user: User, activity: Activity, **fields: Any) -> Activity:
    receipt = service.patch(activity.uid, fields, Viewer.of(User.objects.get(pk=user.pk)))
    assert receipt.activity, receipt.problems
    return Activity.objects.whole().get(pk=activity.pk)


def change(way: str, user: User, activity: Activity, **fields: Any) -> Activity:
    match way:
        case "patch":
            patch(user, activity, **fields)
        case "put":
            service.replace(activity.uid, fields, Viewer.of(user))
        case "post":
            post(user, **fields)
        case "batch":
            documents = [make_document(id="a", object=None, title="Between"), make_document(id="a", **fields)]
            service.post_all(documents, user)
    return Activity.objects.whole().get(pk=activity.pk)


def let_correct(user: User) -> None:
    user.user_permissions.add(Permission.objects.get(codename="post_on_behalf"))


def told(activity: Activity) -> tuple[Any, Any, str]:
    assert activity.target
    return activity.target["title"], activity.target["summary"], activity.project_key


SAID, UNSAID = ("SEC-1", "Keys leaked", "SEC"), (None, None, "")


@pytest.mark.parametrize("way", WAYS)
def test_a_change_of_the_target_narrows_as_a_first_post_does(bob: User, team: Audience, as_eve: Api, way: str) -> None:
    changed = change(way, bob, post(bob), target=TARGET)
    assert (changed.audience, told(changed)) == (team, SAID)
    assert as_eve.items() == []


def test_also_of_an_id_that_came_twice_in_a_batch(bob: User, team: Audience) -> None:
    service.post_all([make_document(id="b"), make_document(id="b", target=TARGET)], bob)
    changed = Activity.objects.get(foreign_id="b")
    assert (changed.audience, told(changed)) == (team, SAID)


@pytest.mark.parametrize("way", WAYS)
def test_a_change_never_widens(bob: User, team: Audience, way: str) -> None:
    assert change(way, bob, post(bob, target=TARGET), target={"url": "NO-1"}).audience == team


def test_a_change_to_another_target_that_the_poster_may_not_see_tells_nothing(eve: User) -> None:
    changed = patch(eve, post(eve), target=TARGET)
    assert (changed.audience, told(changed)) == (Audience.members(), UNSAID)


@pytest.mark.parametrize("way", ["patch", "post"])
def test_whoever_corrects_eves_activity_neither_tells_her_nor_hides_it(bob: User, eve: User, way: str) -> None:
    posted = post(eve, target=TARGET)
    let_correct(bob)
    fields: dict[str, Any] = {"title": "Corrected"} if way == "patch" else {"title": "Corrected", "target": TARGET}
    changed = change(way, User.objects.get(pk=bob.pk), posted, **fields)
    assert (changed.title, changed.audience, told(changed)) == ("Corrected", Audience.members(), UNSAID)


def test_whoever_corrects_bobs_activity_leaves_what_it_tells(alice: User, bob: User, team: Audience) -> None:
    posted = post(bob, target=TARGET)
    assert team.group
    alice.groups.add(team.group)
    changed = patch(alice, posted, title="Corrected")
    assert (changed.title, changed.audience, told(changed)) == ("Corrected", team, SAID)


def test_for_an_audience_that_the_document_names_nothing_hidden_is_told(bob: User) -> None:
    posted = post(bob, target=TARGET | {"summary": "Mine"}, audience="members")
    assert posted.target and posted.target["url"] == "SEC-1"
    assert (posted.audience, told(posted)) == (Audience.members(), (None, "Mine", ""))


@pytest.mark.parametrize("audience", [{"group": "team"}, {"person": "bob"}])
def test_for_an_audience_that_may_see_it_all_is_told(bob: User, audience: Any) -> None:
    assert told(post(bob, target=TARGET, audience=audience)) == SAID


def test_another_group_is_told_nothing(bob: User) -> None:
    bob.groups.add(Group.objects.create(name="other"))
    assert told(post(bob, target=TARGET, audience={"group": "other"})) == UNSAID


def test_of_two_groups_that_the_issue_was_reported_to_either_is_told(bob: User, make_activity: Any) -> None:
    other = Audience.of_group(Group.objects.create(name="other"))
    assert other.group
    bob.groups.add(other.group)
    make_activity(id="again", object=ISSUE, project="SEC", url=BROWSE, audience=other)
    for group in ("team", "other"):
        assert told(post(bob, target=TARGET, audience={"group": group})) == SAID


@pytest.mark.parametrize("fields", [{}, {"target": {"url": "https://x.example/1"}}, {"target": {"url": BROWSE}}])
def test_who_shows_it_to_more_people_does_not_tell_them_what_it_was_given(bob: User, fields: Any) -> None:
    changed = patch(bob, post(bob, target=TARGET), audience="members", **fields)
    assert (changed.audience, told(changed)) == (Audience.members(), UNSAID)


def test_what_an_administrator_shows_to_all_is_told_nothing_more(bob: User) -> None:
    posted = post(bob)
    Activity.objects.filter(pk=posted.pk).update(audience_fixed=True)
    changed = patch(bob, posted, target=TARGET)
    assert (changed.audience, told(changed)) == (Audience.members(), UNSAID)


def test_what_a_moderator_hid_is_told_nothing_for_the_day_it_is_shown_again(bob: User) -> None:
    posted = post(bob)
    Activity.objects.filter(pk=posted.pk).update(audience=Audience.nobody(), audience_fixed=True)
    assert told(patch(bob, posted, target=TARGET)) == UNSAID


def test_what_only_members_may_see_is_not_told_to_everybody(bob: User, make_activity: Any, as_nobody: Api) -> None:
    Provider.thirdparty()
    Provider.objects.filter(key="thirdparty").update(audience=Audience.public())
    make_activity(id="other", object=OTHER, project="OPS", audience=Audience.members())
    assert post(bob, target={"url": "OPS-9"}).audience == Audience.members()
    assert as_nobody.items() == []


# --- the project ---


@pytest.mark.parametrize(("target", "project"), [({"url": OTHER["url"]}, "OPS"), (None, ""), ({"url": "NO-1"}, "")])
def test_the_project_follows_the_target(bob: User, make_activity: Any, target: Any, project: str) -> None:
    make_activity(id="other", object=OTHER, project="OPS")
    assert patch(bob, post(bob, target=TARGET), target=target).project_key == project


@pytest.mark.parametrize("target", [{"url": "NO-1"}, None])
def test_a_project_that_the_document_named_stays(bob: User, target: Any) -> None:
    assert patch(bob, post(bob, target=TARGET, project="MINE"), target=target).project_key == "MINE"


def test_a_patch_of_something_else_leaves_both(bob: User) -> None:
    changed = patch(bob, post(bob, target=TARGET), title="Other")
    assert (changed.revision, told(changed)) == (2, SAID)


def test_an_empty_patch_changes_nothing(bob: User) -> None:
    posted = post(bob, target=TARGET)
    assert patch(bob, posted).revision == 1


def test_another_address_loses_the_words_of_the_first(bob: User) -> None:
    changed = patch(bob, post(bob, target=TARGET), target={"url": "https://x.example/1"})
    assert changed.target and (changed.target["title"], changed.target["summary"]) == (None, None)
