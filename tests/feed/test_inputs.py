"""What an action asks for, as a schema that a form is drawn from."""

from typing import Any

import pytest
from rest_framework import serializers

from streams.actions.base import InlineAction
from streams.actions.fields import UserField
from streams.feed.inputs import input_schema


def schema(**fields: serializers.Field) -> dict[str, Any]:
    class Ask(InlineAction):
        input = type("Asked", (serializers.Serializer,), fields)

    return input_schema(Ask()) or {}


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (serializers.CharField(max_length=80), {"type": "string", "maxLength": 80}),
        (serializers.CharField(max_length=5000), {"type": "string", "format": "textarea", "maxLength": 5000}),
        (serializers.CharField(), {"type": "string", "format": "textarea"}),
        (serializers.DateField(), {"type": "string", "format": "date"}),
        (UserField(), {"type": "string", "format": "user", "maxLength": 150}),
        (serializers.EmailField(max_length=80), {"type": "string", "format": "email", "maxLength": 80}),
        (serializers.BooleanField(), {"type": "boolean"}),
        (serializers.IntegerField(min_value=1, max_value=9), {"type": "integer", "minimum": 1, "maximum": 9}),
        (
            serializers.ChoiceField([("a", "Low"), ("b", "High")]),
            {"type": "string", "oneOf": [{"const": "a", "title": "Low"}, {"const": "b", "title": "High"}]},
        ),
    ],
)
def test_each_kind_of_field(field: serializers.Field, expected: dict[str, Any]) -> None:
    assert schema(answer=field)["properties"]["answer"] == {"title": "Answer"} | expected


def test_words_default_and_what_must_be_given() -> None:
    severity = serializers.ChoiceField(["low", "high"], default="low", help_text="How bad it is.")
    asked = schema(text=serializers.CharField(), severity=severity)
    assert asked["required"] == ["text"]
    assert asked["properties"]["severity"]["default"] == "low"
    assert asked["properties"]["severity"]["description"] == "How bad it is."


def test_an_action_without_input_asks_for_nothing() -> None:
    assert input_schema(InlineAction()) is None
