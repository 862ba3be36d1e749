"""Who did what a viewer may see: usernames, each with the name that an activity gave it."""

from __future__ import annotations

from collections.abc import Mapping

from streams.feed.seen import distinct
from streams.memory import counted
from streams.models import Activity, Version, Viewer
from streams.models.activity import visible_audiences

# How long a new person may take to appear.
SECONDS = 60
MOST = 5000


def people(viewer: Viewer) -> Mapping[str, str]:
    """Names by username, in their order; two queries."""
    audiences = visible_audiences(viewer)
    return counted(("people", *audiences), Version.now(), SECONDS, lambda: _look(audiences)) if audiences else {}


def _look(audiences: list[int]) -> Mapping[str, str]:
    found = distinct("actor_username", audiences, MOST)
    actors = dict(Activity.objects.filter(pk__in=[pk for _, pk in found]).values_list("pk", "actor"))
    named = [(username, actors.get(pk, {}).get("name") or username) for username, pk in found]
    return dict(sorted(named, key=lambda person: person[1].casefold()))
