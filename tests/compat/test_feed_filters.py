"""The original's feed: filters that real clients send, and what nobody understands (contract.md §1.3, §2 and §8)."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.models import Activity
from tests.compat.test_feed import URL, ids
from tests.conftest import Api
from tests.examples import examples
from tests.feeds import parsed, values


@pytest.mark.parametrize(
    "query",
    [
        "activity+IS+issue:update",
        "streams=key",
        "streams=nonsense+IS+x",
        "streams=nonsense+is+x",
        "streams=key+IS+NO-SUCH",
        "streams=user+IS+nobody",
        "wiki@7f1c=activity+IS+NOT+*",
        "timeout=1&timeout.test=x&use-accept-lang=true&application=x",
        "cursor=rubbish",
        "=&&&=;",
        "format=json&limit=5",
    ],
)
def test_trap_junk_and_unknown_values_are_200(as_bob: Api, activity: Activity, query: str) -> None:
    assert as_bob.get(f"{URL}?{query}").status_code == 200


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("streams=key+IS+CONF+OR+PAY", 1),
        ("key=PAY", 1),
        ("key=NO-SUCH", 0),
        ("filter=&itemKey=PAY-42", 0),
        ("filter=&itemKey=", 1),
        ("streams=user+IS+evans%5C_ye", 1),
        ("filterUser=evans_ye", 1),
        ("source=activity+IS+file:post", 1),
        ("source=activity+IS+file%3Apost", 1),
        ("source=activity+NOT+file:post", 0),
        ("streams=update-date+BETWEEN+1767300000000+1767400000000", 1),
        ("minDate=1767300000000&maxDate=1767300000001", 0),
    ],
)
def test_filters_that_real_clients_send(as_bob: Api, make_activity: Any, query: str, shown: int) -> None:
    make_activity(project="PAY", actor={"id": "evans_ye", "displayName": "Evans"}, published="2026-01-02T03:04:05Z")
    assert len(ids(as_bob, query)) == shown


def test_trap_an_unescaped_underscore_is_a_space(as_bob: Api, make_activity: Any) -> None:
    make_activity(actor={"id": "evans_ye", "displayName": "Evans"})
    assert ids(as_bob, "streams=user+IS+evans_ye") == []


def test_trap_not_and_a_star_are_values_and_silence_their_source_alone(as_bob: Api, activity: Activity) -> None:
    assert len(ids(as_bob, "wiki@7f1c=activity+IS+NOT+*")) == 1
    assert ids(as_bob, "source=activity+IS+NOT+*") == []


@pytest.mark.parametrize("query", ["streams=user+is+x", "streams=user+LIKE+x", "source=activity+like+x"])
def test_bug_an_operator_that_there_is_not_is_a_readable_400_and_not_a_500(
    as_bob: Api, activity: Activity, query: str
) -> None:
    response = as_bob.get(f"{URL}?{query}")
    assert (response.status_code, response["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert b"unknown operator" in response.content


def test_a_page_is_full_although_what_matches_lies_far_apart(as_bob: Api, make_activity: Any, monkeypatch: Any) -> None:
    for n in range(9):
        make_activity(id=str(n), title="Rare" if n % 4 == 0 else "Often", published=f"2026-01-02T03:{n:02}:00Z")
    monkeypatch.setattr("streams.feed.query.BUDGET", 2)
    query = "streams=text+CONTAINS+rare"
    assert len(ids(as_bob, f"{query}&maxResults=2")) == 2
    assert len(ids(as_bob, query)) == 3


def test_bug_a_bad_date_harms_nobody_else(as_bob: Api, activity: Activity) -> None:
    assert as_bob.get(f"{URL}?streams=update-date+AFTER+yesterday").status_code == 200
    assert len(ids(as_bob)) == 1


def test_bug_what_was_dropped_is_said_in_a_header_and_in_the_feed(as_bob: Api) -> None:
    response = as_bob.get(f"{URL}?streams=key")
    assert response["X-Streams-Warning"] == "streams; incomplete; 0"
    assert values(parsed(response), "//*[local-name()='warning']/@parameter") == ["streams"]


def test_of_too_many_sources_the_first_count_and_the_rest_is_said(as_bob: Api, activity: Activity) -> None:
    many = [f"x{number}" for number in range(100)]
    response = as_bob.get(f"{URL}?providers={'+'.join([*many, 'source'])}")
    assert values(parsed(response), "//*[local-name()='warning'][@code='too_many_values']/@parameter") == ["providers"]
    assert ids(as_bob, f"providers={'+'.join([*many, 'source'])}") == []
    assert len(ids(as_bob, f"providers={'+'.join(['source', *many])}")) == 1


def test_a_warning_never_breaks_the_headers(as_bob: Api) -> None:
    response = as_bob.get(f"{URL}?" + "&".join(f"{quote('ä' * 200 + chr(10) + str(n))}=x" for n in range(20)))
    assert (response.status_code, len(response["X-Streams-Warning"]) < 8000) == (200, True)


TEXT = st.text(max_size=30)
NAME = st.one_of(
    TEXT,
    st.sampled_from(["streams", "maxResults", "providers", "module", "title", "cursor", "source", "key", "minDate"]),
)
VALUE = st.one_of(
    TEXT,
    st.from_regex(r"(key|user|update-date|activity|text) (IS|NOT|BEFORE|BETWEEN|CONTAINS) [^&]{0,20}", fullmatch=True),
    st.integers().map(str),
)


@examples(80)
@given(st.lists(st.tuples(NAME, VALUE), max_size=5))
def test_any_query_at_all_is_answered_with_valid_xml_or_a_400(
    as_bob: Api, activity: Activity, pairs: list[tuple[str, str]]
) -> None:
    query = "&".join(f"{quote(name, errors='replace')}={quote(value, errors='replace')}" for name, value in pairs)
    response = as_bob.get(f"{URL}?{query}")
    assert response.status_code in {200, 400}
    assert response.status_code == 400 or parsed(response) is not None
