"""How every source fares, and that no reader's request makes any of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from streams.models import Activity, Backfill, Provider
from streams.polling import backfill
from streams.polling.health import health
from streams.providers.base import ProviderError
from streams.rendering import timestamp
from tests.conftest import Api
from tests.polling.sources import polled, says

URL = "/api/v1/activities/"


def test_it_says_what_is_wrong_and_when_it_is_tried_again(source: Provider) -> None:
    says()
    heard = polled(source).last_ok
    says(ProviderError("The server is down."))
    after = polled(source)
    (one,) = health()
    assert (one.key, one.backend, one.state, one.failures) == ("source", "scripted", "failing", 1)
    assert (one.message, one.last_ok, one.next_try) == ("The server is down.", heard, after.next_poll)


def test_it_knows_who_is_being_asked_and_how_far_a_past_is_read(source: Provider) -> None:
    Provider.objects.update(lease_until=timezone.now() + timedelta(minutes=1))
    backfill.start(source)
    (one,) = health()
    assert one.is_asked
    assert one.backfill == Backfill.objects.get()


def test_what_is_off_is_left_out(source: Provider) -> None:
    Provider.objects.update(enabled=False)
    assert health() == []


@pytest.mark.parametrize("sources", [1, 20])
def test_many_sources_cost_as_many_queries_as_one(
    sources: int, make_source: Any, django_assert_num_queries: Any
) -> None:
    for number in range(sources):
        backfill.start(make_source(f"s{number}"))
    with django_assert_num_queries(2):
        assert len(health()) == sources


# --- what readers are told ---


def told(reader: Api) -> dict[str, Any]:
    (source,) = reader.get(URL).json()["sources"]
    return source


def test_readers_learn_what_is_wrong_since_when_and_when_it_is_tried_again(source: Provider, as_bob: Api) -> None:
    says()
    heard = polled(source).last_ok
    says(ProviderError("The server is down."))
    after = polled(source)
    assert heard
    assert told(as_bob) == {
        "key": "source",
        "name": "Source",
        "state": "failing",
        "last_ok": timestamp(heard),
        "message": "The server is down.",
        "retry_at": timestamp(after.next_poll),
    }


def test_readers_are_told_of_the_next_try_after_each_that_failed(source: Provider, as_bob: Api) -> None:
    says(ProviderError("The server is down."))
    polled(source)
    response = as_bob.get(URL)
    after = polled(source)
    again = as_bob.get(URL, If_None_Match=response["ETag"])
    assert again.status_code == 200
    assert again.json()["sources"][0]["retry_at"] == timestamp(after.next_poll)


def test_polls_that_go_well_and_time_that_passes_end_in_a_304(source: Provider, as_bob: Api, let_pass: Any) -> None:
    says()
    polled(source)
    etag = as_bob.get(URL)["ETag"]
    for _ in range(3):
        let_pass(seconds=50)
        polled(source)
        assert as_bob.get(URL, If_None_Match=etag).status_code == 304


# --- what readers do ---

NONSENSE = (
    "streams=key+IS+" + "x" * 3000,
    "source=activity+IS+no:such",
    "limit=100000",
    "cursor=rubbish",
    "providers=source&streams=update-date+BEFORE+99999999999999999",
    "source=text+CONTAINS+%00",
)
DOORS = ("/activity", "/rest/activity-stream/1.0/config", URL, "/api/v1/activities.csv", "/plugins/servlet/streams")


def requests(reader: Api, activity: Activity) -> list[Callable[[], Any]]:
    document = {"id": "https://example.com/1", "generator": {"id": "source", "displayName": "source"}, "actor": 7}
    asked = [lambda door=door, query=query: reader.get(f"{door}?{query}") for door in DOORS for query in NONSENSE]
    return [
        *asked,
        lambda: reader.post(URL, document),
        lambda: reader.post(URL, b"{"),
        lambda: reader.post("/rest/activities/1.0/", document),
        lambda: reader.post("/hooks/source/", {"forged": True}, X_Hub_Signature_256="sha256=00"),
        lambda: reader.post(f"{URL}{activity.uid}/actions/vote/", {}, Idempotency_Key="1"),
        lambda: reader.post(f"{URL}{activity.uid}/actions/nothing/", {"a": 1}, Idempotency_Key="2"),
        lambda: reader.delete(f"{URL}{activity.uid}/actions/comment/"),
        lambda: reader.delete(f"{URL}{activity.uid}/"),
    ]


@pytest.mark.parametrize("who", ["as_nobody", "as_eve", "as_bob"])
def test_no_request_of_a_reader_makes_a_source_fail_wait_or_fall_silent(
    who: str, activity: Activity, request: Any
) -> None:
    reader = request.getfixturevalue(who)
    before = list(Provider.objects.filter(pk=activity.provider_id).values())
    with CaptureQueriesContext(connection) as queries:
        answers = [ask().status_code for ask in requests(reader, activity)]
    assert not {status for status in answers if status >= 500}
    assert list(Provider.objects.filter(pk=activity.provider_id).values()) == before
    assert not [query for query in queries if 'UPDATE "streams_provider"' in query["sql"]]
