"""One activity at a time on our own door."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from streams import performing
from streams.models import AccessToken, Activity
from streams.models.activity import new_uid
from tests.conftest import Api
from tests.documents import make_document

URL = "/api/v1/activities/"


def test_a_posted_document_is_on_the_stream(as_alice: Any) -> None:
    posted = as_alice.post(URL, make_document())
    assert posted.status_code == 201, posted.content
    assert [item["id"] for item in as_alice.items()] == [posted.json()["id"]]


def test_bob_sees_what_is_for_his_team(as_bob: Any, activity: Any) -> None:
    assert [item["id"] for item in as_bob.items()] == [str(activity.uid)]


@pytest.mark.parametrize("who", ["as_eve", "as_nobody"])
def test_others_see_nothing_of_it(who: str, activity: Any, request: pytest.FixtureRequest) -> None:
    assert request.getfixturevalue(who).items() == []


def test_the_answer_is_the_item_as_the_stream_shows_it(as_bob: Api) -> None:
    posted = as_bob.post(URL, make_document()).json()
    assert posted == as_bob.items()[0]
    assert [action["key"] for action in posted["actions"]]


def test_the_location_leads_to_the_activity(as_bob: Api) -> None:
    posted = as_bob.post(URL, make_document())
    assert as_bob.get(posted["Location"]).json() == posted.json()


def test_a_post_without_the_slash_is_a_post(as_bob: Api) -> None:
    posted = as_bob.post(URL.rstrip("/"), make_document())
    assert (posted.status_code, posted["Location"]) == (201, f"http://testserver{URL}{posted.json()['id']}/")


def test_the_same_id_again_updates(as_bob: Api) -> None:
    first, second = as_bob.post(URL, make_document()), as_bob.post(URL, make_document(title="Rolled back"))
    assert (second.status_code, second["Location"]) == (200, first["Location"])
    assert (second.json()["revision"], second.json()["title_html"]) == (2, "Rolled back")
    assert second.json()["published"] == first.json()["published"]


def test_the_same_document_again_leaves_the_page_as_it_was(as_bob: Api) -> None:
    as_bob.post(URL, make_document())
    etag = as_bob.get(URL)["ETag"]
    again = as_bob.post(URL, make_document())
    assert (again.status_code, again.json()["revision"]) == (200, 1)
    assert as_bob.get(URL, If_None_Match=etag).status_code == 304


def test_a_change_changes_the_page(as_bob: Api) -> None:
    as_bob.post(URL, make_document())
    etag = as_bob.get(URL)["ETag"]
    as_bob.post(URL, make_document(title="Rolled back"))
    assert as_bob.get(URL, If_None_Match=etag).status_code == 200


def test_eve_cannot_change_what_bob_posted(as_bob: Api, as_eve: Api) -> None:
    as_bob.post(URL, make_document())
    refused = as_eve.post(URL, make_document(title="Hacked"))
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (400, "not_yours")
    assert Activity.objects.get().title != "Hacked"


def test_a_bare_key_is_shown_as_a_title_and_not_as_an_address(as_bob: Api) -> None:
    target = as_bob.post(URL, make_document(target={"url": "ONE-1"})).json()["target"]
    assert (target["title"], target["url"]) == ("ONE-1", None)


@pytest.mark.parametrize("who", ["as_eve", "as_nobody"])
def test_hidden_and_missing_are_the_same(who: str, activity: Activity, request: pytest.FixtureRequest) -> None:
    api = request.getfixturevalue(who)
    hidden, missing = api.get(f"{URL}{activity.uid}/"), api.get(f"{URL}{new_uid()}/")
    assert (hidden.status_code, hidden.json()) == (missing.status_code, missing.json()) == (404, missing.json())


def test_a_click_on_an_activity_that_was_deleted(as_bob: Api, activity: Activity) -> None:
    activity.delete()
    clicked = as_bob.post(f"{URL}{activity.uid}/actions/vote/", {}, Idempotency_Key="1")
    assert (clicked.status_code, clicked.json()["code"]) == (404, "not_found")


@pytest.mark.django_db(transaction=True)
def test_a_click_on_an_activity_that_is_deleted_meanwhile(
    as_bob: Api, activity: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_late(click: Any, *args: Any) -> Any:
        Activity.objects.all().delete()
        return once(click, *args)

    once = performing.here.run
    monkeypatch.setattr(performing.here, "run", too_late)
    clicked = as_bob.post(f"{URL}{activity.uid}/actions/vote/", {}, Idempotency_Key="1")
    assert (clicked.status_code, clicked.json()["code"]) == (404, "not_found")


def test_what_a_person_posts_is_theirs_even_without_a_name(bob: User, as_bob: Api) -> None:
    User.objects.update(first_name="", last_name="")
    assert as_bob.post(URL, make_document()).json()["actor"]["name"] == "bob"


def test_an_address_that_does_not_exist_is_a_problem_document(as_bob: Api) -> None:
    response = as_bob.get("/api/v1/activites/")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    assert as_bob.get("/nowhere/")["Content-Type"].startswith("text/html")


def test_a_format_parameter_is_named_like_any_other(as_bob: Api) -> None:
    assert as_bob.get(f"{URL}?format=xml").json()["errors"][0]["field"] == "format"


def test_who_may_only_publish_is_told_of_no_action(bob: User, activity: Activity) -> None:
    _, secret = AccessToken.issue(bob, "publisher", ["publish"])
    api = Api(None, Authorization=f"Bearer {secret}")
    posted = [api.post(URL, make_document(id=str(number))) for number in range(2)]
    assert [response.json()["actions"] for response in posted] == [[], []]
    with CaptureQueriesContext(connection) as asked:
        api.post(URL, make_document(id="again"))
    assert not [one for one in asked.captured_queries if "streams_actionhandler" in one["sql"]]
