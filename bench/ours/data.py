"""The test data, through the write door: documents in batches of 500, as a program would post them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from tqdm import tqdm

from bench.cast import HIDDEN_PROJECT, events
from bench.documents import document
from gadget.models import Gadget
from streams.models import Audience, Comment, Provider, Reaction
from streams.publishing.document import Door
from streams.publishing.publish import Source, publish

BATCH = 500
# More are copies of these: publishing a million would take ten minutes.
PUBLISHED = 10_000
GROUPS = 50
GADGET = "bench"
PASSWORD = "only to be measured"  # noqa: S105
# Of 100 activities: for everybody, for signed-in people; the others are for one of the groups.
PUBLIC, MEMBERS = 30, 50


def build(size: int) -> User:
    """Fill an empty database; returns the reader, a member of one of the groups."""
    call_command("migrate", verbosity=0)
    reader = User.objects.create_user("reader", "", PASSWORD, first_name="Rea", last_name="Der", is_superuser=True)
    Gadget.objects.create(slug=GADGET, title="Bench")
    groups = [Group.objects.create(name=f"Group {number}") for number in range(GROUPS)]
    reader.groups.add(groups[0])
    User.objects.create_user("busy").groups.add(*groups[: GROUPS // 2])
    _publish_all(size, groups)
    _react(size, reader)
    gather_statistics()
    return reader


def gather_statistics() -> None:
    """As PostgreSQL does by itself sooner or later."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def _publish_all(size: int, groups: list[Group]) -> None:
    provider = Provider.thirdparty()
    with tqdm(total=size, desc=f"Publishing ({connection.vendor})", unit=" rows", disable=None, leave=False) as bar:
        for audience, documents in _batches(size, groups):
            receipts = publish(documents, Source(Door.OWN, provider, audience))
            assert all(receipt.outcome == "created" for receipt in receipts), receipts[0]
            bar.update(len(documents))


def _batches(size: int, groups: list[Group]) -> Iterator[tuple[Audience, list[dict[str, Any]]]]:
    """A batch has one audience; filled side by side, so that neighbours in time have different ones."""
    now, chance = timezone.now(), random.Random(11)
    audiences = [Audience.public(), Audience.members(), *map(Audience.of_group, groups)]
    weights = [PUBLIC, MEMBERS, *[(100 - PUBLIC - MEMBERS) / GROUPS] * GROUPS]
    waiting: list[list[dict[str, Any]]] = [[] for _ in audiences]
    for number, event in enumerate(events(size)):
        hidden = event.project == HIDDEN_PROJECT
        place = len(audiences) - 1 if hidden else chance.choices(range(len(audiences)), weights)[0]
        waiting[place].append(document(event, number, now))
        if len(waiting[place]) == BATCH:
            yield audiences[place], waiting[place]
            waiting[place] = []
    yield from ((audience, rest) for audience, rest in zip(audiences, waiting, strict=True) if rest)


def _react(size: int, reader: User) -> None:
    """On every fourth activity: a vote and a watch by the reader, and a comment."""
    entities = {f"https://tracker.example.com/P{event.project}-{event.thing}" for event in list(events(size))[::4]}
    kinds = [Reaction.Kind.VOTE, Reaction.Kind.WATCH]
    marks = (Reaction(entity=entity, kind=kind, user=reader) for entity in entities for kind in kinds)
    Reaction.objects.bulk_create(marks, batch_size=BATCH)
    comments = (Comment(entity=entity, user=reader, author="Rea Der", text="Thanks") for entity in entities)
    Comment.objects.bulk_create(comments, batch_size=BATCH)
