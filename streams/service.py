"""The Python API: post, get, find and delete activities from your own code (docs/publish.md).

The HTTP doors call nothing else to write.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import replace as changed
from functools import partial
from itertools import islice
from typing import Any, cast
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction

from streams.feed.activity_query import ActivityQuery
from streams.feed.cursor import Cursor
from streams.feed.grammar import Filter, InvalidFilter
from streams.feed.page import walk
from streams.models import Activity, Application, Version, Viewer
from streams.publishing import as2, revising
from streams.publishing.at_once import store_at_once
from streams.publishing.document import Door, plain_json
from streams.publishing.drafts import (
    ActivityObject,
    Actor,
    Change,
    Generator,
    Image,
    NewActivity,
    document_of,
)
from streams.publishing.problems import Invalid, InvalidDocument, InvalidQuery, Problem
from streams.publishing.publish import Receipt, Source, read, store
from streams.publishing.restating import merged, with_proper_names
from streams.publishing.revising import revise
from streams.publishing.source import thirdparty

__all__ = [
    "ActivityObject", "ActivityQuery", "Actor", "Change", "Door", "Found", "Generator", "Image", "Invalid",
    "InvalidDocument", "InvalidQuery", "NewActivity", "Problem", "Receipt", "Viewer", "applications", "delete",
    "delete_all", "find", "get", "patch", "post", "post_all", "posted", "projects", "replace", "withdraw",
]  # fmt: skip

POSTED = Filter(providers=frozenset({"thirdparty"}))
# Activities that are read at once.
PAGE = 500


@dataclass(frozen=True)
class Found:
    """Activities, newest first, and the query that goes on behind them; None where they are the last."""

    activities: list[Activity]
    next: ActivityQuery | None

    def __iter__(self) -> Iterator[Activity]:
        return iter(self.activities)

    def __len__(self) -> int:
        return len(self.activities)


def post(activity: NewActivity | Mapping[str, Any], poster: User, on_behalf: bool | None = None) -> Activity:
    """Publish one activity, as `post_all` does; raises InvalidDocument with every problem at once.

    Inside a transaction of yours it is committed with it; until then other writers wait.
    """
    receipt = post_all([activity], poster, on_behalf=on_behalf)[0]
    if receipt.activity is None:
        raise InvalidDocument(receipt.problems)
    return receipt.activity


def post_all(
    documents: Sequence[object],
    poster: User,
    door: Door = Door.OWN,
    is_trial: bool = False,
    on_behalf: bool | None = None,
) -> list[Receipt]:
    """Publish activities of third-party applications, each a NewActivity or a document; a receipt for each, in order.

    The good ones are stored together, the bad ones are refused by their receipts.
    The poster is the actor, unless they may post on behalf of others (`on_behalf` decides instead of the permission)
    and the document names one. Of a trial nothing is stored, and its receipts say what would have been.
    """
    readings = [read(_document(one), door) for one in documents]
    find = partial(thirdparty, poster, door, on_behalf)
    if not is_trial:
        return store_at_once(readings, find) or store(readings, find(Version.now().settled))
    with transaction.atomic():
        receipts = store(readings, find(Version.now().settled))
        transaction.set_rollback(True)
    return receipts


def _document(activity: object) -> Any:
    return document_of(activity) if isinstance(activity, NewActivity) else activity


def replace(uid: UUID, document: object, viewer: Viewer, expected: Collection[int] | None = None) -> Receipt:
    """Another document, or a NewActivity, for a posted activity.

    Its id, application, actor, date and audience stay where they are not named.
    `expected` are the revisions it may have by now; None for any. Raises RevisionError.
    """

    def edit(stored: dict[str, Any]) -> object:
        told = as2.as_replacement(plain_json(_document(document)))
        kept = {name: stored[name] for name in ("id", "generator", "actor") if name in stored}
        return kept | with_proper_names(told) if isinstance(told, Mapping) else told

    return revise(uid, _source_of(viewer), viewer, edit, expected)


def patch(uid: UUID, patch: object, viewer: Viewer, expected: Collection[int] | None = None) -> Receipt:
    """A merge patch (RFC 7396) of the document that is stored; of a NewActivity, what it names changes.

    Raises RevisionError.
    """

    def edit(stored: dict[str, Any]) -> object:
        return as2.require_version_1(merged(stored, with_proper_names(plain_json(_document(patch)))))

    return revise(uid, _source_of(viewer), viewer, edit, expected)


def withdraw(uid: UUID, viewer: Viewer, expected: Collection[int] | None = None) -> None:
    """Delete a posted activity of this viewer's. Raises RevisionError."""
    revising.withdraw(uid, _source_of(viewer), viewer, expected)


def _source_of(viewer: Viewer) -> Source:
    return thirdparty(cast("User", viewer.user), Door.OWN, None, Version.now().settled)


def get(uid: UUID, viewer: Viewer) -> Activity | None:
    """One activity; None when there is none or this viewer may not see it: nobody can tell the two apart."""
    return Activity.objects.visible_to(viewer).whole().filter(uid=uid).first()


def find(query: ActivityQuery, viewer: Viewer) -> Found:
    """What programs posted, matches and may be seen by this viewer; raises InvalidQuery with every problem at once."""
    try:
        wanted = query.filter()
    except InvalidFilter as error:
        problems = [Problem(notice.parameter, notice.code, notice.message) for notice in error.notices]
        raise InvalidQuery(problems) from error
    found, has_more = _read(viewer, wanted, query.start_index, query.max_results, query.after)
    if not (found and has_more):
        return Found(found, None)
    return Found(found, changed(query, start_index=0, after=Cursor(found[-1].published, found[-1].pk)))


def posted(viewer: Viewer, start: int, count: int) -> tuple[list[Activity], bool]:
    """What programs posted and this viewer may see, newest first: `count` of them behind the first `start`, and whether
    there are more. Who reads on uses the feed's cursors: here everything before `start` is passed over anew."""
    return _read(viewer, POSTED, start, count)


def _read(
    viewer: Viewer, wanted: Filter, start: int, count: int, after: Cursor | None = None
) -> tuple[list[Activity], bool]:
    end = start + count + 1
    rows = islice(walk(viewer, wanted, min(end, PAGE), cursor=after), start, end)
    pks = [row.pk for row in rows]
    by_pk = Activity.objects.visible_to(viewer).whole().in_bulk(pks[:count])
    return [by_pk[pk] for pk in pks[:count] if pk in by_pk], len(pks) > count


def applications() -> list[Generator]:
    """Every application that has posted, by name, whoever may see what it posted."""
    return [Generator(row.generator_id, row.display_name) for row in Application.objects.all()]


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
