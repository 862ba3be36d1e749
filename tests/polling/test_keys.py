"""What a source calls its projects."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from streams.models import Provider, Version
from streams.polling.keys import MOST_KEYS
from streams.providers.base import ProviderError
from tests.polling.sources import Scripted, polled, says

NAMED = {"PAY": "Payments", "OPS": "Operations"}


def name(keys: Any) -> list[int]:
    """From now on; returns the list that tells how often it was asked."""
    asked: list[int] = []

    def named() -> Any:
        asked.append(1)
        if isinstance(keys, Exception):
            raise keys
        return keys

    Scripted.named = staticmethod(named)
    return asked


def test_they_come_with_the_first_poll_that_went_well(source: Provider) -> None:
    name(NAMED)
    says(ProviderError("Down."))
    assert polled(source).keys == {}
    says()
    assert polled(source).keys == NAMED


def test_they_are_asked_once_a_day(source: Provider, let_pass: Any) -> None:
    asked = name(NAMED)
    for hours in (0, 23, 2):
        let_pass(hours=hours)
        polled(source)
    assert len(asked) == 2


@pytest.mark.parametrize("problem", [ProviderError("You may not list projects."), ValueError("broken"), "no mapping"])
def test_what_goes_wrong_with_them_fails_no_poll(source: Provider, problem: Any, caplog: Any) -> None:
    Provider.objects.update(keys=NAMED)
    asked = name(problem)
    after = polled(polled(source))
    assert (after.failures, after.message, after.keys, len(asked)) == (0, "", NAMED, 1)
    assert "did not name its keys" in caplog.text


def test_readers_are_told_when_they_change(source: Provider, let_pass: Any) -> None:
    name(NAMED)
    versions = [Version.current()]
    for _ in range(2):
        polled(source)
        versions.append(Version.current())
        let_pass(days=2)
        # Meanwhile it was heard of.
        Provider.objects.update(last_ok=timezone.now())
    assert versions[0] < versions[1] == versions[2]


def test_a_source_with_very_many_names_the_first(source: Provider) -> None:
    name({f"P{number}": "Project" for number in range(MOST_KEYS + 5)})
    keys = polled(source).keys
    assert len(keys) == MOST_KEYS
    assert "P0" in keys
