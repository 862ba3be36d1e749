"""Readers who may see the same are given the same page until the next write; each keeps what is their own."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from django.contrib.auth.models import Group, User
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from streams import memory, service
from streams.feed import query
from streams.feed.grammar import Condition, Filter
from streams.feed.page import Feed
from streams.models import Activity, Audience, Reaction, Version, Viewer
from tests.examples import examples

pytestmark = pytest.mark.django_db(transaction=True)
MINE = Filter((Condition("streams", "mine", "IS", ("yes",)),))


@pytest.fixture
def carol(team: Audience) -> User:
    """She may see what Bob may see."""
    user = User.objects.create_user("carol")
    user.groups.add(Group.objects.get(name="team"))
    return user


def page(user: User | None, limit: int = 20, wanted: Filter = Filter()) -> list[dict[str, Any]]:  # noqa: B008
    viewer = Viewer.of(user) if user else Viewer.anonymous()
    return orjson.loads(Feed(viewer, limit, filter=wanted).json(None))["items"]


def test_who_may_see_the_same_shares_what_was_found(
    bob: User, carol: User, activity: Activity, django_assert_num_queries: Any
) -> None:
    viewer = Viewer.of(carol)
    page(bob)
    with django_assert_num_queries(1) as asked:
        assert len(Feed(viewer, 20).json(None)) > 0
    assert "streams_reaction" in asked.captured_queries[0]["sql"]


def test_the_same_reader_costs_nothing_again(bob: User, activity: Activity, django_assert_num_queries: Any) -> None:
    viewer = Viewer.of(bob)
    first = Feed(viewer, 20).json(None)
    with django_assert_num_queries(0):
        assert Feed(viewer, 20).json(None) == first


@pytest.mark.parametrize("what", ["limit", "cursor", "filter"])
def test_another_page_is_looked_for(what: str, bob: User, make_activity: Any) -> None:
    for n in range(3):
        make_activity(id=str(n), published=f"2026-11-01T10:0{n}:00Z")
    one = Feed(Viewer.of(bob), 2)
    after = Feed(one.viewer, 1)
    assert after.next_cursor
    others = {
        "limit": Feed(one.viewer, 3),
        "cursor": Feed(one.viewer, 2, after._found.next),
        "filter": Feed(one.viewer, 2, filter=MINE),
    }
    shown = [row.stored_uid for row in one.activities]
    other = [row.stored_uid for row in others[what].activities]
    assert other != shown


def test_who_looks_further_is_not_given_a_short_page(bob: User, make_activity: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(query, "BUDGET", 1)
    for n in range(3):
        make_activity(id=str(n), title="Old" if n == 0 else "New", published=f"2026-11-01T10:0{n}:00Z")
    viewer, old = Viewer.of(bob), Filter((Condition("streams", "text", "CONTAINS", ("old",)),))
    assert [len(Feed(viewer, 2, filter=old, reads=reads).activities) for reads in (1, 10)] == [0, 1]


def test_a_write_is_seen_by_all_at_once(bob: User, carol: User, make_activity: Any) -> None:
    make_activity(id="1", title="First")
    assert (len(page(bob)), len(page(carol))) == (1, 1)
    make_activity(id="2", title="Second")
    assert (len(page(bob)), len(page(carol))) == (2, 2)


def test_what_bob_did_is_not_said_of_carol(bob: User, carol: User, activity: Activity) -> None:
    Reaction.objects.create(entity=activity.entity, kind=Reaction.Kind.VOTE, user=bob)
    votes = [next(action for action in page(user)[0]["actions"] if action["key"] == "vote") for user in (bob, carol)]
    assert [(vote["state"], vote["count"]) for vote in votes] == [("done", 1), ("available", 1)]


def test_eve_is_given_nothing_that_was_found_for_bob(bob: User, eve: User, activity: Activity) -> None:
    assert (len(page(bob)), len(page(eve)), len(page(None))) == (1, 0, 0)


def test_mine_is_everyone_s_own(bob: User, carol: User, make_activity: Any) -> None:
    make_activity(id="1", actor={"id": "bob", "displayName": "Bob"})
    assert (len(page(bob, wanted=MINE)), len(page(carol, wanted=MINE))) == (1, 0)


def test_what_is_rolled_back_is_kept_by_nobody(bob: User, make_activity: Any) -> None:
    """The next to write takes the number of the version that was given back."""
    make_activity(id="1")
    with transaction.atomic():
        make_activity(id="2")
        assert len(page(bob)) == 2
        transaction.set_rollback(True)
    with transaction.atomic():
        Version.bump()
    assert len(page(bob)) == 1


def test_what_would_push_out_all_others_is_not_kept(bob: User, activity: Activity, monkeypatch: Any) -> None:
    monkeypatch.setattr(memory, "MOST_BYTES", 100)
    page(bob)
    assert not memory._pages


def test_pages_without_anything_have_a_weight_too(bob: User, activity: Activity) -> None:
    """Or filters that nothing matches would be kept without end."""
    for word in ("first", "second"):
        assert page(bob, wanted=Filter((Condition("streams", "text", "CONTAINS", (word,)),))) == []
    assert memory._pages.currsize >= 2 * memory.OVERHEAD


STEPS = st.lists(st.sampled_from(["write", "remove", "vote", "bob", "carol", "eve", "nobody"]), max_size=20)


def test_what_a_transaction_saw_and_took_back_is_not_remembered(bob: User, make_activity: Any) -> None:
    """Its number comes again with the next write, which is another one."""
    make_activity(id="1")
    approved = make_activity(id="2", verb="approve")
    wanted = Filter(providers=frozenset({"source"}))
    with transaction.atomic():
        service.delete(approved.uid)
        assert len(page(bob, wanted=wanted)) == 1
        transaction.set_rollback(True)
    make_activity(id="3")
    assert len(page(bob, wanted=wanted)) == 3


@examples(25)
@given(STEPS, st.sampled_from([Filter(), MINE, Filter((Condition("streams", "text", "CONTAINS", ("two",)),))]))
def test_in_whatever_order_people_write_and_read(
    bob: User, carol: User, eve: User, make_activity: Any, steps: list[str], wanted: Filter
) -> None:
    """What is kept is never another page than one that is made anew."""
    readers = {"bob": bob, "carol": carol, "eve": eve, "nobody": None}
    for number, step in enumerate(steps):
        if step in readers:
            told = page(readers[step], 3, wanted)
            memory.forget()
            assert told == page(readers[step], 3, wanted)
        elif step == "write":
            audience = Audience.public() if number % 2 else None
            make_activity(audience, id=str(number), actor={"id": ["bob", "carol"][number % 2]}, title=f"Two {number}")
        else:
            _change(step, bob)


def _change(step: str, user: User) -> None:
    newest = Activity.objects.newest_first().first()
    if newest is None:
        return
    with transaction.atomic():
        Version.bump()
        if step == "vote":
            Reaction.objects.get_or_create(entity=newest.entity, kind=Reaction.Kind.VOTE, user=user)
        else:
            newest.delete()
