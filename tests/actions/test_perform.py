"""Clicks over HTTP: what they do, what they answer, and that each happens once."""

import threading
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection

from streams import service
from streams.models import AccessToken, ActionHandler, ActionRun, Activity, Audience, Comment, Provider, Reaction
from tests.conftest import Api


def url(activity: Activity, action: str = "vote") -> str:
    return f"/api/v1/activities/{activity.uid}/actions/{action}/"


def click(api: Api, activity: Activity, action: str = "vote", data: Any = None, key: str = "") -> Any:
    return api.post(url(activity, action), data or {}, Idempotency_Key=key or str(uuid4()))


def undo(api: Api, activity: Activity, action: str = "vote", key: str = "") -> Any:
    return api.delete(url(activity, action), Idempotency_Key=key or str(uuid4()))


def shown(api: Api, action: str = "vote") -> dict[str, Any]:
    return next(a for item in api.items() for a in item["actions"] if a["key"] == action)


def test_a_vote_answers_with_the_new_truth(as_bob: Api, activity: Activity) -> None:
    body = click(as_bob, activity).json()
    assert body["message"] == "Your vote is in"
    assert (body["action"]["state"], body["action"]["label"], body["action"]["count"]) == ("done", "Voted", 1)
    assert body["action"] in body["item"]["actions"]


def test_a_vote_survives_a_reload(as_bob: Api, activity: Activity) -> None:
    click(as_bob, activity)
    assert shown(as_bob)["state"] == "done"


def test_others_see_the_number_but_vote_for_themselves(as_alice: Api, as_bob: Api, make_activity: Any) -> None:
    activity = make_activity(Audience.members())
    click(as_bob, activity)
    assert (shown(as_alice)["state"], shown(as_alice)["count"]) == ("available", 1)


@pytest.mark.parametrize("action", ["vote", "watch"])
def test_a_toggle_is_taken_back(as_bob: Api, activity: Activity, action: str) -> None:
    click(as_bob, activity, action)
    assert undo(as_bob, activity, action).json()["action"]["state"] == "available"
    assert not Reaction.objects.exists()


def test_a_vote_is_taken_back_on_another_activity_about_the_same_thing(as_bob: Api, make_activity: Any) -> None:
    one, two = make_activity(id="1"), make_activity(id="2")
    click(as_bob, one)
    assert undo(as_bob, two).json()["action"]["count"] == 0


def test_there_may_be_nothing_to_take_back(as_bob: Api, activity: Activity) -> None:
    response = undo(as_bob, activity)
    assert (response.status_code, response.json()["code"]) == (409, "nothing_to_undo")


def test_a_comment_becomes_an_activity_for_the_same_people(as_bob: Api, as_eve: Api, activity: Activity) -> None:
    click(as_bob, activity, "comment", {"text": "Looks <b>right</b>\nto me"})
    newest = as_bob.items()[0]
    assert newest["actor"]["name"] == "Bob Berg"
    assert newest["object"]["type"] == "comment"
    assert newest["target"]["title"] == "payments 4.2"
    assert newest["content_html"] == "<p>Looks &lt;b&gt;right&lt;/b&gt;<br>to me</p>"
    assert as_eve.items() == []


def test_a_comment_is_counted_and_can_be_withdrawn(as_bob: Api, activity: Activity) -> None:
    assert click(as_bob, activity, "comment", {"text": "Oops"}).json()["action"]["count"] == 1
    assert undo(as_bob, activity, "comment").json()["action"]["count"] == 0
    assert len(as_bob.items()) == 1


def test_of_two_comments_on_one_thing_the_one_on_this_activity_is_withdrawn(as_bob: Api, make_activity: Any) -> None:
    one, two = make_activity(id="1"), make_activity(id="2")
    click(as_bob, one, "comment", {"text": "On the first"})
    click(as_bob, two, "comment", {"text": "On the second"})
    undo(as_bob, one, "comment")
    assert [comment.text for comment in Comment.objects.all()] == ["On the second"]
    assert Activity.objects.count() == 3


