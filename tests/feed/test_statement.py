"""How a plan is put to the database: many descents at once, and on PostgreSQL as many as one likes in one plan."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection

from streams.feed import query
from streams.feed.grammar import Condition, Filter
from streams.feed.page import Feed
from streams.feed.planning import plan
from streams.feed.statement import branches_at_once, statement
from streams.models import Audience, Version, Viewer

PEOPLE = tuple(f"person{number}" for number in range(20))


def text(viewer: Viewer, *people: str) -> str:
    drawn = plan(wanted(*people), viewer, Version.now())
    assert drawn
    return statement(drawn, drawn.branches[: branches_at_once(drawn)], 21, None, 100)[0]


def wanted(*people: str) -> Filter:
    return Filter((Condition("streams", "user", "IS", people),))


@pytest.fixture
def busy_bob(viewer_bob: Viewer) -> Viewer:
    """Bob, in twenty-five groups more."""
    groups = [Audience.of_group(Group.objects.create(name=f"group {number}")).pk for number in range(25)]
    return replace(viewer_bob, audience_ids=viewer_bob.audience_ids.union(groups))


def test_postgresql_plans_one_descent_for_whatever_is_asked(viewer_bob: Viewer) -> None:
    """It would plan each of them, for longer than it takes to run them all."""
    few, many = (text(viewer_bob, *PEOPLE[:number]) for number in (2, 20))
    assert (len(many) - len(few) < 5) == (connection.vendor == "postgresql")


def test_several_people_in_many_groups_are_looked_for_one_by_one(
    busy_bob: Viewer, make_activity: Any, monkeypatch: Any
) -> None:
    """As entries to be checked among all the others, a page of them would be short."""
    monkeypatch.setattr(query, "BUDGET", 30)
    for n in range(40):
        username = "person3" if n < 10 else "somebody"
        make_activity(id=str(n), actor={"id": username}, published=f"2026-11-01T10:{n:02}:00Z")
    feed = Feed(busy_bob, 10, filter=wanted(*PEOPLE[:5]))
    assert (len(feed.activities), feed.next_cursor) == (10, None)
