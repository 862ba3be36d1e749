"""However many rows there are, each page of the admin asks as many queries: those of every noun it has."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from streams import memory
from tests.admin.conftest import Console
from tests.admin.rows import MAKERS, make, nouns

MANY = 100


def test_every_noun_has_rows_to_be_counted_with() -> None:
    assert MAKERS.keys() == set(nouns())


def test_a_list_costs_the_same_with_one_row_and_with_a_hundred(console: Console) -> None:
    make_of_each(1)
    one = {model: queries(console, listed(model)) for model in nouns()}
    make_of_each(MANY - 1)
    assert {model: queries(console, listed(model)) for model in nouns()} == one


# Inside a transaction nothing is remembered by a number.
@pytest.mark.django_db(transaction=True)
def test_so_does_the_page_of_one(console: Console) -> None:
    first = {model: make(model)[0] for model in nouns()}
    one = {model: queries(console, changed(model, row)) for model, row in first.items()}
    make_of_each(MANY // 5)
    assert {model: queries(console, changed(model, row)) for model, row in first.items()} == one


def test_and_adding_one(console: Console, alice: User) -> None:
    addresses = [_reverse(model, "add") for model in nouns()]
    one = {address: queries(console, address) for address in addresses}
    make_of_each(MANY // 5)
    assert {address: queries(console, address) for address in addresses} == one


def make_of_each(count: int) -> None:
    for model in nouns():
        make(model, count)


def listed(model: Any) -> str:
    return _reverse(model, "changelist")


def changed(model: Any, row: Any) -> str:
    return _reverse(model, "change", row.pk)


def _reverse(model: Any, page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def queries(console: Console, address: str) -> int:
    """Of a process that has been asked before, but not since the latest write."""
    console.client.get(address)
    memory.forget()
    with CaptureQueriesContext(connection) as asked:
        assert console.client.get(address).status_code in {200, 403}
    return len(asked)
