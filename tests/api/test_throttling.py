"""How often a program may write."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User

from streams import service
from streams.models import AccessToken
from tests.conftest import VENDOR, Api
from tests.documents import make_document

URL = "/api/v1/activities/"


@pytest.fixture(autouse=True)
def two_a_minute(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.STREAMS_POSTS_PER_MINUTE = 2
    # In the middle of a minute, which the test must not outlast.
    monkeypatch.setattr("streams.web.throttling.time", lambda: 1_000_000_059.5)


def with_token(user: User) -> Api:
    return Api(Authorization=f"Bearer {AccessToken.issue(user, 'ci', ['publish'])[1]}")


def statuses(api: Api, count: int = 3, **options: Any) -> list[int]:
    return [api.post(URL, make_document(), **options).status_code for _ in range(count)]


def test_who_writes_too_often_is_told_when_to_go_on(as_bob: Api) -> None:
    assert statuses(as_bob) == [201, 200, 429]
    refused = as_bob.post(URL, make_document())
    assert (refused["Content-Type"], refused.json()["code"]) == ("application/problem+json", "throttled")
    assert refused["Retry-After"] == "21"


def test_the_next_minute_begins_anew(as_bob: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    statuses(as_bob)
    monkeypatch.setattr("streams.web.throttling.time", lambda: 1_000_000_080.0)
    assert as_bob.post(URL, make_document()).status_code == 200


def test_each_token_has_its_own_count(bob: User) -> None:
    first, second = with_token(bob), with_token(bob)
    assert statuses(first) == [201, 200, 429]
    assert statuses(second) == [200, 200, 429]
    assert statuses(Api(bob)) == [200, 200, 429]


def test_reading_is_not_counted(as_bob: Api) -> None:
    statuses(as_bob)
    assert as_bob.get(URL).status_code == 200


def test_every_way_of_writing_is(as_bob: Api) -> None:
    address = as_bob.post(URL, make_document())["Location"]
    as_bob.client.patch(address, b"{}", content_type="application/json")
    assert as_bob.delete(address).status_code == 429


def test_the_compatible_door_counts_and_answers_in_its_way(as_bob: Api) -> None:
    answers = [as_bob.post("/rest/activities/1.0/", make_document(), VENDOR) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert (answers[2]["Retry-After"], answers[2].json()["subCode"]) == ("21", "streams.throttled")


def test_a_batch_is_one(as_bob: Api) -> None:
    batch = [make_document(id=str(n)) for n in range(5)]
    assert [as_bob.post(URL, batch).status_code for _ in range(3)] == [200, 200, 429]


def test_strangers_are_refused_before_they_are_counted(as_nobody: Api) -> None:
    assert statuses(as_nobody) == [401, 401, 401]


def test_our_own_code_is_not_counted(bob: User) -> None:
    assert len([service.post_all([make_document()], bob) for _ in range(5)]) == 5


def test_nought_is_no_limit(as_bob: Api, settings: Any) -> None:
    settings.STREAMS_POSTS_PER_MINUTE = 0
    assert 429 not in statuses(as_bob, 5)
