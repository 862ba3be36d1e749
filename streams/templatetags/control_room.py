"""The admin's first page asks for its parts itself, so that it works on any project's admin site."""

from __future__ import annotations

from typing import Any

from django import template

from streams.admin.home import Room, room

register = template.Library()


# What is looked for most, by the names of the models; everything else is further down.
NOUNS = ["Provider", "Activity", "ActionRun", "Gadget", "Stream", "AccessToken", "User"]


@register.filter
def nouns(app_list: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those of Django's list, which has what this person may look at."""
    models = {model["object_name"]: model for app in app_list for model in app["models"] if model.get("admin_url")}
    return [models[name] for name in NOUNS if name in models]


@register.simple_tag(takes_context=True)
def control_room(context: dict[str, Any]) -> Room:
    return room(context["request"].user)
