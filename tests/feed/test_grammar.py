"""The filter language, trap by trap (contract.md §1.2 and §2)."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from streams.feed.grammar import (
    MAX_CONDITIONS,
    MAX_VALUES,
    Condition,
    Filter,
    InvalidFilter,
    escape,
    parse,
    unescape,
)


def lenient(query: str, **options: Any) -> Filter:
    return parse(QueryDict(query), strict=False, **options)


def strict(query: str, **options: Any) -> Filter:
    return parse(QueryDict(query), strict=True, **options)


def condition(query: str) -> Condition:
    (only,) = lenient(query).conditions
    return only


def codes(query: str, **options: Any) -> list[tuple[str, str, int | None]]:
    return [(one.parameter, one.code, one.position) for one in lenient(query, **options).warnings]


@given(st.text())
def test_whatever_is_escaped_comes_back(text: str) -> None:
    if "\\" not in text:
        assert unescape(escape(text)) == text
        assert " " not in escape(text)


def test_a_filter_is_an_option_an_operator_and_values() -> None:
    assert condition("streams=user+IS+ana%20jun") == Condition("streams", "user", "IS", ("ana", "jun"))


def test_an_underscore_means_a_space_unless_it_is_escaped() -> None:
    assert condition("streams=user+IS+evans_ye").values == ("evans ye",)
    assert condition("streams=user+IS+evans%5C_ye").values == ("evans_ye",)


def test_a_provider_s_key_makes_a_filter_of_that_source() -> None:
    asked = condition("wiki@7a1c=activity+IS+page:post+article%3Aupdate")
    assert asked == Condition("wiki@7a1c", "activity", "IS", ("page:post", "article:update"))


def test_words_between_values_are_values() -> None:
    assert condition("streams=key+IS+CONF+OR+CQ").values == ("CONF", "OR", "CQ")
    assert condition("wiki=activity+IS+NOT+*").values == ("NOT", "*")


def test_every_repeated_filter_counts() -> None:
    both = lenient("streams=update-date+AFTER+1320652800000&streams=update-date+BEFORE+1320998399999").conditions
    assert [one.operator for one in both] == ["AFTER", "BEFORE"]


def test_dates_are_milliseconds_and_between_takes_pairs() -> None:
    asked = condition("streams=update-date+BETWEEN+1320652800000+1320998399999+5000000000000")
    assert asked.values == ("1320652800000", "1320998399999")


def test_a_pair_with_a_bad_date_does_not_shift_the_others() -> None:
    asked = condition("streams=update-date+BETWEEN+soon+1320652800000+1320998399999+1420998399999")
    assert asked.values == ("1320998399999", "1420998399999")


def test_dates_beyond_all_calendars_are_the_last_ones() -> None:
    assert condition("streams=update-date+BEFORE+999999999999999999").values == ("253402300799999",)


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("filterUser=evans_ye", Condition("streams", "user", "IS", ("evans_ye",))),
        ("key=PAY", Condition("streams", "key", "IS", ("PAY",))),
        ("key=PAY&key=OPS", Condition("streams", "key", "IS", ("PAY", "OPS"))),
        ("filter=PAY-1", Condition("streams", "issue-key", "IS", ("PAY-1",))),
        ("itemKey=PAY-2", Condition("streams", "issue-key", "IS", ("PAY-2",))),
        ("itemKey=PAY-2&filter=PAY-1", Condition("streams", "issue-key", "IS", ("PAY-1",))),
        ("filter=&itemKey=PAY-2", Condition("streams", "issue-key", "IS", ("PAY-2",))),
        ("itemKey=PAY-2&filter=&filter=PAY-1", Condition("streams", "issue-key", "IS", ("PAY-1",))),
        ("minDate=1320652800000", Condition("streams", "update-date", "AFTER", ("1320652800000",))),
        ("maxDate=1320652800000", Condition("streams", "update-date", "BEFORE", ("1320652800000",))),
    ],
)
def test_the_original_s_older_parameters_are_understood(query: str, asked: Condition) -> None:
    assert condition(query) == asked
    with pytest.raises(InvalidFilter):
        strict(query, sources={})


def test_an_empty_older_parameter_asks_for_nothing() -> None:
    assert lenient("key=&filterUser=").conditions == ()


def test_providers_are_separated_by_spaces_and_only_the_first_value_counts() -> None:
    assert lenient("providers=issues+wiki@7a1c&providers=source").providers == {"issues", "wiki@7a1c"}
    assert lenient("providers=issues+wiki&module=wiki").providers == {"wiki"}
    assert lenient("module=wiki").providers == {"wiki"}
    assert lenient("").providers is None


def test_on_the_strict_door_no_second_value_of_providers_goes_unnoticed() -> None:
    with pytest.raises(InvalidFilter) as refused:
        strict("providers=issues&providers=wiki")
    assert [(one.parameter, one.code) for one in refused.value.notices] == [("providers", "repeated")]


@pytest.mark.parametrize(
    ("query", "notice"),
    [
        ("streams=user", ("streams", "incomplete", 0)),
        ("streams=user+IS", ("streams", "incomplete", 0)),
        ("streams=user+IS+", ("streams", "empty_value", 8)),
        ("streams=user+IS+ana++jun", ("streams", "empty_value", 12)),
        ("streams=user+is+ana", ("streams", "unknown_operator", 5)),
        ("streams=user+LIKE+ana", ("streams", "unknown_operator", 5)),
        ("streams=user+CONTAINS+ana", ("streams", "wrong_operator", 5)),
        ("streams=text+IS+ana", ("streams", "wrong_operator", 5)),
        ("streams=colour+IS+red", ("streams", "unknown_option", 0)),
        ("streams=user+IS+a%00b", ("streams", "invalid_value", 8)),
        ("streams=update-date+AFTER+today", ("streams", "invalid_date", 18)),
        ("streams=update-date+BETWEEN+1320652800000", ("streams", "unpaired_date", 20)),
        ("source=colour+IS+red", ("source", "unknown_option", 0)),
        ("%20activity+IS+issue:update=", (" activity IS issue:update", "unknown_parameter", 0)),
        ("providers=" + "+".join(["key"] * (MAX_VALUES + 1)), ("providers", "too_many_values", 4 * MAX_VALUES)),
    ],
)
def test_what_is_not_taken_is_named_with_its_place(query: str, notice: tuple[str, str, int]) -> None:
    assert codes(query) == [notice]
    with pytest.raises(InvalidFilter) as refused:
        strict(query)
    assert (refused.value.notices[0].parameter, refused.value.notices[0].code) == notice[:2]


def test_seconds_instead_of_milliseconds_are_pointed_out_but_taken() -> None:
    asked = strict("streams=update-date+AFTER+1320652800")
    assert [one.code for one in asked.warnings] == ["looks_like_seconds"]
    assert asked.conditions[0].values == ("1320652800",)


def test_a_source_that_is_not_there_is_an_unknown_parameter() -> None:
    assert codes("issus=activity+IS+issue:post", sources={"issues": {}}) == [("issus", "unknown_parameter", None)]
    assert codes("providers=issus", sources={"issues": {}}) == [("providers", "unknown_source", 0)]
    assert strict("providers=issus", sources={"issues": {}}).providers == {"issus"}


def test_a_source_that_is_not_there_is_named_where_it_stands() -> None:
    known: dict[str, Any] = {"source": {}}
    assert codes("providers=source+sour", sources=known) == [("providers", "unknown_source", 7)]
    assert codes("providers=source++x+sour+x", sources=known) == [
        ("providers", "unknown_source", 8),
        ("providers", "unknown_source", 10),
    ]
    assert codes("module=++my+wiki+", sources=known) == [("module", "unknown_source", 2)]


def test_what_the_caller_reads_itself_is_left_alone() -> None:
    assert strict("limit=5&cursor=x", known={"limit", "cursor"}) == Filter()


def test_values_that_cannot_be_read_match_nothing() -> None:
    assert condition("streams=update-date+AFTER+today").values == ()
    assert condition("streams=user+IS+").values == ()


def test_a_query_has_a_largest_size() -> None:
    many = lenient("&".join(["streams=user+IS+" + "+".join(["ana"] * 200)] * 60))
    assert len(many.conditions) == MAX_CONDITIONS
    assert {len(one.values) for one in many.conditions} == {MAX_VALUES}
    assert {one.code for one in many.warnings} == {"too_many_values", "too_many_filters"}


WORDS = ["streams", "providers", "user", "IS", "NOT", "BETWEEN", "update-date", "1", "-", "x", "key", "%00", "\\", "_"]
QUERIES = st.lists(st.sampled_from([*WORDS, "+", "=", "&", "%", "é", "\ud7ff"]), max_size=30).map("".join)


@given(st.one_of(QUERIES, st.text()))
def test_any_query_at_all_is_read_or_refused(query: str) -> None:
    params = QueryDict(query)
    assert isinstance(parse(params, strict=False), Filter)
    with contextlib.suppress(InvalidFilter):
        parse(params, strict=True)
