"""Fields of an action's input beyond those of Django REST framework."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

LONGEST_USERNAME = 150


class UserField(serializers.CharField):
    """Somebody's username: the gadget suggests who acted on its page. Whether there is such a user, the action asks."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": LONGEST_USERNAME, **options})
