"""The Python API: post, get and delete activities from your own code. The HTTP doors call nothing else to write."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction

from streams.models import Activity, Provider, Version, Viewer
from streams.publishing.document import Door
from streams.publishing.publish import Receipt, Source, publish


def post(documents: Sequence[object], poster: User, door: Door = Door.OWN) -> list[Receipt]:
    """Publish activitystrea.ms documents of third-party applications; the bad ones are refused by receipt.

    The poster is the actor, unless they may post on behalf of others and the document names one.
    """
    provider = Provider.thirdparty()
    on_behalf = poster.has_perm("streams.post_on_behalf")
    return publish(documents, Source(door, provider, provider.audience, poster, on_behalf))


def get(uid: UUID, viewer: Viewer) -> Activity | None:
    """One activity; None when there is none or this viewer may not see it: nobody can tell the two apart."""
    return Activity.objects.visible_to(viewer).whole().filter(uid=uid).first()


def projects(keys: Collection[str], viewer: Viewer) -> set[str]:
    """Those of these project keys under which the viewer sees an activity."""
    visible = Activity.objects.visible_to(viewer)
    # PostgreSQL cannot even look for a NUL.
    return {key for key in keys if "\0" not in key and visible.filter(project_key=key).exists()}


def delete(uid: UUID) -> Activity | None:
    """Delete one activity and return what it was; None when there is none."""
    with transaction.atomic():
        Version.bump()
        activity = Activity.objects.whole().filter(uid=uid).first()
        if activity is None:
            transaction.set_rollback(True)
        else:
            Activity.objects.filter(pk=activity.pk).delete()
    return activity
