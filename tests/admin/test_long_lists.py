"""Lists that grow with use: paged, narrowed and searched without ever being counted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext

from streams.admin import paging
from streams.models import ActionRun, Activity, Comment, Delivery, Reaction
from tests.admin.conftest import Console
from tests.admin.rows import make

MOMENTS = {ActionRun: "created", Comment: "created", Delivery: "received", Reaction: "created"}
FIRST = datetime(2026, 3, 1, 12, tzinfo=UTC)

each = pytest.mark.parametrize("model", MOMENTS, ids=lambda model: model.__name__)


def rows(model: Any, count: int) -> list[Any]:
    """A day apart, the oldest first."""
    made = make(model, count)
    for number, row in enumerate(made):
        model.objects.filter(pk=row.pk).update(**{MOMENTS[model]: FIRST + timedelta(days=number)})
    return made


def page(console: Console, model: Any, **query: Any) -> Any:
    return console.list(model._meta.model_name, **query).context["cl"]


def pages(console: Console, model: Any, **query: Any) -> list[list[Any]]:
    listed = page(console, model, **query)
    found = [listed.result_list]
    while listed.older:
        address = f"/admin/streams/{model._meta.model_name}/{listed.older}"
        listed = console.client.get(address).context["cl"]
        found.append(listed.result_list)
    return found


@pytest.fixture
def of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    for model in MOMENTS:
        monkeypatch.setattr(type(admin.site.get_model_admin(model)), "list_per_page", 2)


def test_these_are_the_lists_that_grow() -> None:
    long = {model for model, shown in admin.site._registry.items() if isinstance(shown, paging.Long)}
    assert long == {*MOMENTS, Activity}


@each
def test_an_index_has_the_order_of_the_list(model: Any) -> None:
    assert [f"-{MOMENTS[model]}", "-id"] in [index.fields for index in model._meta.indexes]


@each
@pytest.mark.usefixtures("of_two")
def test_older_ones_are_on_the_next_pages(model: Any, console: Console) -> None:
    first, second, third, fourth, fifth = rows(model, 5)
    assert pages(console, model) == [[fifth, fourth], [third, second], [first]]


@each
@pytest.mark.usefixtures("of_two")
def test_rows_of_one_moment_are_each_listed_once(model: Any, console: Console) -> None:
    made = rows(model, 5)
    model.objects.update(**{MOMENTS[model]: FIRST})
    listed = [row for some in pages(console, model) for row in some]
    assert listed == sorted(made, key=lambda row: -row.pk)


@each
def test_it_is_narrowed_by_day(model: Any, console: Console) -> None:
    _, second, third, _ = rows(model, 4)
    assert page(console, model, since="2026-03-02", until="2026-03-03").result_list == [third, second]


@pytest.mark.parametrize("model", [ActionRun, Comment, Reaction], ids=lambda model: model.__name__)
def test_it_is_narrowed_by_person(model: Any, console: Console) -> None:
    mine, _ = rows(model, 2)
    assert page(console, model, person=mine.user.username).result_list == [mine]
    assert page(console, model, person="nobody\0").result_list == []


def test_a_person_is_found_in_the_audit_when_the_account_is_gone(console: Console) -> None:
    (run,) = rows(ActionRun, 1)
    run.user.delete()
    assert page(console, ActionRun, person=run.username).result_list == [run]


def test_deliveries_are_narrowed_by_event(console: Console) -> None:
    one, _ = rows(Delivery, 2)
    assert page(console, Delivery, event=one.event).result_list == [one]


@each
def test_a_page_that_comes_out_short_says_how_far_it_looked(
    model: Any, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "LOOKED_AT", 2)
    first = rows(model, 5)[0]
    sought = first.delivery_id if model is Delivery else first.entity if model is Reaction else first.user.username
    answer = console.list(model._meta.model_name, q=sought)
    assert answer.context["cl"].result_list == []
    assert "Looked through everything since" in answer.content.decode()
    assert "Look further back" in answer.content.decode()
    assert [row for some in pages(console, model, q=sought) for row in some] == [first]


def test_what_an_index_leads_to_is_found_at_once_however_old(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "LOOKED_AT", 2)
    first = rows(ActionRun, 5)[0]
    ActionRun.objects.filter(pk=first.pk).update(action="merge", state="failed")
    assert page(console, ActionRun, action="merge").result_list == [first]
    assert page(console, ActionRun, state__exact="failed").result_list == [first]
    assert page(console, ActionRun, person=first.username, action="merge", state__exact="failed").result_list == [first]


@each
@pytest.mark.usefixtures("of_two")
def test_it_is_never_counted_nor_looked_through(model: Any, console: Console) -> None:
    rows(model, 5)
    with CaptureQueriesContext(connection) as queries:
        page(console, model, q="a", since="2026-03-02")
    said = [query["sql"] for query in queries if model._meta.db_table in query["sql"]]
    assert said
    assert not [
        sql for sql in said if "COUNT(" in sql or "DISTINCT" in sql or "LIMIT" not in sql and " IN (" not in sql
    ]


@each
def test_nonsense_in_the_address_leads_back_to_the_list(model: Any, console: Console) -> None:
    for nonsense in ({"before": "nonsense"}, {"since": "yesterday"}, {"until": "9999-12-31"}):
        assert console.list(model._meta.model_name, **nonsense)["Location"].endswith("?e=1")


@pytest.mark.usefixtures("of_two")
def test_the_audit_is_exported_over_all_its_pages(console: Console) -> None:
    rows(ActionRun, 5)
    button = console.list("actionrun").content.decode()
    assert "Export all of these as CSV" in button
    first = page(console, ActionRun).result_list[0]
    answer = console.run("actionrun", "export", first.pk, select_across="1")
    assert len(b"".join(answer.streaming_content).splitlines()) == 6
