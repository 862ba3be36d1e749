"""When a document is something that was told before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from streams.models import Provider
from streams.providers.payload import actor, document, thing
from streams.providers.told import as_told, untold
from streams.publishing.document import Door
from streams.publishing.publish import Source, publish

NOW = datetime(2026, 1, 2, 3, 4, 25, tzinfo=UTC)


def closed(second: int, number: int = 12, who: str = "ana", kind: str = "issues.closed", **more: Any) -> dict[str, Any]:
    about, at = thing("issue", f"acme/payments#{number}"), f"2026-01-02T03:04:{second:02}+00:00"
    return document(kind, at, about["id"], verb="close", object=about, actor=actor("", who), **more)


@pytest.fixture
def told(provider: Provider) -> dict[str, Any]:
    first = closed(20)
    publish([first], Source(Door.PROVIDER, provider, provider.audience))
    return first


@pytest.mark.parametrize("second", [10, 20, 30])
def test_a_few_seconds_make_no_other_happening(second: int, told: dict[str, Any], provider: Provider) -> None:
    assert untold(provider, [closed(second)]) == []
    assert as_told(provider, [closed(second)], NOW)[0]["id"] == told["id"]


@pytest.mark.parametrize(
    "other",
    [
        closed(31),
        closed(9),
        closed(20, number=13),
        closed(21, who="bob"),
        closed(20, kind="issues.reopened"),
        closed(20, key="acme/payments#12/7"),
    ],
    ids=["later", "earlier", "another thing", "another person", "another event", "one with a name of its own"],
)
def test_what_differs_in_more_is_another(other: dict[str, Any], told: dict[str, Any], provider: Provider) -> None:
    assert untold(provider, [other]) == [other]
    assert as_told(provider, [other], NOW) == [other]


def test_what_does_not_say_when_it_was_happened_when_it_was_received(told: dict[str, Any], provider: Provider) -> None:
    untimed = {name: value for name, value in closed(20).items() if name != "published"}
    untimed["id"] = "issues.closed:acme/payments#12@delivery-1"
    assert as_told(provider, [untimed], NOW)[0]["id"] == told["id"]
    assert as_told(provider, [untimed], NOW + timedelta(minutes=1)) == [untimed]


def test_the_nearest_is_meant(told: dict[str, Any], provider: Provider) -> None:
    publish([closed(26)], Source(Door.PROVIDER, provider, provider.audience))
    assert as_told(provider, [closed(24)], NOW)[0]["id"] == closed(26)["id"]


def test_another_source_tells_for_itself(told: dict[str, Any], provider: Provider) -> None:
    other = Provider.objects.create(key="other", backend="github", name="Other", audience=provider.audience)
    assert untold(other, [closed(20)]) == [closed(20)]


def test_it_takes_two_queries_however_many_there_are(
    told: dict[str, Any], provider: Provider, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):
        untold(provider, [closed(21)])
    with django_assert_num_queries(2):
        untold(provider, [closed(second % 60, number=second) for second in range(40)])
    with django_assert_num_queries(0):
        untold(provider, [])
