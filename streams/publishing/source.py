"""Where documents come from."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import User

from streams.conf import conf
from streams.models import Application, Audience, Provider
from streams.publishing.document import Door


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


def source_key(provider: Provider, application: Application | None) -> str:
    """Whose ids a foreign id belongs to."""
    return f"application:{application.pk}" if application else f"provider:{provider.pk}"


def person(user: User) -> dict[str, str | None]:
    """A local user as the actor of an activity: a snapshot of today's name."""
    shown = {"name": user.get_full_name() or user.username, "username": user.username, "url": None, "avatar": None}
    return shown | ({"email": user.email} if conf.author_email and user.email else {})
