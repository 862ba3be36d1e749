"""The Python API: post, get and delete activities from your own code. The HTTP doors call nothing else to write."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import islice
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction

from streams.feed.grammar import Filter
from streams.feed.page import walk
from streams.models import Activity, Provider, Version, Viewer
from streams.publishing.document import Door
from streams.publishing.publish import Receipt, Source, publish

POSTED = Filter(providers=frozenset({"thirdparty"}))
# Activities that are read at once.
PAGE = 500


def post(documents: Sequence[object], poster: User, door: Door = Door.OWN) -> list[Receipt]:
    """Publish activitystrea.ms documents of third-party applications; the bad ones are refused by receipt.

    The poster is the actor, unless they may post on behalf of others and the document names one.
    """
    provider = Provider.thirdparty()
    on_behalf, any_audience = map(poster.has_perm, ("streams.post_on_behalf", "streams.post_to_any_audience"))
    return publish(documents, Source(door, provider, provider.audience, poster, on_behalf, any_audience))


def get(uid: UUID, viewer: Viewer) -> Activity | None:
    """One activity; None when there is none or this viewer may not see it: nobody can tell the two apart."""
    return Activity.objects.visible_to(viewer).whole().filter(uid=uid).first()


def posted(viewer: Viewer, start: int, count: int) -> tuple[list[Activity], bool]:
    """What programs posted and this viewer may see, newest first: `count` of them behind the first `start`, and whether
    there are more. Who reads on uses the feed's cursors: here everything before `start` is passed over anew."""
    rows = islice(walk(viewer, POSTED, min(start + count + 1, PAGE)), start, start + count + 1)
    pks = [row.pk for row in rows]
    by_pk = Activity.objects.visible_to(viewer).whole().in_bulk(pks[:count])
    return [by_pk[pk] for pk in pks[:count] if pk in by_pk], len(pks) > count


def projects(keys: Collection[str], viewer: Viewer) -> set[str]:
    """Those of these project keys under which the viewer sees an activity."""
    visible = Activity.objects.visible_to(viewer)
    # PostgreSQL cannot even look for a NUL.
    return {key for key in keys if "\0" not in key and visible.filter(project_key=key).exists()}


def delete(uid: UUID) -> Activity | None:
    """Delete one activity and return what it was; None when there is none."""
    return next(iter(delete_all([uid])), None)


def delete_all(uids: Sequence[UUID]) -> list[Activity]:
    """Delete these activities, all or none, and return what was there of them, in their order."""
    with transaction.atomic():
        Version.bump()
        found = {activity.uid: activity for activity in Activity.objects.whole().filter(uid__in=uids)}
        if found:
            Activity.objects.filter(pk__in=[activity.pk for activity in found.values()]).delete()
        else:
            transaction.set_rollback(True)
    return [found[uid] for uid in uids if uid in found]