def test_a_comment_is_withdrawn_on_another_activity_where_there_is_none_on_this(
    as_bob: Api, make_activity: Any
) -> None:
    one, two = make_activity(id="1"), make_activity(id="2")
    click(as_bob, one, "comment", {"text": "On the first"})
    assert undo(as_bob, two, "comment").status_code == 200
    assert not Comment.objects.exists()


@pytest.mark.parametrize("is_gone", [False, True], ids=["", "whose source is gone"])
def test_a_comment_that_is_withdrawn_elsewhere_leaves_the_stream(
    is_gone: bool, as_bob: Api, provider: Provider, make_activity: Any, team: Audience
) -> None:
    """Two sources tell of one issue."""
    wiki, jira = make_activity(id="wiki"), make_activity(id="jira")
    other = Provider.objects.create(key="jira", backend="git", name="Jira", audience=team)
    Activity.objects.filter(pk=jira.pk).update(provider=other, source=f"provider:{other.pk}")
    click(as_bob, wiki, "comment", {"text": "Oops"})
    if is_gone:
        provider.delete()
    assert undo(as_bob, jira, "comment").status_code == 200
    assert {item["id"] for item in as_bob.items()} == {str(wiki.uid), str(jira.uid)}


def test_a_comment_whose_activity_is_removed_counts_no_more(as_bob: Api, activity: Activity) -> None:
    for text in ("Rude words", "Kind words"):
        click(as_bob, activity, "comment", {"text": text}, key=text)
    (rude,) = [item["id"] for item in as_bob.items() if "Rude" in (item["content_html"] or "")]
    service.delete(UUID(rude))
    assert [comment.text for comment in Comment.objects.all()] == ["Kind words"]
    assert shown(as_bob, "comment")["count"] == 1


def test_a_comment_outlives_what_it_is_about(as_bob: Api, activity: Activity) -> None:
    click(as_bob, activity, "comment", {"text": "Well done"})
    service.delete(activity.uid)
    assert Comment.objects.get().text == "Well done"
    assert len(as_bob.items()) == 1


@pytest.mark.parametrize("data", [{}, {"text": ""}, {"text": "  "}, {"text": "x" * 5001}, {"text": None}])
def test_a_comment_without_a_good_text_is_refused_by_field(as_bob: Api, activity: Activity, data: Any) -> None:
    response = click(as_bob, activity, "comment", data)
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == ["text"]
    assert not Comment.objects.exists()
    assert not ActionRun.objects.exists()


