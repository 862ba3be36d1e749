"""Applications are renamed and merged; what they posted and will post follows."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User

from streams.models import Activity, Application, Viewer
from streams.publishing import merging
from streams.retention.tidying import tidy
from streams.service import patch, post, replace
from tests.admin.conftest import Console, said
from tests.documents import GENERATOR, make_document

OLD = {"id": "https://old.example.com", "displayName": "Old deploys"}


@pytest.fixture
def newer(alice: User) -> Application:
    return _posted(alice, id="https://deploys.example.com/new")


@pytest.fixture
def older(alice: User) -> Application:
    return _posted(alice, id="https://deploys.example.com/old", generator=OLD)


def _posted(alice: User, **fields: Any) -> Application:
    application = post(make_document(**fields), alice).application
    assert application
    return application


def names(api: Any, **query: str) -> list[str]:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return [item["application"]["name"] for item in api.items(f"/api/v1/activities/?{asked}")]


def test_readers_see_the_new_name_at_once(newer: Application, as_alice: Any, console: Console) -> None:
    etag = as_alice.get("/api/v1/activities/")["ETag"]
    console.save("application", newer.pk, label="Deployments")
    assert as_alice.get("/api/v1/activities/", If_None_Match=etag).status_code == 200
    assert names(as_alice) == ["Deployments"]


def test_the_next_post_has_the_new_name_too(newer: Application, alice: User, as_alice: Any, console: Console) -> None:
    console.save("application", newer.pk, label="Deployments")
    post(make_document(id="https://deploys.example.com/next"), alice)
    assert names(as_alice) == ["Deployments", "Deployments"]
    assert Application.objects.count() == 1


def test_filters_keep_their_value_and_show_the_new_name(newer: Application, as_alice: Any, console: Console) -> None:
    console.save("application", newer.pk, label="Deployments")
    value = f"{GENERATOR['id']}@{GENERATOR['displayName']}"
    assert names(as_alice, thirdparty=f"provider_name IS {value}".replace(" ", "+")) == ["Deployments"]
    told = as_alice.get("/rest/activity-stream/1.0/config").content.decode()
    assert value in told
    assert "Deployments" in told


def test_a_long_history_is_left_to_a_command(
    newer: Application, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streams.admin.application.BATCHES", 0)
    assert any("manage.py rerender" in words for words in said(console.save("application", newer.pk, label="New")))


def test_what_its_documents_say_is_never_changed(newer: Application, console: Console) -> None:
    console.save("application", newer.pk, label="", display_name="Forged", generator_id="forged")
    newer.refresh_from_db()
    assert (newer.generator_id, newer.display_name) == (GENERATOR["id"], GENERATOR["displayName"])


def test_merging_is_asked_for_once_more(newer: Application, older: Application, console: Console) -> None:
    page = console.run("application", "merge", older.pk).content.decode()
    assert "cannot be taken apart again" in page
    assert "Old deploys" in page
    older.refresh_from_db()
    assert older.same_as is None


def test_what_it_posted_and_will_post_is_the_other_one_s(
    newer: Application, older: Application, alice: User, as_alice: Any, console: Console
) -> None:
    console.run("application", "merge", older.pk, confirmed="yes", into=newer.pk)
    post(make_document(id="https://deploys.example.com/next", generator=OLD), alice)
    assert names(as_alice) == [newer.name] * 3
    assert {one.application_id for one in Activity.objects.all()} == {newer.pk}
    assert LogEntry.objects.get().get_change_message() == f"Merged into {newer}"


def test_a_document_told_again_still_changes_the_same_activity(
    newer: Application, older: Application, alice: User, console: Console
) -> None:
    console.run("application", "merge", older.pk, confirmed="yes", into=newer.pk)
    post(make_document(id="https://deploys.example.com/old", generator=OLD, title="Told again"), alice)
    assert Activity.objects.count() == 2
    assert Activity.objects.filter(title="Told again").count() == 1


@pytest.mark.parametrize("way", ["post", "patch", "replace"])
@pytest.mark.parametrize("named", [None, "release-4"])
def test_votes_comments_and_runs_stay_with_it_when_it_changes(
    newer: Application, older: Application, alice: User, as_alice: Any, way: str, named: str | None
) -> None:
    document = make_document(id="1", object=None, generator=OLD, entity=named)
    posted = post(document, alice)
    address = f"/api/v1/activities/{posted.uid}/"
    as_alice.post(f"{address}actions/vote/", {}, Idempotency_Key="1")
    as_alice.post(f"{address}actions/comment/", {"text": "Well done"}, Idempotency_Key="2")
    merging.merge(older, newer)
    merging.bring_over()
    for title in ("Once", "Twice"):
        change(way, posted, document | {"title": title}, alice)
    shown = as_alice.get(address).json()
    counts = {action["key"]: action["count"] for action in shown["actions"]}
    assert (shown["title_html"], shown["application"]["name"]) == ("Twice", newer.name)
    assert (counts["vote"], counts["comment"]) == (1, 1)


def change(way: str, posted: Activity, document: dict[str, Any], user: User) -> None:
    match way:
        case "post":
            post(document, user)
        case "patch":
            patch(posted.uid, {"title": document["title"]}, Viewer.of(user))
        case "replace":
            anonymous = {name: value for name, value in document.items() if name != "generator"}
            replace(posted.uid, anonymous, Viewer.of(user))


def test_an_id_that_both_have_used_stays_two_activities(
    newer: Application, older: Application, alice: User, console: Console
) -> None:
    post(make_document(id="https://deploys.example.com/old"), alice)
    console.run("application", "merge", older.pk, confirmed="yes", into=newer.pk)
    assert Activity.objects.filter(application=newer).count() == 3


def test_a_filter_by_the_old_name_finds_what_was_merged(
    newer: Application, older: Application, as_alice: Any, console: Console
) -> None:
    console.run("application", "merge", older.pk, confirmed="yes", into=newer.pk)
    assert len(names(as_alice, thirdparty=f"provider_name+IS+{OLD['id']}")) == 2


def test_the_poller_goes_on_with_a_long_history(
    newer: Application, older: Application, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "SIZE", 1)
    post(make_document(id="https://deploys.example.com/old2", generator=OLD), alice)
    merging.merge(older, newer)
    left = []
    for _ in range(3):
        left.append(Activity.objects.filter(application=older).count())
        tidy()
    assert left == [2, 1, 0]


def test_there_are_no_chains(newer: Application, older: Application, alice: User) -> None:
    oldest = _posted(alice, id="https://deploys.example.com/0", generator={**OLD, "displayName": "Oldest"})
    merging.merge(oldest, older)
    merging.merge(older, newer)
    oldest.refresh_from_db()
    assert oldest.same_as == newer
    with pytest.raises(ValueError, match="was itself merged"):
        merging.merge(newer, older)


def test_one_that_was_merged_is_nobody_s_aim(newer: Application, older: Application, console: Console) -> None:
    merging.merge(older, newer)
    answer = console.run("application", "merge", newer.pk, confirmed="yes", into=older.pk)
    assert "errorlist" in answer.content.decode()


def test_many_merged_ones_cost_as_many_queries_as_one(newer: Application, older: Application, console: Console) -> None:
    merging.merge(older, newer)
    one = console.queries("application")
    for number in range(19):
        Application.objects.create(generator_id=str(number), display_name=str(number), same_as=newer)
    assert console.queries("application") == one
