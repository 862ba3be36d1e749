"""A stored activity says what its document said: restated and posted again, it changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from hypothesis import given
from hypothesis import strategies as st

from streams import service
from streams.models import Activity, Viewer
from streams.publishing.document import Door
from streams.publishing.restating import merged, restate, with_proper_names
from tests.documents import make_document
from tests.examples import examples
from tests.publishing.test_publish import TEXT

URLS = st.sampled_from(["https://x.example/1", "https://x.example/2"])
THING = st.fixed_dictionaries(
    {}, optional={"displayName": TEXT, "summary": TEXT, "url": URLS | st.just("ONE-1"), "objectType": st.just("issue")}
)
FIELDS = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(("title", "summary", "content", "project", "entity"), TEXT)
    | {"verb": st.sampled_from(["ship", "https://x.example/verbs/ship"]), "url": URLS, "object": THING, "target": THING}
    | {"categories": st.lists(TEXT, max_size=3), "links": st.dictionaries(st.sampled_from("abc"), URLS)}
    | {"changes": st.lists(st.fixed_dictionaries({"field": st.just("x"), "from": TEXT, "to": TEXT}), max_size=2)}
    | {"actor": st.fixed_dictionaries({"id": TEXT, "displayName": TEXT, "objectType": st.sampled_from(["bot", ""])})}
    | {"icon": st.fixed_dictionaries({"url": URLS, "width": st.just("16")}, optional={"title": TEXT})},
)


@examples(80)
@given(FIELDS, st.sampled_from([Door.OWN, Door.COMPATIBLE]))
def test_an_empty_patch_changes_nothing(alice: User, fields: dict[str, Any], door: Door) -> None:
    receipt = service.post_all([make_document(**fields)], alice, door)[0]
    if receipt.activity is None:
        return
    before = Activity.objects.values().get(pk=receipt.activity.pk)
    viewer = Viewer.of(alice)
    assert service.patch(receipt.activity.uid, {}, viewer).outcome == "unchanged"
    assert service.replace(receipt.activity.uid, restate(receipt.activity), viewer).outcome == "unchanged"
    assert Activity.objects.values().get(pk=receipt.activity.pk) == before


@pytest.mark.parametrize(
    ("document", "patch", "result"),
    [
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b"}, {"a": None}, {}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": "c"}, {"a": ["b"]}, {"a": ["b"]}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        (["a", "b"], ["c", "d"], ["c", "d"]),
        ({"a": "b"}, ["c"], ["c"]),
        ({"a": "foo"}, None, None),
        ({"a": "foo"}, "bar", "bar"),
        ({"e": None}, {"a": 1}, {"e": None, "a": 1}),
        ([1, 2], {"a": "b", "c": None}, {"a": "b"}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_the_examples_of_rfc_7396(document: Any, patch: Any, result: Any) -> None:
    assert merged(document, patch) == result


def test_other_names_are_made_proper_but_not_those_of_links() -> None:
    patch = {"user": {"uri": "u"}, "application": None, "links": {"user": "x"}, "actor_": 1}
    assert with_proper_names(patch) == {"actor": {"url": "u"}, "generator": None, "links": {"user": "x"}, "actor_": 1}
    assert with_proper_names({"user": 1, "actor": 2}) == {"actor": 2}
