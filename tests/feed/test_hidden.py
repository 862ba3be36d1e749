"""Nobody learns from a filter what is hidden: neither items nor cursors nor choices tell."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User

from streams.feed import query
from streams.feed.catalogue import catalogue, sources
from streams.feed.grammar import Condition, Filter
from streams.feed.page import Feed
from streams.models import Activity, Audience, Version, Viewer


@pytest.fixture
def secret(make_activity: Any) -> list[Activity]:
    """Eve must not notice these, of which there are more than a page may pass over."""
    return [make_activity(id=f"s{n}", title="Secret", project="HIDDEN", categories=["c"]) for n in range(12)]


# As people ask: inside a transaction no page would be kept.
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "asked", ["key IS HIDDEN", "user IS ana", "text CONTAINS secret", "category IS c", "user NOT x", "bots IS no"]
)
def test_what_is_hidden_looks_as_if_it_were_not_there(
    eve: User, asked: str, request: Any, monkeypatch: Any, team: Audience
) -> None:
    monkeypatch.setattr(query, "BUDGET", 4)
    option, operator, value = asked.split(" ")
    wanted = Filter((Condition("streams", option, operator, (value,)),))

    def seen() -> tuple[Any, ...]:
        viewer = Viewer.of(eve)
        feed = Feed(viewer, 3, filter=wanted)
        return feed.json(None), feed.next_cursor, feed.etag, catalogue(viewer), sources(viewer, Version.now())

    before = seen()
    request.getfixturevalue("secret")
    assert seen() == before


def test_no_hidden_entry_is_even_read(eve: User, secret: Any, django_assert_num_queries: Any) -> None:
    """Each descent of the index names an audience of the reader: what a page costs tells nothing of the others."""
    Audience.members()
    viewer = Viewer.of(eve)
    wanted = Filter((Condition("streams", "key", "IS", ("HIDDEN",)), Condition("streams", "bots", "IS", ("no",))))
    with django_assert_num_queries(1) as queries:
        assert Feed(viewer, 3, filter=wanted).activities == ()
    sql = queries.captured_queries[0]["sql"]
    assert sql.count("audience_id =") == sql.count("FROM streams_activity WHERE") > 0
