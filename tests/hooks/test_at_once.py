"""The same delivery twice at the same moment, on whichever database is configured."""

from __future__ import annotations

from typing import Any

import pytest

from streams.models import Activity, Delivery, Provider
from tests.hooks.conftest import Sender
from tests.hooks.payloads import push
from tests.threads import InThreads

pytestmark = pytest.mark.django_db(transaction=True)


def test_twins_are_one_delivery(github: Provider, in_threads: InThreads) -> None:
    answers = in_threads(lambda _: Sender().github("push", push("x")), list(range(8)))
    assert {answer.status_code for answer in answers} == {200}
    outcomes = [answer.json()["outcome"] for answer in answers]
    assert sorted(outcomes) == ["duplicate"] * 7 + ["stored"]
    assert (Delivery.objects.count(), Activity.objects.count()) == (1, 1)


def test_different_deliveries_are_all_stored(github: Provider, in_threads: InThreads) -> None:
    def deliver(number: int) -> Any:
        return Sender().github("push", push("x", pushed_at=1767323045 + number), delivery=str(number))

    answers = in_threads(deliver, list(range(8)))
    assert {answer.json()["outcome"] for answer in answers} == {"stored"}
    assert Activity.objects.count() == 8
