"""What is remembered of a source's polls: each that brought something or ended otherwise, and few of them."""

from __future__ import annotations

from typing import Any

import pytest

from streams.models import Poll, Provider
from streams.models.poll import KEPT
from streams.polling import give_up, take
from streams.providers.base import Batch, ProviderError
from tests.polling.sources import entry, polled, says


def rows() -> list[tuple[str, int, int, str]]:
    """The latest first: outcome, documents, times, message."""
    return list(Poll.objects.values_list("outcome", "documents", "times", "message"))


def test_a_poll_that_brought_something_is_a_row(source: Provider) -> None:
    says(Batch([entry("a"), entry("b")], {}))
    polled(source)
    polled(source)
    assert rows() == [("ok", 2, 1, ""), ("ok", 2, 1, "")]


def test_polls_that_bring_nothing_share_one(source: Provider) -> None:
    says()
    for _ in range(3):
        polled(source)
    (row,) = Poll.objects.all()
    assert (row.times, row.outcome) == (3, "ok")
    assert row.began <= row.ended


def test_so_do_failures_that_are_alike_and_no_others(source: Provider) -> None:
    for error in ("Down.", "Down.", "Up, but odd."):
        says(ProviderError(error, code="broken"))
        polled(source)
    says()
    polled(source)
    assert rows() == [("ok", 0, 1, ""), ("failed", 0, 1, "Up, but odd."), ("failed", 0, 2, "Down.")]
    assert set(Poll.objects.filter(outcome="failed").values_list("code", flat=True)) == {"broken"}


def test_one_that_asks_to_wait_has_not_failed(source: Provider) -> None:
    says(ProviderError("Slow down.", retry_after=60))
    polled(source)
    assert rows() == [("throttled", 0, 1, "Slow down.")]


def test_one_that_does_not_answer_is_told_of(source: Provider) -> None:
    taken = take(source.pk)
    assert taken
    give_up(taken)
    assert rows() == [("failed", 0, 1, "It did not answer for 3 minutes.")]


def test_only_the_latest_are_kept(source: Provider, make_source: Any) -> None:
    other = make_source("other")
    says(key="other")
    polled(other)
    for number in range(KEPT + 5):
        says(ProviderError(f"Error {number}"))
        polled(source)
    assert Poll.objects.filter(provider=source).count() == KEPT
    assert Poll.objects.first().message == f"Error {KEPT + 4}"  # type: ignore[union-attr]
    assert Poll.objects.filter(provider=other).count() == 1


@pytest.mark.parametrize("polls", [1, 5])
def test_what_brought_nothing_costs_one_statement(source: Provider, polls: int, django_assert_num_queries: Any) -> None:
    says()
    for _ in range(polls):
        polled(source)
    with django_assert_num_queries(1):
        _again(source)


def _again(source: Provider) -> None:
    row = Poll(provider=source, began=source.next_poll, ended=source.next_poll, milliseconds=1, outcome="ok")
    Poll.objects.note(row)
