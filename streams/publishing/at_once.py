"""A new document stored by one statement that is its own transaction, where the database can do that (PostgreSQL).

The ordinary way asks the database six times: how the settings are, begin, the next version, whether the id is known,
insert, commit. Here the one statement sees to it that the settings are those that this process remembers and that the
id is new; where they are not, it does nothing, and the ordinary way is taken. So it is where more has to be looked up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import replace

from django.db import IntegrityError, connection
from django.utils import timezone

from streams.models import Activity, Version
from streams.publishing.association import may_mean_something
from streams.publishing.document import Parsed
from streams.publishing.publish import Reading, Receipt, complete, finish, wanted_by
from streams.publishing.source import Source
from streams.publishing.upsert import insert_new
from streams.rendering import render


def store_at_once(readings: Sequence[Reading], find_source: Callable[[int], Source]) -> list[Receipt] | None:
    """The receipt of a single new document; None where nothing was stored."""
    if len(readings) != 1 or connection.vendor != "postgresql" or not connection.get_autocommit():
        return None
    reading, settled = readings[0], Version.seen.settled
    if not isinstance(reading, Parsed) or reading.audience or may_mean_something(reading.activity):
        return None
    source = find_source(settled)
    if not wanted_by([reading], source).is_remembered(settled):
        return None
    # The ordinary way may have to go on with what was read.
    tried = replace(reading, activity=copy(reading.activity))
    complete([tried], source, settled)
    finish(tried, None, {}, {})
    return [Receipt("created", tried.activity)] if _is_stored(tried.activity, settled) else None


def _is_stored(activity: Activity, settled: int) -> bool:
    activity.updated = activity.published = activity.published or timezone.now()
    activity.rendered = render(activity)
    try:
        return insert_new(activity, settled)
    except IntegrityError:
        # In the same moment somebody stored this id, or removed what it refers to.
        return False