def test_the_same_key_runs_once(as_bob: Api, activity: Activity) -> None:
    answers = [click(as_bob, activity, "comment", {"text": "Once"}, key="k").json() for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    assert Comment.objects.count() == ActionRun.objects.count() == 1


def test_one_key_is_for_one_click(as_bob: Api, activity: Activity) -> None:
    click(as_bob, activity, "vote", key="k")
    response = click(as_bob, activity, "watch", key="k")
    assert (response.status_code, response.json()["code"]) == (422, "key_reused")


def test_two_people_may_use_the_same_key(as_alice: Api, as_bob: Api, make_activity: Any) -> None:
    activity = make_activity(Audience.members())
    click(as_alice, activity, key="k")
    assert click(as_bob, activity, key="k").json()["action"]["count"] == 2


@pytest.mark.parametrize("headers", [{}, {"Idempotency_Key": ""}, {"Idempotency_Key": "k" * 256}])
def test_a_click_needs_a_key(as_bob: Api, activity: Activity, headers: dict[str, str]) -> None:
    response = as_bob.post(url(activity), {}, **headers)
    assert response.status_code == 400
    assert response.json()["errors"][0]["field"] == "Idempotency-Key"


def test_hidden_and_missing_look_the_same(as_eve: Api, activity: Activity) -> None:
    hidden = click(as_eve, activity)
    missing = as_eve.post(f"/api/v1/activities/{uuid4()}/actions/vote/", {}, Idempotency_Key="k")
    assert (hidden.status_code, hidden.json()) == (missing.status_code, missing.json()) == (404, hidden.json())


def test_an_activity_deleted_while_its_button_is_clicked_is_gone(as_bob: Api, activity: Activity) -> None:
    activity.delete()
    response = click(as_bob, activity)
    assert (response.status_code, response.json()["detail"]) == (404, "This activity is gone.")
    assert not ActionRun.objects.exists()


def test_nobody_is_asked_to_sign_in(as_nobody: Api, activity: Activity) -> None:
    assert click(as_nobody, activity).status_code == 401


def test_nobody_sees_a_button_that_says_why_it_is_off(as_nobody: Api, make_activity: Any) -> None:
    make_activity(Audience.public())
    assert (shown(as_nobody)["state"], shown(as_nobody)["reason"]) == ("disabled", "Sign in to do this")


def test_a_token_without_the_scope_may_not_click(bob: User, activity: Activity) -> None:
    _, secret = AccessToken.issue(bob, "reader", ["read"])
    response = click(Api(None, Authorization=f"Bearer {secret}"), activity)
    assert (response.status_code, response.json()["code"]) == (403, "missing_scope")


def test_a_session_needs_its_csrf_token(bob: User, activity: Activity) -> None:
    api = Api(bob)
    api.client.handler.enforce_csrf_checks = True
    assert click(api, activity).status_code == 403
    assert not Reaction.objects.exists()


def test_an_action_switched_off_is_gone_for_everyone(as_bob: Api, activity: Activity) -> None:
    ActionHandler.objects.create(key="vote", enabled=False)
    assert [action["key"] for action in as_bob.items()[0]["actions"]] == ["comment", "watch"]
    assert click(as_bob, activity).status_code == 404


def test_an_administrator_orders_and_limits_the_actions(as_bob: Api, activity: Activity) -> None:
    ActionHandler.objects.create(key="watch", weight=-1)
    ActionHandler.objects.create(key="vote", object_types=["issue"])
    assert [action["key"] for action in as_bob.items()[0]["actions"]] == ["watch", "comment"]


def test_every_click_is_audited(as_bob: Api, activity: Activity) -> None:
    as_bob.post(url(activity), {}, Idempotency_Key="1", Origin="https://dashboard.example.com")
    undo(as_bob, activity)
    undo(as_bob, activity)
    runs = ActionRun.objects.order_by("id")
    assert [(run.action, run.undo, run.state) for run in runs] == [
        ("vote", False, "done"),
        ("vote", True, "done"),
        ("vote", True, "failed"),
    ]
    assert (runs[0].username, runs[0].origin) == ("bob", "https://dashboard.example.com")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("same_key", [True, False])
def test_twenty_clicks_at_once_are_one_vote(bob: User, activity: Activity, same_key: bool) -> None:
    keys = ["k"] * 20 if same_key else [str(n) for n in range(20)]
    statuses: list[int] = []

    def press(key: str) -> None:
        statuses.append(click(Api(bob), activity, key=key).status_code)
        connection.close()

    threads = [threading.Thread(target=press, args=[key]) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 20
    assert Reaction.objects.count() == 1
    assert ActionRun.objects.count() == len(set(keys))


@pytest.mark.django_db(transaction=True)
def test_twenty_comments_sent_at_once_with_one_key_are_one_comment(bob: User, activity: Activity) -> None:
    def press() -> None:
        click(Api(bob), activity, "comment", {"text": "Once"}, key="k")
        connection.close()

    threads = [threading.Thread(target=press) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Comment.objects.count() == ActionRun.objects.count() == 1
    assert Activity.objects.count() == 2
