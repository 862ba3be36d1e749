from datetime import timedelta
from typing import Any

import orjson
import pytest
from django.http import QueryDict
from django.utils import timezone

from streams.feed.grammar import parse
from streams.feed.page import Feed
from streams.models import Activity, Provider, Reaction, Version, Viewer
from streams.rendering import timestamp
from streams.service import delete
from tests.conftest import Api

URL = "/api/v1/activities/"


@pytest.fixture
def many(make_activity: Any) -> list[Activity]:
    """Seven activities, two of them in the same millisecond."""
    return [make_activity(id=str(n), published=f"2026-11-01T10:0{max(n, 1)}:00Z") for n in range(7)]


def _walk(api: Api, url: str) -> list[str]:
    seen = []
    while url:
        page = api.get(url).json()
        seen += [item["id"] for item in page["items"]]
        url = page["next"]
    return seen


def test_the_newest_come_first(as_bob: Api, many: list[Activity]) -> None:
    assert [item["id"] for item in as_bob.items()] == [str(activity.uid) for activity in reversed(many)]


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8])
def test_pages_neither_skip_nor_repeat(as_bob: Api, many: list[Activity], limit: int) -> None:
    assert _walk(as_bob, f"{URL}?limit={limit}") == [str(activity.uid) for activity in reversed(many)]


def test_rows_that_arrive_meanwhile_do_not_move_the_next_page(as_bob: Api, many: Any, make_activity: Any) -> None:
    first = as_bob.get(f"{URL}?limit=3").json()
    make_activity(id="late")
    rest = _walk(as_bob, first["next"])
    assert rest == [str(activity.uid) for activity in reversed(many[:4])]


def test_the_link_header_names_the_next_page(as_bob: Api, many: Any) -> None:
    response = as_bob.get(f"{URL}?limit=3")
    assert response["Link"] == f'<{response.json()["next"]}>; rel="next"'
    assert "Link" not in as_bob.get(f"{URL}?limit=7")


def test_an_item_is_complete(as_bob: Api, activity: Activity) -> None:
    (item,) = as_bob.items()
    assert item["actor"] == {"name": "Ana Ruiz", "username": "ana", "url": None, "avatar": None}
    assert item["verb"] == {"key": "post", "id": "post"}
    assert item["object"]["title"] == "payments 4.2"
    assert item["title_html"] == "Deployed <b>payments 4.2</b>"
    assert [action["key"] for action in item["actions"]] == ["comment", "vote", "watch"]


def test_an_unchanged_page_is_304(as_bob: Api, many: Any) -> None:
    etag = as_bob.get(URL)["ETag"]
    response = as_bob.get(URL, If_None_Match=etag)
    assert (response.status_code, response["ETag"], response.content) == (304, etag, b"")


def test_an_unrelated_write_still_ends_in_304(as_bob: Api, many: Any) -> None:
    etag = as_bob.get(URL)["ETag"]
    Version.bump()
    assert as_bob.get(URL, If_None_Match=etag).status_code == 304


# As people ask: inside a transaction no page would be kept.
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("change", ["new", "edited", "removed", "voted", "failing", "throttled"])
def test_whatever_a_reader_can_notice_changes_the_etag(
    change: str, as_bob: Api, bob: Any, activity: Activity, make_activity: Any, provider: Provider
) -> None:
    etag = as_bob.get(URL)["ETag"]
    match change:
        case "new":
            make_activity(id="another")
        case "edited":
            make_activity(title="Deployed again")
        case "removed":
            delete(activity.uid)
        case "voted":
            as_bob.post(f"{URL}{activity.uid}/actions/vote/", {}, Idempotency_Key="1")
        case "failing":
            Provider.objects.filter(pk=provider.pk).update(failures=1)
            Version.bump(fares=True)
        case "throttled":
            Provider.objects.filter(pk=provider.pk).update(throttled_until=timezone.now())
            Version.bump(fares=True)
    response = as_bob.get(URL, If_None_Match=etag)
    assert response.status_code == 200
    assert response["ETag"] != etag


def test_one_reader_s_etag_means_nothing_for_another(as_bob: Api, as_eve: Api, activity: Activity) -> None:
    assert as_eve.get(URL, If_None_Match=as_bob.get(URL)["ETag"]).status_code == 200


