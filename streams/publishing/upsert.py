"""Many activities stored by one statement, new and changed ones alike.

Django's bulk_create asks every field of every row how its value is stored: that took longer than the database does.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from operator import attrgetter
from typing import Any

import orjson
from django.db import connection, models
from django.utils import timezone

from streams.models import Activity

# Both drivers take the values of these as they are.
PLAIN = (models.CharField, models.TextField, models.BooleanField, models.IntegerField, models.ForeignKey)
KEY = ("source", "foreign_id")

_FIELDS = [field for field in Activity._meta.concrete_fields if not field.primary_key]
# The names of the attributes are those of the columns: `provider_id`.
_COLUMNS = [field.attname for field in _FIELDS]
_values = attrgetter(*_COLUMNS)


def upsert(activities: Sequence[Activity], changed: Collection[str]) -> None:
    """Insert each activity; where its key is stored already, these fields of the stored one are changed."""
    now = timezone.now()
    for activity in activities:
        activity.created = activity.created or now
    for activity, pk in zip(activities, _stored(activities, _statement(changed)), strict=True):
        activity.pk = pk
        activity._state.adding = False


def _stored(activities: Sequence[Activity], statement: str) -> Sequence[int]:
    """The primary keys that they have in the database."""
    rows = list(_rows(activities))
    with connection.cursor() as cursor:
        if len(rows) == 1:
            cursor.execute(f"{statement} RETURNING id", rows[0])
            return cursor.fetchone()
        cursor.executemany(statement, rows)
    # What an INSERT of many rows returns is lost on its way through the drivers.
    keys = dict(Activity.objects.filter(uid__in=[activity.uid for activity in activities]).values_list("uid", "pk"))
    return [keys[activity.uid] for activity in activities]


def _statement(changed: Collection[str]) -> str:
    """ON CONFLICT and not a look-up by application, for which PostgreSQL may take another index than the unique one."""
    renewed = [f"{field.attname} = excluded.{field.attname}" for field in _FIELDS if field.name in changed]
    return (
        f"INSERT INTO streams_activity ({', '.join(_COLUMNS)}) VALUES ({', '.join(['%s'] * len(_COLUMNS))})"
        f" ON CONFLICT ({', '.join(KEY)}) DO UPDATE SET {', '.join(renewed)}"
    )


def _rows(activities: Sequence[Activity]) -> Iterator[list[Any]]:
    adapted = [(place, _adapter(field)) for place, field in enumerate(_FIELDS) if not isinstance(field, PLAIN)]
    for activity in activities:
        row = list(_values(activity))
        for place, adapt in adapted:
            row[place] = adapt(row[place])
        yield row


def _adapter(field: models.Field[Any, Any]) -> Callable[[Any], Any]:
    """How a value of this field goes to the driver."""
    if isinstance(field, models.JSONField):
        return _json
    return lambda value: field.get_db_prep_value(value, connection, prepared=True)


def _json(value: Any) -> str | None:
    return None if value is None else orjson.dumps(value).decode()
