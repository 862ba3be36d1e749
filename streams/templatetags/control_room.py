"""The admin's first page asks for its parts itself, so that it works on any project's admin site."""

from __future__ import annotations

from typing import Any

from django import template

from streams.admin.home import Room, room

register = template.Library()


@register.simple_tag(takes_context=True)
def control_room(context: dict[str, Any]) -> Room:
    return room(context["request"].user)
