"""Private feed links that people make for themselves: of streams that they may use, and not without end."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from streams.models import FeedLink, Stream, Viewer

# Live ones of one person to one stream: one a device is plenty, and lost ones are to be revoked.
MAX_LINKS = 10


class TooManyLinks(Exception):  # noqa: N818
    """The text is for the person: it says what to do."""

    def __init__(self) -> None:
        super().__init__(f"You have {MAX_LINKS} links to this stream; revoke one that you no longer use.")


def usable(viewer: Viewer) -> QuerySet[Stream]:
    """The streams that this viewer may use, by name."""
    return Stream.objects.visible_to(viewer).order_by("name", "slug")


def find(slug: str, viewer: Viewer) -> Stream | None:
    """None when there is none or this viewer may not use it: nobody can tell the two apart."""
    return Stream.objects.visible_to(viewer).filter(slug=slug).first()


def links(stream: Stream, user: User) -> QuerySet[FeedLink]:
    """The person's own live links to a stream, newest first."""
    return FeedLink.objects.filter(stream=stream, user=user, revoked=None)


@transaction.atomic
def make(stream: Stream, user: User) -> tuple[FeedLink, str]:
    """A new link and its secret, which nobody can read again; raises TooManyLinks."""
    # Two requests at once would both find room for the last one.
    Stream.objects.select_for_update().get(pk=stream.pk)
    if links(stream, user).count() >= MAX_LINKS:
        raise TooManyLinks
    return FeedLink.issue(stream, user)


def revoke(stream: Stream, user: User, pk: int) -> bool:
    """It stops at once. False where the person has no live link of that number, whoever else has one."""
    link = links(stream, user).filter(pk=pk).first()
    if link:
        link.revoke()
    return link is not None
