"""Fields of an action's input beyond those of Django REST framework."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.utils.translation import gettext_noop as _
from rest_framework import serializers

LONGEST_USERNAME = 150


class UserField(serializers.CharField):
    """Somebody's username: the gadget suggests who acted on its page. Whether there is such a user, the action asks."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": LONGEST_USERNAME, **options})


class OfferedField(serializers.CharField):
    """One of what is offered on this very activity: by the action's `Offer.choices`, or by its source."""

    default_error_messages = {"not_offered": _("This is not offered here, or no longer: choose again.")}

    def to_internal_value(self, data: Any) -> str:
        """The serializer's context has what is offered just now."""
        chosen = str(super().to_internal_value(data))
        if chosen not in self.context.get("choices", ()):
            self.fail("not_offered")
        return chosen


@cache
def offered_field(input: type[serializers.Serializer] | None) -> str:
    """The name of the field that is chosen from what is offered; "" for none."""
    fields = input().fields if input else {}
    return next((name for name, field in fields.items() if isinstance(field, OfferedField)), "")
