"""What every request asks first is also the look whether a kept connection still answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signals import request_started
from django.db import DatabaseError, connection, transaction
from django.db.backends.signals import connection_created

from streams.models import Activity, Version, prepared
from streams.models.prepared import first_row

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def opened() -> Iterator[list[str]]:
    """A name for each connection that is opened from now on."""
    Version.current()
    names: list[str] = []

    def note(connection: Any, **_: Any) -> None:
        names.append(connection.alias)

    connection_created.connect(note)
    yield names
    connection_created.disconnect(note)


def test_one_that_ended_is_opened_again(opened: list[str]) -> None:
    number = Version.bump().number
    connection.connection.close()
    assert Version.current() == number
    assert opened == ["default"]


def test_one_that_answers_is_kept_and_asked_once(opened: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    request_started.send(None, environ={})
    asked: list[None] = []
    monkeypatch.setattr(connection, "is_usable", lambda: not asked.append(None))
    Version.current()
    assert Activity.objects.count() == 0
    assert (opened, asked) == ([], [])


def test_inside_of_a_transaction_it_is_not_opened_again(opened: list[str]) -> None:
    with pytest.raises(DatabaseError, match="nothing|nowhere"), transaction.atomic():
        first_row("nothing", "SELECT nothing FROM nowhere")
    assert opened == []
    assert Version.bump().number == Version.current()


def test_a_statement_that_is_wrong_is_said_so_after_one_more_try(opened: list[str]) -> None:
    with pytest.raises(DatabaseError, match="nothing|nowhere"):
        first_row("nothing", "SELECT nothing FROM nowhere")
    assert opened == ["default"]


def test_a_rollback_makes_it_no_harder() -> None:
    number = Version.current()
    with pytest.raises(DatabaseError), transaction.atomic():
        Version.bump()
        raise DatabaseError
    assert [Version.current(), Version.current()] == [number, number]


def test_an_empty_table_has_no_first_row() -> None:
    assert first_row("seventh", "SELECT number, settled FROM streams_version WHERE id = 7") is None


def test_without_prepared_statements_it_is_asked_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "_may_prepare", lambda driver: False)
    number = Version.bump().number
    assert Version.current() == number