def test_browsers_keep_a_page_but_ask_again(as_bob: Api, activity: Activity, settings: Any) -> None:
    settings.STREAMS_POLL_SECONDS = 45
    response = as_bob.get(URL)
    assert response["Cache-Control"] == "private, no-cache"
    assert response["X-Poll-Interval"] == "45"
    assert {"Authorization", "Cookie", "Accept", "Origin"} <= set(response["Vary"].split(", "))


@pytest.mark.parametrize("rows", [1, 100])
def test_a_page_costs_the_same_few_queries_however_long(
    rows: int, as_bob: Api, make_activity: Any, django_assert_num_queries: Any
) -> None:
    for n in range(rows):
        # What may be acknowledged is a part of the page, and counted with the rest of it.
        make_activity(id=str(n), object={"objectType": "alert" if n % 2 else "issue", "id": str(n)})
    as_bob.get(URL)
    # And the version, past Django's cursors.
    with django_assert_num_queries(2):
        assert len(as_bob.get(f"{URL}?limit=100").json()["items"]) == rows


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=many", "limit"),
        ("limit=-1", "limit"),
        ("limit=²", "limit"),
        ("limit=" + "9" * 5000, "limit"),
        ("cursor=rubbish", "cursor"),
        ("cursor=", "cursor"),
        ("page=2", "page"),
    ],
)
def test_a_parameter_that_cannot_be_used_is_named(as_bob: Api, query: str, parameter: str) -> None:
    response = as_bob.get(f"{URL}?{query}")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert [error["field"] for error in response.json()["errors"]] == [parameter]


def test_a_source_that_asks_to_wait_says_until_when(as_bob: Api, provider: Provider) -> None:
    until = timezone.now().replace(hour=15, minute=40, second=0, microsecond=0) + timedelta(days=1)
    Provider.objects.filter(pk=provider.pk).update(throttled_until=until, message="Its rate limit is used up.")
    (source,) = as_bob.get(URL).json()["sources"]
    assert (source["state"], source["retry_at"]) == ("throttled", timestamp(until))
    assert source["message"] == "Repository asks us to wait until 15:40 UTC. Its rate limit is used up."


def test_a_source_that_says_nothing_long_after_its_wait_is_late(as_bob: Api, provider: Provider) -> None:
    until = timezone.now() - timedelta(days=1)
    Provider.objects.filter(pk=provider.pk).update(throttled_until=until, message="Its rate limit is used up.")
    (source,) = as_bob.get(URL).json()["sources"]
    assert (source["state"], source["message"], source["retry_at"]) == ("late", "", None)


def test_a_source_says_how_it_fares(as_bob: Api, provider: Provider) -> None:
    Provider.objects.filter(pk=provider.pk).update(failures=2, message="The folder is gone.")
    (source,) = as_bob.get(URL).json()["sources"]
    assert (source["key"], source["state"], source["message"]) == ("source", "failing", "The folder is gone.")


def test_a_source_for_others_is_not_named(as_eve: Api, provider: Provider) -> None:
    assert as_eve.get(URL).json()["sources"] == []


def test_counts_are_the_same_for_all_activities_on_one_thing(as_bob: Api, bob: Any, make_activity: Any) -> None:
    one, two = make_activity(id="1"), make_activity(id="2")
    assert one.entity == two.entity
    Reaction.objects.create(entity=one.entity, kind="vote", user=bob)
    votes = [action["count"] for item in as_bob.items() for action in item["actions"] if action["key"] == "vote"]
    assert votes == [1, 1]


def test_the_whole_activities_come_in_the_same_order(viewer_bob: Viewer, many: Any) -> None:
    feed = Feed(viewer_bob, 3)
    assert [one.pk for one in feed.whole] == [row.pk for row in feed.activities]
    assert feed.whole[0].object["title"] == "payments 4.2"
    assert feed.activities[0].published == feed.whole[0].published
    assert feed.activities[0].uid == feed.whole[0].uid


def test_a_warning_is_part_of_the_page_and_of_its_etag(viewer_bob: Viewer, many: Any) -> None:
    dropped = parse(QueryDict("streams=user+is+ana"), strict=False)
    feed = Feed(viewer_bob, 3, filter=dropped)
    assert orjson.loads(feed.json(None))["warnings"][0]["code"] == "unknown_operator"
    assert feed.etag != Feed(viewer_bob, 3).etag


def test_no_items_asked_for_is_an_empty_page(viewer_bob: Viewer, many: Any) -> None:
    feed = Feed(viewer_bob, 0)
    assert (feed.activities, feed.next_cursor) == ((), None)
