"""The list of activities: found, narrowed and paged without ever being counted."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from streams.admin import browsing
from streams.models import Activity, Audience, Kind, Provider
from streams.service import post
from tests.admin.conftest import Console
from tests.documents import make_document


def shown(console: Console, **query: Any) -> list[str]:
    return [activity.title for activity in page(console, **query).result_list]


def page(console: Console, **query: Any) -> Any:
    return console.list("activity", **query).context["cl"]


@pytest.fixture
def deploys(make_activity: Any) -> list[Activity]:
    """Five of them, an hour apart; the first is the oldest."""
    return [
        make_activity(id=f"https://deploys.example.com/{n}", title=f"Deploy {n}", published=f"2026-11-2{n}T23:30:00Z")
        for n in range(5)
    ]


@pytest.mark.parametrize("words", ["payments", "payments 4.2", "PAYMENTS"])
def test_it_is_found_by_words_of_it(words: str, activity: Activity, console: Console) -> None:
    assert page(console, q=words).result_list == [activity]


def test_all_words_must_be_in_it(activity: Activity, console: Console) -> None:
    assert page(console, q="payments marmalade").result_list == []


def test_it_is_found_by_either_of_its_ids(activity: Activity, console: Console) -> None:
    assert page(console, q=str(activity.uid)).result_list == [activity]
    assert page(console, q=activity.foreign_id).result_list == [activity]


def test_a_word_with_a_digit_is_still_a_word(deploys: list[Activity], console: Console) -> None:
    assert shown(console, q="3") == ["Deploy 3"]


def test_it_is_found_by_its_issue(make_activity: Any, console: Console) -> None:
    make_activity(title="Another", id="https://deploys.example.com/1")
    make_activity(title="Fixed", target={"objectType": "issue", "id": "PAY-42"}, id="https://deploys.example.com/2")
    assert shown(console, q="pay-42") == ["Fixed"]


@pytest.mark.parametrize("odd", ["\0", "%", "'; --", "a" * 5000, "  "])
def test_any_words_may_be_typed(odd: str, activity: Activity, console: Console) -> None:
    assert console.list("activity", q=odd).status_code in {200, 302}


def test_narrowed_by_source_and_kind(activity: Activity, console: Console) -> None:
    kind = activity.kind
    chosen = {"source": kind.provider_key, "kind": f"{kind.object_type}:{kind.verb}"}
    Kind.objects.create(provider_key=kind.provider_key, verb="burn", object_type="bridge")
    assert page(console, **chosen).result_list == [activity]
    assert page(console, **{**chosen, "kind": "bridge:burn"}).result_list == []
    Provider.objects.create(key="other", backend="git", name="Other", audience=activity.audience)
    assert page(console, source="other").result_list == []


def test_narrowed_to_a_source_that_is_gone(activity: Activity, console: Console) -> None:
    Provider.objects.all().delete()
    answer = console.list("activity", source="source")
    assert answer.context["cl"].result_list == [activity]
    assert "source (gone)" in answer.content.decode()


def test_narrowed_by_application(activity: Activity, alice: User, console: Console) -> None:
    posted = post(make_document(), alice)
    assert page(console, application=posted.application_id).result_list == [posted]
    assert page(console, application=0).result_list == []


def test_narrowed_by_audience(make_activity: Any, bob: User, console: Console) -> None:
    make_activity(title="For the team")
    his = Audience.of_person(bob)
    make_activity(title="For Bob", audience=his, id="https://deploys.example.com/2")
    assert shown(console, audience=his.pk) == ["For Bob"]
    assert shown(console, audience="nonsense") == []


def test_narrowed_by_person_and_project(make_activity: Any, console: Console) -> None:
    make_activity(title="Hers", project="PAY")
    make_activity(title="His", actor={"id": "jun"}, id="https://deploys.example.com/2")
    assert shown(console, person="jun") == ["His"]
    assert shown(console, project="PAY") == ["Hers"]
    assert shown(console, person="jun", project="PAY") == []


def test_narrowed_by_days_of_the_server_s_zone(deploys: list[Activity], console: Console, settings: Any) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    # Half past eleven in the evening in Greenwich is the next day in Berlin.
    assert shown(console, since="2026-11-23", until="2026-11-24") == ["Deploy 3", "Deploy 2"]


@pytest.mark.parametrize("query", [{"since": "yesterday"}, {"until": "9999-12-31"}, {"before": "nonsense"}])
def test_nonsense_in_the_address_leads_back_to_the_list(
    query: dict[str, str], activity: Activity, console: Console
) -> None:
    answer = console.list("activity", **query)
    assert answer.status_code == 302
    assert answer["Location"].endswith("?e=1")


def test_older_ones_are_on_the_next_pages(
    deploys: list[Activity], console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streams.admin.activity.ActivityAdmin.list_per_page", 2)
    seen, address = [], "?"
    while address:
        listed = console.client.get("/admin/streams/activity/" + address).context["cl"]
        seen.append([activity.title for activity in listed.result_list])
        address = listed.older
    assert seen == [["Deploy 4", "Deploy 3"], ["Deploy 2", "Deploy 1"], ["Deploy 0"]]


def test_another_filter_starts_at_the_newest_again(
    deploys: list[Activity], console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streams.admin.activity.ActivityAdmin.list_per_page", 2)
    answer = console.client.get("/admin/streams/activity/" + page(console).older)
    assert "before=" not in answer.context["cl"].get_query_string({"source": "source"})
    assert answer.context["cl"].older.startswith("?before=")


def test_a_page_that_comes_out_short_says_how_far_it_looked(
    deploys: list[Activity], console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streams.feed.query.BUDGET", 2)
    monkeypatch.setattr(browsing, "READS", 1)
    answer = console.list("activity", q="0")
    assert answer.context["cl"].result_list == []
    assert "Looked through everything since" in answer.content.decode()
    assert "Look further back" in answer.content.decode()


def test_the_table_is_never_counted(deploys: list[Activity], console: Console) -> None:
    with CaptureQueriesContext(connection) as queries:
        console.list("activity", q="deploy", source="source")
    said = [query["sql"] for query in queries if "streams_activity" in query["sql"]]
    assert said
    assert not [sql for sql in said if "COUNT(*) AS" in sql or "OFFSET" in sql and "CASE" not in sql]


def test_looking_ten_times_as_far_is_one_statement_more(
    deploys: list[Activity], console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("streams.feed.query.BUDGET", 1)
    with CaptureQueriesContext(connection) as queries:
        found = shown(console, person=deploys[0].actor_username, q="0")
    assert found == ["Deploy 0"]
    assert len([query for query in queries if "is_end" in query["sql"]]) == 2
