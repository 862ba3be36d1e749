"""Where documents come from."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.contrib.auth.models import User

from streams.conf import conf
from streams.memory import remembered
from streams.models import Application, Audience, Provider
from streams.publishing.document import Door

# How long what somebody changes by hand in the database may go unnoticed, and what another backend of Django's than the
# model's says that a user may.
SECONDS = 60

_APPLICATION = re.compile(r"application:[0-9]+:")


@dataclass(frozen=True)
class Source:
    """Where a batch comes from and who may see it."""

    door: Door
    provider: Provider
    audience: Audience
    poster: User | None = None
    # Whether the poster may name somebody else as the actor (contract.md §4.3) and change what others posted.
    on_behalf: bool = True
    # Whether a document may name any audience at all.
    any_audience: bool = False


def thirdparty(poster: User, door: Door, on_behalf: bool | None, settled: int) -> Source:
    """Of what people and their programs post; `on_behalf` decides instead of the permission."""
    # Not the one that this very request makes, whose transaction may be rolled back.
    known = remembered("third parties", settled, SECONDS, Provider.known_thirdparty)
    provider = known or Provider.thirdparty()
    name = "may post", poster.pk, poster.is_active, poster.is_superuser
    for_others, to_any = remembered(name, settled, SECONDS, lambda: _permissions(poster))
    on_behalf = for_others if on_behalf is None else on_behalf
    return Source(door, provider, provider.audience, poster, on_behalf, to_any)


def _permissions(poster: User) -> tuple[bool, bool]:
    return poster.has_perm("streams.post_on_behalf"), poster.has_perm("streams.post_to_any_audience")


def source_key(provider: Provider, application: Application | None) -> str:
    """Whose ids a foreign id belongs to."""
    return f"application:{application.pk}" if application else f"provider:{provider.pk}"


def unscoped(entity: str) -> str:
    """What a posted document means by it: the application that scopes it may have been merged into another since."""
    scope = _APPLICATION.match(entity)
    return entity[scope.end() :] if scope else entity


def person(user: User) -> dict[str, str | None]:
    """A local user as the actor of an activity: a snapshot of today's name."""
    shown = {"name": user.get_full_name() or user.username, "username": user.username, "url": None, "avatar": None}
    return shown | ({"email": user.email} if conf.author_email and user.email else {})
