"""What real clients send and read, as a whole (contract.md §2.3, §3 and §8)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from streams.models import Activity
from tests.compat.test_feed import URL, ids
from tests.conftest import Api
from tests.feeds import COMMENTED, ISSUE, RESOLVED, find, names, parsed, texts, values

STANDARD = "http://activitystrea.ms/schema/1.0/"
VERBS = "http://streams.atlassian.com/syndication/verbs/"
NOON = 1767355200000  # 2026-01-02T12:00:00Z


@pytest.fixture
def noon(make_activity: Any) -> Activity:
    return make_activity(**(RESOLVED | {"published": "2026-01-02T12:00:00Z", "project": "PAY"}))


# --- filters ---


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        (f"streams=update-date+AFTER+{NOON - 1}&streams=update-date+BEFORE+{NOON + 1}", 1),
        (f"streams=update-date+AFTER+{NOON}", 0),
        (f"streams=update-date+BEFORE+{NOON}", 0),
        (f"streams=update-date+BETWEEN+{NOON}+{NOON + 1}", 0),
        (f"streams=update-date+BETWEEN+{NOON - 1}+{NOON}", 0),
        (f"streams=update-date+BETWEEN+1+2+{NOON - 1}+{NOON + 1}", 1),
        ("key=NONE&key=PAY", 1),
        ("filter=PAY-42", 1),
        ("itemKey=PAY-42", 1),
        ("itemKey=PAY-42&filter=NO-1", 0),
        ("filter=PAY-42&itemKey=NO-1", 1),
        ("key=PAY+WEB", 0),
        ("key=PAY&filterUser=eve", 0),
        ("streams=key+IS+PAY&streams=user+IS+ana", 1),
        ("streams=key+IS+PAY&streams=user+IS+eve", 0),
        ("streams=key+IS+WEB&streams=key+IS+PAY", 1),
        ("streams=key+IS+PAY&streams=key+NOT+PAY", 0),
        ("streams=user+IS+Ana", 0),
        ("streams=text+DOES_NOT_CONTAIN+PAY-42", 0),
        ("streams=text+DOES_NOT_CONTAIN+other", 1),
        ("streams=key+CONTAINS+WEB", 1),
    ],
)
def test_filters_of_all_sorts(as_bob: Api, noon: Activity, query: str, shown: int) -> None:
    assert len(ids(as_bob, query)) == shown


def test_bug_seconds_instead_of_milliseconds_are_pointed_out(as_bob: Api, noon: Activity) -> None:
    response = as_bob.get(f"{URL}?streams=update-date+AFTER+{NOON // 1000}")
    assert response["X-Streams-Warning"] == "streams; looks_like_seconds; 18"


def test_a_day_may_be_bisected_even_where_many_share_a_millisecond(as_bob: Api, make_activity: Any) -> None:
    """One client halves the time until fewer than 25 are left, which never ends here; the pages do."""
    moment = datetime(2026, 1, 2, 12, tzinfo=UTC).isoformat()
    made = [make_activity(id=str(n), published=moment) for n in range(30)]
    url: str | None = f"{URL}?maxResults=25&streams=update-date+BETWEEN+{NOON - 1}+{NOON + 1}"
    seen: list[str] = []
    while url:
        response = as_bob.get(url)
        seen += texts(parsed(response), "atom:entry/atom:id")
        url = response.get("Link", "").partition(">")[0].removeprefix("<http://testserver")
    assert seen == [f"urn:uuid:{activity.uid}" for activity in reversed(made)]


# --- order ---


def test_the_newest_come_first_whatever_arrived_when(as_bob: Api, make_activity: Any) -> None:
    for hour in (3, 5, 4):
        make_activity(id=str(hour), published=f"2026-01-02T{hour:02}:00:00.120Z")
    shown = texts(parsed(as_bob.get(URL)), "atom:entry/atom:published")
    assert shown == [f"2026-01-02T{hour:02}:00:00.120Z" for hour in (5, 4, 3)]


def test_entries_of_one_moment_keep_their_order_from_poll_to_poll(as_bob: Api, make_activity: Any) -> None:
    for n in range(5):
        make_activity(id=str(n), published="2026-01-02T03:00:00Z")
    assert ids(as_bob) == ids(as_bob, "maxResults=5") == ids(as_bob, "streams=user+IS+ana")


# --- shapes ---


@pytest.mark.parametrize("verb", ["reopen", "close", "open", "resolve", "start", "stop"])
def test_trap_every_change_of_state_is_a_chain_of_three(as_bob: Api, make_activity: Any, verb: str) -> None:
    make_activity(**(RESOLVED | {"verb": verb}))
    chain = [f"{STANDARD}update", f"{VERBS}jira/transition", f"{VERBS}jira/{verb}"]
    assert texts(parsed(as_bob.get(URL)), "atom:entry/activity:verb") == chain


@pytest.mark.parametrize("verb", ["post", "update", "like"])
def test_a_standard_verb_stands_alone(as_bob: Api, make_activity: Any, verb: str) -> None:
    make_activity(**(RESOLVED | {"verb": verb}))
    assert texts(parsed(as_bob.get(URL)), "atom:entry/activity:verb") == [f"{STANDARD}{verb}"]


def test_trap_an_attachment_s_object_is_the_file_and_its_target_the_issue(as_bob: Api, make_activity: Any) -> None:
    url = "https://jira.example/secure/attachment/1/log.txt"
    file = {"objectType": "file", "id": url, "displayName": "log.txt", "url": url}
    make_activity(**(COMMENTED | {"object": file}))
    entry = find(parsed(as_bob.get(URL)), "atom:entry")
    assert names(find(entry, "activity:object")) == ["id", "title", "link", "activity:object-type"]
    assert texts(entry, "activity:object/atom:title") == ["log.txt"]
    assert texts(entry, "activity:target/atom:title") == ["PAY-42"]
    assert values(entry, "thr:in-reply-to/@ref") == []


def test_an_entry_says_what_clients_look_up(as_bob: Api, noon: Activity) -> None:
    entry = find(parsed(as_bob.get(URL)), "atom:entry")
    assert values(entry, "atom:category/@term") == ["Done"]
    assert set(find(entry, "atom:category").attrib) == {"term"}
    assert values(entry, "atom:link[@rel='alternate']/@href") == [ISSUE["url"]]
    generator = find(entry, "atom:generator")
    assert (generator.get("uri"), generator.text) == ("http://testserver", None)


def test_an_entry_has_one_author(as_bob: Api, noon: Activity) -> None:
    """Of everybody who took part, an activity names who did it."""
    assert texts(parsed(as_bob.get(URL)), "atom:entry/atom:author/atom:name") == ["Ana Ruiz"]
