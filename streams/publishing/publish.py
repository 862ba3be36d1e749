"""The write door: documents of any origin become stored activities, all of a batch in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from streams.models import Activity, Audience, Version
from streams.publishing import choosing, facets, lookups
from streams.publishing.additions import AudienceName
from streams.publishing.association import Meanings, associate, meanings
from streams.publishing.document import Door, Parsed, parse, term_key
from streams.publishing.problems import InvalidDocument, Problem
from streams.publishing.source import Source, person, source_key, unscoped
from streams.publishing.upsert import upsert
from streams.rendering import render

__all__ = ["Receipt", "Source", "person", "publish", "retract", "source_key"]

# What a changed document may change besides the audience (`finish`). Identity (uid, source, foreign id) and `created`
# stay.
CONTENT_FIELDS = (
    "provider", "application", "kind", "poster", "actor", "actor_username", "verb", "object", "target",
    "title", "summary", "content", "url", "icon", "links", "categories", "changes", "project_key", "entity",
    "issue_key", "is_bot", "search", "published", "updated", "digest",
)  # fmt: skip
STORED_FIELDS = (*CONTENT_FIELDS, "audience", "revision", "rendered")

Reading = Parsed | list[Problem]

# On the compatible door an identical document within this time is a retry of the first.
RETRY_WINDOW = timedelta(minutes=10)


@dataclass
class Receipt:
    """What became of one document: "created", "updated", "unchanged" or "refused" with the problems."""

    outcome: str
    activity: Activity | None = None
    problems: list[Problem] = field(default_factory=list)


def publish(documents: Iterable[object], source: Source) -> list[Receipt]:
    """Store the good documents and name the bad ones: a receipt for each, in order. What it returns is durable."""
    return store([read(document, source.door) for document in documents], source)


def read(document: object, door: Door) -> Reading:
    """What a document says, or what is wrong with it."""
    try:
        return parse(document, door)
    except InvalidDocument as error:
        return error.problems


def store(readings: Sequence[Reading], source: Source) -> list[Receipt]:
    """The same for documents that have been read."""
    good = [reading for reading in readings if isinstance(reading, Parsed)]
    receipts = iter(_store(good, source) if good else [])
    return [
        next(receipts) if isinstance(reading, Parsed) else Receipt("refused", problems=reading) for reading in readings
    ]


def retract(source_key: str, foreign_ids: Sequence[str]) -> int:
    """Remove what a source no longer has; returns how many activities went."""
    with transaction.atomic():
        Version.bump()
        gone, _ = Activity.objects.filter(source=source_key, foreign_id__in=foreign_ids).delete()
        if not gone:
            transaction.set_rollback(True)
    return gone


@transaction.atomic
def _store(readings: list[Parsed], source: Source) -> list[Receipt]:
    # First, because it makes concurrent writers wait: what is looked up below stays true until the commit.
    version = Version.bump()
    audiences = lookups.audiences({reading.audience for reading in readings if reading.audience}, source)
    complete(readings, source, version.settled)
    meant = meanings([reading.activity for reading in readings], source)
    known = _known(readings)
    if source.door is Door.COMPATIBLE:
        _retire_old(known)
    receipts = [_receipt(reading, known, audiences, meant, source) for reading in readings]
    written = {id(r.activity): r.activity for r in receipts if r.activity and r.outcome != "unchanged"}
    if written:
        write(list(written.values()))
        choosing.keep(
            reading for reading, r in zip(readings, receipts, strict=True) if r.outcome in {"created", "updated"}
        )
    else:
        # Nothing changed: take the new version back, or every refetch of a feed would make every reader reload.
        transaction.set_rollback(True)
    return receipts


def complete(readings: list[Parsed], source: Source, settled: int) -> None:
    """Give each activity what only the source knows: application, kind, audience, key, poster. `finish` does the rest.

    What an activity holds is replaced and never changed: `at_once` gives a copy that shares it.
    """
    wanted = wanted_by(readings, source)
    applications = lookups.applications(wanted.applications, settled)
    kinds = lookups.kinds(wanted.kinds, settled)
    names = lookups.full_names(wanted.usernames, settled)
    for reading in readings:
        activity = reading.activity
        activity.provider, activity.audience, activity.poster = source.provider, source.audience, source.poster
        activity.application = applications[reading.generator] if reading.generator else None
        activity.kind = kinds[_kind_key(reading, source)]
        activity.source = source_key(source.provider, activity.application)
        activity.foreign_id = _foreign_id(reading, source)
        activity.entity = entity_of(activity, source)
        if source.poster and not (source.on_behalf and reading.has_actor):
            activity.actor = person(source.poster)
            activity.actor_username = source.poster.username
            activity.is_bot = facets.is_bot(source.poster.username)
        activity.actor = activity.actor | {"name": names.get(_bare_username(reading, source)) or activity.actor["name"]}
        if activity.icon and activity.application and not activity.icon["title"]:
            activity.icon = activity.icon | {"title": activity.application.name}


def finish(
    reading: Parsed, stored: Activity | None, audiences: Mapping[AudienceName, Audience], meant: Meanings
) -> None:
    """Give an activity, or what changes a stored one, its audience, and what all of that may know of its target.

    The audience stays as stored unless the document names one or its target narrows it: whoever an administrator hid
    it from never sees it again because its source touched it. Somebody else's activity is not taken from its readers.
    """
    fresh = reading.activity
    named = None if stored and stored.audience_fixed else reading.audience
    if named:
        fresh.audience = audiences[named]
    elif stored:
        fresh.audience = stored.audience
    is_theirs = stored is None or (stored.poster_id == fresh.poster_id and not stored.audience_fixed)
    associate(fresh, meant, may_narrow=is_theirs and not named)
    facets.derive(fresh)


def wanted_by(readings: list[Parsed], source: Source) -> lookups.Wanted:
    return lookups.Wanted(
        applications={reading.generator for reading in readings if reading.generator},
        kinds={_kind_key(reading, source) for reading in readings},
        usernames={_bare_username(reading, source) for reading in readings} - {""},
    )


def _bare_username(reading: Parsed, source: Source) -> str:
    """Whom a program names by nothing but a user name: one of ours is called by their full name (contract.md §4.3)."""
    actor = reading.activity.actor
    is_named = source.door is not Door.PROVIDER and source.on_behalf and actor["name"] == actor["username"]
    return actor["username"] if is_named else ""


def _kind_key(reading: Parsed, source: Source) -> tuple[str, str, str]:
    return source.provider.key, term_key(reading.activity.verb), reading.object_type


def _foreign_id(reading: Parsed, source: Source) -> str:
    """On the compatible door publishers reuse an id: only the same document of the same poster is the same activity."""
    if source.door is Door.COMPATIBLE and source.poster:
        return f"{reading.foreign_id}#{reading.activity.digest}#{source.poster.pk}"
    return reading.foreign_id


def entity_of(activity: Activity, source: Source) -> str:
    """An address means the same thing whoever names it; any other id means it only within its source.

    Our own providers may also name another source's: a comment belongs to what it is about.
    """
    entity = activity.entity or activity.foreign_id
    is_foreign = source.door is Door.PROVIDER and entity.startswith(("provider:", "application:"))
    return entity if is_foreign or "://" in entity else f"{activity.source}:{entity}"


def _known(readings: list[Parsed]) -> dict[tuple[str, str], Activity]:
    """The activities that are stored already under these keys."""
    sources = {reading.activity.source for reading in readings}
    ids = {reading.activity.foreign_id for reading in readings}
    return {(row.source, row.foreign_id): row for row in lookups.activities(sources, ids)}


def _retire_old(known: dict[tuple[str, str], Activity]) -> None:
    """The same document again after the retry window is another activity: the stored one hands its key over."""
    oldest = timezone.now() - RETRY_WINDOW
    for key, stored in list(known.items()):
        if stored.created < oldest:
            Activity.objects.filter(pk=stored.pk).update(foreign_id=f"{stored.foreign_id}#{stored.uid}")
            del known[key]


def _receipt(
    reading: Parsed,
    known: dict[tuple[str, str], Activity],
    audiences: dict[AudienceName, Audience],
    meant: Meanings,
    source: Source,
) -> Receipt:
    """Decide what a document is: new, a change of a known one (also of one earlier in this batch), or nothing new."""
    fresh = reading.activity
    if problem := unknown_audience(reading, audiences):
        return Receipt("refused", problems=[problem])
    stored = known.setdefault((fresh.source, fresh.foreign_id), fresh)
    if stored is fresh:
        finish(reading, None, audiences, meant)
        fresh.updated = fresh.published = fresh.published or timezone.now()
        return Receipt("created", fresh)
    if not may_change(stored, source):
        problem = Problem("id", "not_yours", "this id belongs to an activity that somebody else posted")
        return Receipt("refused", problems=[problem])
    if stored.digest == fresh.digest:
        return Receipt("unchanged", stored)
    finish(reading, stored, audiences, meant)
    change(stored, reading)
    return Receipt("updated", stored)


def unknown_audience(reading: Parsed, audiences: dict[AudienceName, Audience]) -> Problem | None:
    """The same for one that does not exist and for one that the poster may not choose."""
    if reading.audience is None or reading.audience in audiences:
        return None
    return Problem("audience", "unknown_audience", "there is no such audience, or you may not choose it")


def change(stored: Activity, reading: Parsed) -> None:
    """Give a stored activity what a newer document says, once it is finished."""
    fresh = reading.activity
    # A change that does not say when it happened leaves the activity in its place on the stream.
    fresh.published = fresh.published or stored.published
    fresh.updated = timezone.now()
    if stored.application_id and unscoped(stored.entity) == unscoped(fresh.entity):
        # Its application was merged into another: votes, watches, comments and runs know it by its first name.
        fresh.entity = stored.entity
    for name in (*CONTENT_FIELDS, "audience"):
        setattr(stored, name, getattr(fresh, name))
    stored.revision += 1


def may_change(stored: Activity, source: Source) -> bool:
    """On our own door everybody may name any application and id, so an id is its first poster's."""
    is_mine = source.poster is not None and stored.poster_id == source.poster.pk
    return is_mine or source.on_behalf or source.door is not Door.OWN


def write(activities: list[Activity]) -> None:
    """One upsert for new and changed rows alike."""
    for activity in activities:
        activity.rendered = render(activity)
    upsert(activities, STORED_FIELDS)
