"""Every address that is read, asked again with its ETag: a 304 while nothing changed, and none once something did."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User

from streams import service
from streams.models import Activity, Audience, FeedLink, Stream
from tests.conftest import Api
from tests.feeds import EXPORTS, FORMS, PAGES

REST = "/rest/activity-stream/1.0"
# A page, a feed and an export: the others go the same ways.
SOME = ["json", "atom", "csv"]
DOORS = [
    "/activity", "/plugins/servlet/streams?maxResults=5", f"{REST}/config", f"{REST}/preferences",
    f"{REST}/i18n/prefix/gadget", f"{REST}/i18n/key/gadget.activity.stream.error.pref.title",
    "/api/v1/activities/", "/api/v1/activities/{uid}/", "/api/v1/streams/", "/api/v1/streams/saved/links/",
    *(f"/api/v1/activities.{form}" for form in FORMS), *(f"/api/v1/streams/saved/activities.{form}" for form in SOME),
    *(f"/feeds/{{secret}}/saved.{form}" for form in SOME),
]  # fmt: skip
# What an edit of the activity shows in.
FOLLOWING = [url for url in DOORS if "activities" in url or not url.startswith((REST, "/api/v1/streams/"))]


@pytest.fixture
def names(activity: Activity, team: Audience, bob: User) -> dict[str, Any]:
    stream = Stream.objects.create(slug="saved", name="Saved", audience=team)
    return {"uid": activity.uid, "secret": FeedLink.issue(stream, bob)[1]}


def answered(response: Any) -> bytes:
    assert response.status_code == 200, response.content
    return response.getvalue()


@pytest.mark.parametrize("url", DOORS)
def test_an_unchanged_answer_is_a_304(as_bob: Api, names: dict[str, Any], url: str) -> None:
    first = as_bob.get(url.format(**names))
    assert answered(first)
    again = as_bob.get(url.format(**names), If_None_Match=f'"other", {first["ETag"]}')
    assert (again.status_code, again["ETag"], again.getvalue()) == (304, first["ETag"], b"")
    assert again["Cache-Control"] == first["Cache-Control"]


@pytest.mark.parametrize("url", FOLLOWING)
@pytest.mark.parametrize("change", ["edited", "removed"])
def test_an_edit_or_a_removal_is_none(
    as_bob: Api, names: dict[str, Any], make_activity: Any, url: str, change: str
) -> None:
    etag = as_bob.get(url.format(**names))["ETag"]
    if change == "edited":
        make_activity(title="Deployed again")
    else:
        service.delete(names["uid"])
    response = as_bob.get(url.format(**names), If_None_Match=etag)
    assert response.status_code == (404 if "{uid}" in url and change == "removed" else 200)


def test_a_new_project_is_in_the_catalogue(as_bob: Api, names: dict[str, Any], make_activity: Any) -> None:
    etag = as_bob.get(f"{REST}/config")["ETag"]
    make_activity(id="2", project="PAY")
    assert b"PAY" in answered(as_bob.get(f"{REST}/config", If_None_Match=etag))


def test_a_vote_changes_one_activity_s_etag(as_bob: Api, activity: Activity) -> None:
    url = f"/api/v1/activities/{activity.uid}/"
    etag = as_bob.get(url)["ETag"]
    as_bob.post(f"{url}actions/vote/", {}, Idempotency_Key="1")
    assert as_bob.get(url, If_None_Match=etag).status_code == 200


@pytest.mark.parametrize("url", ["/api/v1/activities/{uid}/", "/api/v1/streams/", "/api/v1/streams/saved/links/"])
def test_small_documents_are_kept_by_browsers_alone(as_bob: Api, names: dict[str, Any], url: str) -> None:
    response = as_bob.get(url.format(**names))
    assert response["Cache-Control"] == "private, no-cache"
    assert {"Authorization", "Cookie", "Accept", "Origin"} <= set(response["Vary"].split(", "))


@pytest.mark.parametrize("url", [f"{REST}/validate", "/api/v1/activities/0/", "/api/v1/activities/?colour=red"])
def test_a_refusal_has_no_etag(as_bob: Api, activity: Activity, url: str) -> None:
    response = as_bob.get(url)
    assert (response.status_code in {400, 404}, "ETag" in response) == (True, False)


# --- the next page ---

PAGED = [
    "/activity?maxResults=1", "/api/v1/activities/?limit=1",
    *(f"/api/v1/activities.{form}?limit=1" for form in PAGES), "/api/v1/streams/saved/activities.atom?limit=1",
    "/feeds/{secret}/saved.json?limit=1",
]  # fmt: skip


@pytest.mark.parametrize("url", PAGED)
def test_every_door_with_pages_names_the_next_one_and_the_last_names_none(
    as_bob: Api, names: dict[str, Any], make_activity: Any, url: str
) -> None:
    make_activity(id="2")
    first = as_bob.get(url.format(**names))
    assert first["Link"].endswith('>; rel="next"')
    last = as_bob.get(first["Link"].partition(">")[0].removeprefix("<http://testserver"))
    assert (last.status_code, "Link" in last, last["ETag"] != first["ETag"]) == (200, False, True)
    assert as_bob.get(last.wsgi_request.get_full_path(), If_None_Match=last["ETag"]).status_code == 304


@pytest.mark.parametrize("form", EXPORTS)
def test_an_export_has_no_pages(as_bob: Api, names: dict[str, Any], make_activity: Any, form: str) -> None:
    make_activity(id="2")
    assert "Link" not in as_bob.get(f"/api/v1/activities.{form}?limit=1")
