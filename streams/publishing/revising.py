"""A posted activity changed or taken back by its poster, by its public id."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from streams.models import Activity, Version, Viewer
from streams.models.activity import visible_audiences
from streams.publishing import lookups
from streams.publishing.association import as_it_was_sent, meanings
from streams.publishing.document import Door, Parsed, parse
from streams.publishing.problems import InvalidDocument, Problem
from streams.publishing.publish import Receipt, change, complete, entity_of, finish, may_change, unknown_audience, write
from streams.publishing.restating import restate
from streams.publishing.source import Source


class RevisionError(Exception):
    """Not to be changed by this poster now; `code` is for programs."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


@transaction.atomic
def revise(
    uid: UUID,
    source: Source,
    viewer: Viewer,
    edit: Callable[[dict[str, Any]], object],
    expected: Collection[int] | None,
) -> Receipt:
    """Store what `edit` makes of the document that is stored; `expected` are the revisions it may have by now."""
    version = Version.bump()
    stored = _own(uid, source, viewer, expected)
    before = restate(stored)
    try:
        reading = parse(edit(as_it_was_sent(before, stored, source)), Door.OWN)
        receipt = _revised(stored, reading, before, source, version.settled)
    except InvalidDocument as error:
        receipt = Receipt("refused", problems=error.problems)
    if receipt.outcome != "updated":
        transaction.set_rollback(True)
    return receipt


@transaction.atomic
def withdraw(uid: UUID, source: Source, viewer: Viewer, expected: Collection[int] | None) -> None:
    Version.bump()
    Activity.objects.filter(pk=_own(uid, source, viewer, expected).pk).delete()


def _own(uid: UUID, source: Source, viewer: Viewer, expected: Collection[int] | None) -> Activity:
    """The activity as it is until the commit. Raises RevisionError; the transaction's version goes with it."""
    seen = Q(audience_id__in=visible_audiences(viewer)) | Q(poster_id=viewer.user_id)
    activity = Activity.objects.whole().filter(seen, uid=uid).first()
    if activity is None:
        raise RevisionError("There is no such activity, or none you may see.", "not_found")
    if activity.application is None:
        raise RevisionError("This was reported by a source, which alone can change it.", "not_posted")
    if not may_change(activity, source):
        raise RevisionError("Somebody else posted this.", "not_yours")
    if expected is not None and activity.revision not in expected:
        raise RevisionError(f"It has changed meanwhile: its revision is {activity.revision}.", "precondition_failed")
    return activity


def _revised(stored: Activity, reading: Parsed, before: dict[str, Any], source: Source, settled: int) -> Receipt:
    _require_same(reading, before)
    audiences = lookups.audiences({reading.audience} if reading.audience else set(), source)
    if problem := unknown_audience(reading, audiences):
        raise InvalidDocument([problem])
    names_entity = bool(reading.activity.entity)
    complete([reading], source, settled)
    fresh = reading.activity
    finish(reading, stored, audiences, meanings([fresh], source))
    # Who may change it stays who posted it. On the compatible door the digest of the first document is part of its key.
    fresh.poster = stored.poster
    fresh.foreign_id = stored.foreign_id
    if stored.document_id != stored.foreign_id:
        fresh.digest = stored.digest
    if not names_entity:
        fresh.entity = ""
        fresh.entity = entity_of(fresh, source)
    if not _differs(stored, reading, before):
        return Receipt("unchanged", stored)
    change(stored, reading)
    write([stored])
    return Receipt("updated", stored)


def _require_same(reading: Parsed, before: dict[str, Any]) -> None:
    """Raises InvalidDocument where a document is another activity's."""
    generator = before["generator"]
    problems = []
    if reading.foreign_id != before["id"]:
        problems.append(Problem("id", "not_this", f"this activity's id is {before['id']}; another id is another one"))
    if reading.generator != (generator["id"], generator["displayName"]):
        problems.append(Problem("generator", "not_this", "this activity is another application's"))
    if problems:
        raise InvalidDocument(problems)


def _differs(stored: Activity, reading: Parsed, before: dict[str, Any]) -> bool:
    fresh = reading.activity
    moved = fresh.published is not None and fresh.published != stored.published
    return moved or fresh.audience != stored.audience or restate(fresh) != before
