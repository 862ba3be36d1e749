"""One worker at a time: what becomes of one that comes back after another has taken over."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from streams import polling
from streams.models import Activity, Audience, Provider
from streams.polling.lease import LEASE
from streams.providers.base import Batch
from tests.conftest import Api
from tests.polling.sources import entry, poll_due, says


def names() -> list[str]:
    return sorted(Activity.objects.values_list("foreign_id", flat=True))


def test_who_comes_back_too_late_stores_nothing_and_takes_nothing_back(source: Provider) -> None:
    others = timezone.now() + timedelta(hours=1)

    def another_takes_over() -> None:
        Provider.objects.update(lease_until=others, cursor={"theirs": 1})

    says(Batch([entry("1")], {"at": 1}), another_takes_over, Batch([entry("2")], {"at": 2}))
    poll_due()
    after = Provider.objects.get()
    assert (names(), after.cursor, after.lease_until) == (["1"], {"theirs": 1}, others)
    assert after.failures == 0


def test_a_source_that_is_switched_off_meanwhile_brings_nothing_more(source: Provider) -> None:
    says(Batch([entry("1")], {"at": 1}), lambda: Provider.objects.update(enabled=False), Batch([entry("2")], {"at": 2}))
    poll_due()
    after = Provider.objects.get()
    assert (names(), after.cursor, after.lease_until) == (["1"], {"at": 1}, None)


def test_a_source_that_is_hidden_meanwhile_shows_nothing_more_to_those_who_saw_it(
    source: Provider, as_bob: Api, alice: Any
) -> None:
    board = Audience.of_group(Group.objects.create(name="board"))
    says(
        Batch([entry("1")], {"at": 1}), lambda: Provider.objects.update(audience=board), Batch([entry("2")], {"at": 2})
    )
    poll_due()
    assert [item["object"]["id"] for item in as_bob.items()] == ["1"]
    says(Batch([entry("2")], {"at": 2}))
    poll_due()
    assert names() == ["1", "2"]
    assert [item["object"]["id"] for item in as_bob.items()] == ["1"]


def test_a_source_that_is_deleted_meanwhile_is_gone_for_good(source: Provider, caplog: Any) -> None:
    says(lambda: Provider.objects.all().delete(), Batch([entry("1")], {"at": 1}))
    poll_due()
    assert not Provider.objects.exists()
    assert names() == []


def test_whoever_is_interrupted_gives_the_lease_back(source: Provider) -> None:
    says(Batch([entry("1")], {"at": 1}), KeyboardInterrupt())  # type: ignore[arg-type]
    with pytest.raises(KeyboardInterrupt):
        poll_due()
    after = Provider.objects.get()
    assert (after.cursor, after.lease_until, after.failures) == ({"at": 1}, None, 0)
    assert polling.due() == [after.pk]


def test_each_batch_renews_the_lease(source: Provider, let_pass: Any) -> None:
    left: list[timedelta] = []

    def look() -> None:
        left.append(Provider.objects.get().lease_until - timezone.now())  # type: ignore[operator]

    says(lambda: let_pass(minutes=2), Batch([], {}), look)
    taken = polling.take(source.pk)
    assert taken
    polling.poll(taken)
    assert left[0] > LEASE - timedelta(minutes=1)


def test_one_that_is_given_up_fails_and_its_answer_comes_too_late(source: Provider) -> None:
    taken = polling.take(source.pk)
    assert taken
    says(lambda: polling.give_up(taken), Batch([entry("1")], {"at": 1}))
    polling.poll(taken)
    after = Provider.objects.get()
    assert (after.failures, after.message) == (1, "It did not answer for 3 minutes.")
    assert (names(), after.cursor, after.lease_until) == ([], {}, None)
    assert after.next_poll > timezone.now()
