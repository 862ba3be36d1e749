"""Templates filled in from a delivery."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.providers.mapping import FIELDS, Mapping, MappingError, paths
from streams.publishing.document import Door, parse
from streams.publishing.problems import InvalidDocument
from streams.publishing.publish import Source, publish

PAYLOAD = {
    "id": "e1",
    "actor": {"name": "Ana", "bot": False},
    "commits": [{"message": "One", "n": 1}, {"message": "Two", "n": 2}],
    "labels": ["bug", "ui"],
    "at": "2026-01-02T03:04:05Z",
    "empty": None,
}


def told(each: str = "", only: str = "", only_is: str = "", **fields: str) -> Any:
    config = {"fields": {name.replace("__", "."): value for name, value in fields.items()}}
    return Mapping.of(config | {"each": each, "only": only, "only_is": only_is}).documents(PAYLOAD, "d1")


@pytest.mark.parametrize(
    ("template", "value"),
    [
        ("deploy", "deploy"),
        ("{actor.name}", "Ana"),
        ("{commits[1].message}", "Two"),
        ("{commits[0].n} of {commits[1].n}", "1 of 2"),
        ("{labels}", "bug, ui"),
        ("{actor.bot}", "false"),
        ("by {actor.nick?}", "by"),
        ("{ actor.name }", "Ana"),
    ],
)
def test_a_template_gives(template: str, value: str) -> None:
    (document,) = told(object__displayName=template)
    assert document["object"]["displayName"] == value


@pytest.mark.parametrize(
    "template", ["{actor}", "{commits}", "{empty}", "{commits[7].message}", "{}", "{nothing.here}"]
)
def test_what_is_no_text_is_a_problem_unless_it_may_be_missing(template: str) -> None:
    with pytest.raises(MappingError, match="there is no text at"):
        told(verb=template)
    (document,) = told(verb=template.replace("}", "?}"))
    assert "verb" not in document


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(MappingError) as error:
        told(verb="{a}", title="{b}", url="ftp://x")
    assert len(error.value.problems) == 3


def test_one_activity_for_each_element_of_a_list() -> None:
    documents = told(each="commits", title="{actor.name}: {item.message}")
    assert [(one["id"], one["title"]) for one in documents] == [("d1#0", "Ana: One"), ("d1#1", "Ana: Two")]


def test_other_deliveries_are_left_out() -> None:
    assert told(only="{actor.name}", only_is="Bob", verb="x") is None
    assert told(only="{actor.name}", only_is="Ana", verb="x")


def test_without_an_id_the_delivery_s_own_counts() -> None:
    assert told(verb="x")[0]["id"] == "d1"
    assert told(id="{id}")[0]["id"] == "e1"


@pytest.mark.parametrize("field", ["id", "object__id"])
def test_a_stranger_s_words_cannot_name_another_source_s_thing(field: str, make_hook: Any, db: None) -> None:
    source = make_hook("webhook")
    documents = told(**{field: "provider:7:acme/payments#12", "verb": "x"})
    activity = publish(documents, Source(Door.PROVIDER, source, source.audience))[0].activity
    assert activity.entity == f"provider:{source.pk}:webhook:provider:7:acme/payments#12"


def test_categories_are_parted_by_commas() -> None:
    assert told(categories="deploy, {labels}")[0]["categories"] == ["deploy", "bug", "ui"]


def test_paths_lead_to_every_value_of_a_sample() -> None:
    found = paths({"a": {"b": [1, {"c": "x"}]}, "d.e": 1, "f": None})
    assert found == {"a.b[0]": "1", "a.b[1].c": "x"}


JSON: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=300),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("ab.[]0", max_size=3), inner, max_size=4),
    max_leaves=12,
)
TEMPLATE = st.text(st.sampled_from("{}ab.[]0? <b>"), max_size=20)


@given(st.dictionaries(st.sampled_from("ab"), JSON), st.dictionaries(st.sampled_from(sorted(FIELDS)), TEMPLATE))
def test_any_mapping_of_anything_is_a_document_or_a_reason(payload: Any, fields: dict[str, str]) -> None:
    try:
        documents = Mapping.of({"fields": fields}).documents(payload, "d1")
    except MappingError as error:
        assert all(error.problems)
        return
    for document in documents or []:
        try:
            parse(document, Door.PROVIDER)
        except InvalidDocument as error:
            # A verb with a slash is the one thing that only the write door knows.
            assert {problem.code for problem in error.problems} <= {"invalid_term"}, error
