"""A source's past, bit by bit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from streams.models import Activity, Backfill, Provider
from streams.polling import backfill
from streams.providers.base import Batch, ProviderError
from tests.polling.sources import Scripted, entry, poll_due, says, tells_its_past

SINCE = datetime(2020, 1, 1, tzinfo=UTC)


def old(year: int) -> dict[str, Any]:
    return entry(str(year), published=f"{year}-06-01T12:00:00Z")


def of(source: Provider) -> Backfill:
    return Backfill.objects.get(provider=source)


def stepped(source: Provider) -> Backfill:
    """As it is after each step that is due now."""
    for pk in backfill.due():
        backfill.step_in_turn(pk)
    return of(source)


def names() -> list[str]:
    return sorted(Activity.objects.values_list("foreign_id", flat=True))


def test_it_reads_the_past_and_says_how_far_it_is(source: Provider) -> None:
    tells_its_past(Batch([old(2024), old(2023)], {"at": 2}, total=3), Batch([old(2022)], {"at": 3}, total=3))
    assert backfill.start(source, SINCE).state == "running"
    after = stepped(source)
    assert (after.state, after.documents, after.total) == ("finished", 3, 3)
    assert after.oldest == datetime(2022, 6, 1, 12, tzinfo=UTC)
    assert names() == ["2022", "2023", "2024"]


def test_its_cursor_is_not_that_of_the_polls(source: Provider) -> None:
    says(Batch([entry("new")], {"new": 1}))
    tells_its_past(Batch([old(2024)], {"old": 1}))
    backfill.start(source)
    poll_due()
    after = stepped(source)
    assert (Provider.objects.get().cursor, after.cursor) == ({"new": 1}, {"old": 1})


def test_the_source_is_told_how_far_back(source: Provider) -> None:
    asked = []

    def past(cursor: dict[str, Any], since: datetime) -> Iterator[Batch]:
        asked.append((cursor, since))
        return iter(())

    Scripted.past = staticmethod(past)
    backfill.start(source, SINCE)
    stepped(source)
    assert asked == [({}, SINCE)]


def numbers(cursor: dict[str, Any], since: datetime) -> Iterator[Batch]:
    """Ten documents, one in a batch, from where the cursor is."""
    begins = cursor.get("at", 0)
    for number in range(begins, 10):
        yield Batch([entry(str(number), published="2024-06-01T12:00:00Z")], {"at": number + 1}, total=10 - begins)


def test_a_step_is_small_and_the_next_goes_on(source: Provider, let_pass: Any) -> None:
    def slow(cursor: dict[str, Any], since: datetime) -> Iterator[Batch]:
        for batch in numbers(cursor, since):
            let_pass(seconds=4)
            yield batch

    Scripted.past = staticmethod(slow)
    backfill.start(source)
    seen = []
    while not seen or seen[-1][0] == "running":
        after = stepped(source)
        seen.append((after.state, after.documents, after.total))
    assert seen == [("running", 3, 10), ("running", 6, 10), ("running", 9, 10), ("finished", 10, 10)]


def test_stopped_it_stores_nothing_more_and_goes_on_where_it_was(source: Provider) -> None:
    tells_its_past(Batch([old(2024)], {"at": 1}), lambda: backfill.stop(source), Batch([old(2023)], {"at": 2}))
    backfill.start(source, SINCE)
    after = stepped(source)
    assert (after.state, after.cursor, after.lease_until, names()) == ("stopped", {"at": 1}, None, ["2024"])
    assert backfill.due() == []
    assert backfill.start(source).cursor == {"at": 1}
    assert of(source).since == SINCE


def test_with_another_end_it_begins_anew_and_doubles_nothing(source: Provider) -> None:
    Scripted.past = staticmethod(numbers)
    backfill.start(source, SINCE)
    assert stepped(source).state == "finished"
    anew = backfill.start(source, SINCE - timedelta(days=365))
    assert (anew.cursor, anew.documents, anew.state) == ({}, 0, "running")
    assert stepped(source).documents == 10
    assert Activity.objects.count() == 10


def test_begun_anew_it_is_taken_from_who_reads_it(source: Provider) -> None:
    def begin_anew() -> None:
        backfill.start(source, SINCE - timedelta(days=1))

    tells_its_past(Batch([old(2024)], {"at": 1}), begin_anew, Batch([old(2023)], {"at": 2}))
    backfill.start(source, SINCE)
    after = stepped(source)
    assert (after.cursor, after.documents, names()) == ({}, 0, ["2024"])


def test_a_source_that_does_not_heed_the_end_is_not_followed_to_its_beginning(source: Provider) -> None:
    tells_its_past(*(Batch([old(year)], {"at": year}) for year in range(2024, 1990, -1)))
    backfill.start(source, datetime(2022, 1, 1, tzinfo=UTC))
    assert stepped(source).state == "finished"
    assert names() == ["2021", "2022", "2023", "2024"]


def test_failures_are_apart_and_the_next_success_makes_up_for_them(source: Provider) -> None:
    tells_its_past(Batch([old(2024)], {"at": 1}), ProviderError("The archive is away."))
    backfill.start(source)
    after = stepped(source)
    assert (after.state, after.message, after.cursor) == ("failing", "The archive is away.", {"at": 1})
    assert timedelta(seconds=80) < after.next_step - timezone.now() <= timedelta(minutes=2)
    assert backfill.due() == []
    Backfill.objects.update(next_step=timezone.now())
    tells_its_past()
    assert (stepped(source).state, of(source).failures, of(source).message) == ("finished", 0, "")


def test_a_past_that_fails_is_no_fault_of_the_polls(source: Provider) -> None:
    tells_its_past(ProviderError("The archive is away."))
    backfill.start(source)
    stepped(source)
    assert (Provider.objects.get().failures, Provider.objects.get().state(timezone.now())) == (0, "ok")


@pytest.mark.parametrize(
    "said", [ProviderError("Slow down.", retry_after=300), Batch([old(2024)], {}, pause=300)], ids=["refuses", "wishes"]
)
def test_a_source_that_wants_to_wait_is_left_alone(source: Provider, said: Any) -> None:
    tells_its_past(said, *[ProviderError("", retry_after=300)] * isinstance(said, Batch))
    backfill.start(source)
    after = stepped(source)
    assert after.state == "running"
    assert 290 < (after.next_step - timezone.now()).total_seconds() <= 300


def test_a_past_that_only_says_that_there_is_more_is_asked_ever_so_often(source: Provider, let_pass: Any) -> None:
    tells_its_past(*[lambda: let_pass(seconds=6), Batch([], {})] * 5)
    backfill.start(source)
    assert stepped(source).next_step - timezone.now() > timedelta(seconds=50)


@pytest.mark.parametrize("change", [{"enabled": False}, {"throttled_until": timezone.now() + timedelta(hours=1)}])
def test_what_is_off_or_asks_to_wait_has_no_past_read(source: Provider, change: dict[str, Any]) -> None:
    backfill.start(source)
    Provider.objects.update(**change)
    assert backfill.due() == []


def test_two_workers_never_read_one_past(source: Provider) -> None:
    row = backfill.start(source)
    assert backfill.take(row.pk) is not None
    assert backfill.take(row.pk) is None


def test_the_lease_of_a_process_that_died_runs_out(source: Provider, let_pass: Any) -> None:
    row = backfill.start(source)
    backfill.take(row.pk)
    let_pass(minutes=6)
    assert backfill.take(row.pk) is not None


def test_one_that_is_given_up_fails_and_its_answer_comes_too_late(source: Provider) -> None:
    row = backfill.take(backfill.start(source).pk)
    assert row
    tells_its_past(lambda: backfill.give_up(row), Batch([old(2024)], {"at": 1}))
    backfill.step(row)
    assert (of(source).message, of(source).cursor, names()) == ("It did not answer for 3 minutes.", {}, [])


def test_a_source_without_a_past_says_so(make_source: Any) -> None:
    with pytest.raises(ProviderError, match="needs no back-fill: its first poll reads everything"):
        backfill.start(make_source("plain", backend="polled"))
