"""The same events as ours, in bulk: its `action.send` stores one at a time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

from actstream.models import Action
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from tqdm import tqdm

from bench.cast import ACTORS, PROJECTS, events
from bench.das.models import Thing

BATCH = 500


def build(size: int) -> None:
    """Fill an empty database."""
    # It ships migrations; the things have none.
    call_command("migrate", run_syncdb=True, verbosity=0)
    User.objects.bulk_create(User(username=f"person{number}") for number in range(ACTORS))
    Thing.objects.bulk_create(Thing(name=f"Project {number}") for number in range(PROJECTS))
    Thing.objects.bulk_create((Thing(name=f"Thing {number}") for number in range(max(1, size // 4))), batch_size=BATCH)
    label = f"Storing for the peer ({connection.vendor})"
    with tqdm(total=size, desc=label, unit=" rows", disable=None, leave=False) as bar:
        actions = _actions(size)
        while batch := list(islice(actions, BATCH)):
            bar.update(len(Action.objects.bulk_create(batch)))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def _actions(size: int) -> Iterator[Action]:
    now = timezone.now()
    person, thing = ContentType.objects.get_for_model(User), ContentType.objects.get_for_model(Thing)
    people = list(User.objects.order_by("pk").values_list("pk", flat=True))
    things = list(Thing.objects.order_by("pk").values_list("pk", flat=True))
    for event in events(size):
        yield Action(
            actor_content_type=person,
            actor_object_id=people[event.actor],
            verb=event.verb,
            action_object_content_type=thing,
            action_object_object_id=things[PROJECTS + event.thing],
            target_content_type=thing,
            target_object_id=things[event.project],
            timestamp=now - timedelta(seconds=event.seconds_ago),
        )
