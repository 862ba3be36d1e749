"""The list of what programs posted, and deleting from it (contract.md §4.1)."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from streams import service
from streams.models import Activity, Audience
from tests.conftest import VENDOR, Api
from tests.documents import make_document

URL = "/rest/activities/1.0/"


@pytest.fixture
def seven(bob: User) -> list[str]:
    """The ids of seven posted activities, newest first; Eve may not see every second one."""
    documents = [
        make_document(
            id=f"https://x.example/{n}",
            published=f"2026-01-02T03:0{n}:00Z",
            audience={"group": "team"} if n % 2 else None,
        )
        for n in range(7)
    ]
    receipts = service.post_all(documents, bob)
    assert all(receipt.activity for receipt in receipts), receipts
    return [document["id"] for document in reversed(documents)]


def page(api: Api, query: str = "", url: str = URL) -> Any:
    response = api.get(f"{url}?{query}")
    assert (response.status_code, response["Content-Type"]) == (200, VENDOR), response.content
    return response.json()


def ids(shown: Any) -> list[str]:
    return [item["id"] for item in shown["items"]]


@pytest.mark.parametrize("url", [URL, URL.rstrip("/")])
def test_the_newest_come_first(as_bob: Api, seven: list[str], url: str) -> None:
    assert ids(page(as_bob, url=url)) == seven


def test_each_item_is_its_representation(as_bob: Api, seven: list[str]) -> None:
    first = page(as_bob)["items"][0]
    assert as_bob.get(first["links"]["self"]).json() == first


def test_what_sources_report_is_not_listed(as_bob: Api, activity: Activity) -> None:
    assert page(as_bob)["items"] == []


def test_nobody_in_particular_is_asked_who_they_are(as_nobody: Api) -> None:
    response = as_nobody.get(URL)
    assert (response.status_code, response["WWW-Authenticate"]) == (401, 'Basic realm="Activity Streams"')


def test_the_links_lead_through_all_of_it(as_bob: Api, seven: list[str]) -> None:
    shown, found = page(as_bob, "max-results=3"), []
    while True:
        found += ids(shown)
        if "next" not in shown["links"]:
            break
        shown = as_bob.get(shown["links"]["next"]).json()
    assert found == seven
    assert shown["links"] == {
        "self": "/rest/activities/1.0?max-results=3&start-index=6",
        "prev": "/rest/activities/1.0?max-results=3&start-index=3",
    }


def test_no_row_is_lost_to_what_a_reader_may_not_see(as_eve: Api, seven: list[str]) -> None:
    first, second = page(as_eve, "max-results=2"), page(as_eve, "max-results=2&start-index=2")
    assert ids(first) + ids(second) == seven[::2]
    assert "next" in first["links"] and "next" not in second["links"]


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("max-results=0", 0),
        ("max-results=", 7),
        ("max-results=many", 7),
        ("max-results=99999999999", 7),
        ("max-results=2&max-results=5", 2),
        ("start-index=5", 2),
        ("start-index=7", 0),
        ("start-index=x&colour=red", 7),
    ],
)
def test_what_a_query_asks_for(as_bob: Api, seven: list[str], query: str, shown: int) -> None:
    assert len(page(as_bob, query)["items"]) == shown


@pytest.mark.parametrize("query", ["max-results=-1", "start-index=-5", "start-index=100001", "start-index=9999999999"])
def test_what_makes_no_sense_is_refused(as_bob: Api, query: str) -> None:
    response = as_bob.get(f"{URL}?{query}")
    assert (response.status_code, response.json()["subCode"]) == (400, "streams.bad_parameter")


def test_the_previous_page_of_a_crooked_start_is_the_first(as_bob: Api, seven: list[str]) -> None:
    assert page(as_bob, "max-results=5&start-index=2")["links"]["prev"].endswith("start-index=0")


def test_a_page_costs_the_same_however_long_it_is(as_bob: Api, seven: list[str]) -> None:
    def cost(size: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            page(as_bob, f"max-results={size}")
        return len(queries)

    cost(1)
    assert cost(1) == cost(6)


def test_alice_deletes_what_the_query_lists(as_alice: Api, alice: User, seven: list[str]) -> None:
    alice.groups.add(Audience.objects.get(kind="group").group)
    deleted = as_alice.delete(f"{URL}?max-results=3&start-index=2")
    assert (deleted.status_code, ids(deleted.json())) == (200, seven[2:5])
    assert ids(page(as_alice)) == seven[:2] + seven[5:]
    assert ids(as_alice.delete(f"{URL}?max-results=1000").json()) == seven[:2] + seven[5:]


def test_deleting_takes_only_what_the_administrator_sees(as_alice: Api, seven: list[str]) -> None:
    assert ids(as_alice.delete(f"{URL}?max-results=1000").json()) == seven[::2]
    assert Activity.objects.count() == 3


@pytest.mark.parametrize("query", ["", "?max-results=", "?max-results=all", "?max-results=-1", "?start-index=0"])
def test_how_many_to_delete_has_to_be_said(as_alice: Api, seven: list[str], query: str) -> None:
    response = as_alice.delete(URL + query)
    assert (response.status_code, "how many" in response.json()["errors"][0]) == (400, True)
    assert Activity.objects.count() == 7


def test_others_delete_nothing(as_bob: Api, seven: list[str]) -> None:
    assert as_bob.delete(f"{URL}?max-results=1").status_code == 403
    assert Activity.objects.count() == 7
