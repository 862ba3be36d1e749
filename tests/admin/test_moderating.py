"""Mona moderates: she hides what should not be seen, shows it again, and can say who sees what."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User

from streams.models import Activity, Audience, Provider
from streams.publishing.document import Door
from streams.publishing.publish import Source, publish
from tests.admin.conftest import Console, said
from tests.documents import make_document

URL = "/api/v1/activities/"


@pytest.fixture
def mona(db: None) -> Console:
    user = User.objects.create_user("mona", password="secret", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_activity", "change_activity"]))
    return Console(user)


def test_hiding_is_asked_for_once_more(activity: Activity, as_bob: Any, mona: Console) -> None:
    answer = mona.run("activity", "hide", activity.pk)
    assert "Nobody will see them" in answer.content.decode()
    assert len(as_bob.items()) == 1


def test_what_is_hidden_is_hidden_from_everybody(activity: Activity, as_bob: Any, as_alice: Any, mona: Console) -> None:
    answer = mona.run("activity", "hide", activity.pk, confirmed="yes")
    assert said(answer) == ["Hidden: 1."]
    assert as_bob.items() == as_alice.items() == []
    assert as_bob.get(f"{URL}{activity.uid}/").status_code == 404


def test_a_reader_is_told_at_once(activity: Activity, as_bob: Any, mona: Console) -> None:
    etag = as_bob.get(URL)["ETag"]
    mona.run("activity", "hide", activity.pk, confirmed="yes")
    assert as_bob.get(URL, If_None_Match=etag).status_code == 200


def test_it_stays_hidden_when_its_source_tells_it_again(
    activity: Activity, provider: Provider, as_bob: Any, mona: Console
) -> None:
    mona.run("activity", "hide", activity.pk, confirmed="yes")
    publish([make_document(generator=None, title="Again")], Source(Door.PROVIDER, provider, provider.audience))
    assert Activity.objects.get().title == "Again"
    assert as_bob.items() == []


def test_it_is_shown_again_to_those_who_saw_it(
    activity: Activity, make_activity: Any, bob: User, as_bob: Any, as_eve: Any, mona: Console
) -> None:
    other = make_activity(id="https://deploys.example.com/2", audience=Audience.public())
    both = [activity.pk, other.pk]
    mona.run("activity", "hide", *both, confirmed="yes")
    mona.run("activity", "show_again", *both, confirmed="yes")
    assert (len(as_bob.items()), len(as_eve.items())) == (2, 1)


def test_hiding_twice_forgets_nobody(activity: Activity, as_bob: Any, mona: Console) -> None:
    for _ in range(2):
        mona.run("activity", "hide", activity.pk, confirmed="yes")
    mona.run("activity", "show_again", activity.pk, confirmed="yes")
    assert len(as_bob.items()) == 1


def test_what_is_not_hidden_cannot_be_shown_again(activity: Activity, mona: Console) -> None:
    assert "None of the selected" in mona.run("activity", "show_again", activity.pk).content.decode()
    mona.run("activity", "show_again", activity.pk, confirmed="yes")
    assert Activity.objects.get().audience == activity.audience


def test_the_audience_of_many_is_changed(activity: Activity, eve: User, as_eve: Any, mona: Console) -> None:
    hers = Audience.of_person(eve)
    asked = mona.run("activity", "change_audience", activity.pk)
    assert "Who may see them from now on" in asked.content.decode()
    assert as_eve.items() == []
    mona.run("activity", "change_audience", activity.pk, confirmed="yes", audience=hers.pk)
    assert len(as_eve.items()) == 1


@pytest.mark.parametrize("audience", ["", "0", "nonsense"])
def test_an_audience_that_is_none_is_asked_for_again(audience: str, activity: Activity, mona: Console) -> None:
    answer = mona.run("activity", "change_audience", activity.pk, confirmed="yes", audience=audience)
    assert "errorlist" in answer.content.decode()
    assert Activity.objects.get().audience == activity.audience


def test_each_change_is_in_the_log(activity: Activity, mona: Console) -> None:
    mona.run("activity", "hide", activity.pk, confirmed="yes")
    entry = LogEntry.objects.get()
    assert (entry.user.username, entry.object_id, entry.get_change_message()) == ("mona", str(activity.pk), "Hidden")


def test_who_may_only_look_hides_nothing(activity: Activity, mona: Console, db: None) -> None:
    User.objects.get(username="mona").user_permissions.set(Permission.objects.filter(codename="view_activity"))
    mona.run("activity", "hide", activity.pk, confirmed="yes")
    assert Activity.objects.get().audience == activity.audience


def test_mona_sees_no_source_and_no_secret(activity: Activity, mona: Console) -> None:
    for noun in ("provider", "accesstoken", "delivery", "feedlink"):
        assert mona.list(noun).status_code == 403
    assert "provider/" not in mona.list("activity").content.decode()


def seen(console: Console, activity: Activity, **query: str) -> Any:
    return console.client.get(f"/admin/streams/activity/{activity.pk}/change/", query).context["fact"]


def test_it_is_explained_who_sees_it_and_why(activity: Activity, bob: User, mona: Console) -> None:
    fact = seen(mona, activity)
    assert fact.who() == "Team's account, 1 of them active: bob."
    assert fact.why() == "Repository tells this audience."


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("public", "Everybody, signed in or not."),
        ("members", "Signed-in accounts, 2 of them active: bob, mona."),
        ("nobody", "Nobody: it is hidden."),
    ],
)
def test_each_kind_of_audience_has_its_sentence(
    kind: str, words: str, activity: Activity, bob: User, mona: Console
) -> None:
    Activity.objects.update(audience=Audience.objects.get_or_create(kind=kind)[0])
    assert seen(mona, activity).who() == words


def test_an_audience_whose_person_is_gone_has_nobody(activity: Activity, eve: User, mona: Console) -> None:
    Activity.objects.update(audience=Audience.of_person(eve))
    eve.delete()
    assert seen(mona, activity).who() == "Nobody: no active account belongs to its audience."


def test_a_hidden_one_says_whose_it_was(activity: Activity, mona: Console) -> None:
    mona.run("activity", "hide", activity.pk, confirmed="yes")
    assert seen(mona, activity).who() == "Nobody: it is hidden. Before that: team."
    assert seen(mona, activity).why().startswith("An administrator chose this audience")


@pytest.mark.parametrize(
    ("person", "answer"),
    [
        ("bob", "Yes, bob sees it."),
        ("eve", "No, eve does not belong to its audience."),
        ("zoe", "There is no account zoe."),
        ("", ""),
    ],
)
def test_it_is_answered_whether_a_person_sees_it(
    person: str, answer: str, activity: Activity, bob: User, eve: User, mona: Console
) -> None:
    assert seen(mona, activity, person=person).answer() == answer


def test_who_is_switched_off_sees_nothing(activity: Activity, bob: User, mona: Console) -> None:
    User.objects.filter(username="bob").update(is_active=False)
    assert seen(mona, activity, person="bob").answer() == "No: the account bob is switched off."


def test_what_readers_see_stands_beside_the_document(make_activity: Any, mona: Console) -> None:
    activity = make_activity(title="<b>Out</b> & about")
    answer = mona.open("activity", activity.pk).content.decode()
    assert "&lt;p&gt;&lt;b&gt;Out&lt;/b&gt;" in answer
    assert "<iframe sandbox title=" in answer
    assert "&quot;verb&quot;: &quot;post&quot;" in answer
