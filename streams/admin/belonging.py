"""Who belongs to an audience, in sentences."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.db.models import QuerySet

from streams.models import Audience

# People that are named; the rest is a number.
NAMED = 10
Kind = Audience.Kind


def who_belongs(audience: Audience) -> str:
    if audience.kind == Kind.PUBLIC:
        return "Everybody, signed in or not."
    if audience.kind == Kind.NOBODY:
        return "Nobody: activities that were hidden."
    people = people_of(audience)
    count = people.count()
    if not count:
        return "Nobody: no active account belongs to its audience."
    names = ", ".join(str(person) for person in people[:NAMED])
    more = f" and {count - NAMED} more" if count > NAMED else ""
    return f"{_called(audience, count)}: {names}{more}."


def people_of(audience: Audience) -> QuerySet:
    active = get_user_model()._default_manager.filter(is_active=True).order_by(get_user_model().USERNAME_FIELD)
    if audience.kind == Kind.MEMBERS:
        return active
    if audience.kind == Kind.GROUP and audience.group:
        return active.filter(groups=audience.group)
    return active.filter(pk=audience.user_id) if audience.user_id is not None else active.none()


def _called(audience: Audience, count: int) -> str:
    if audience.kind == Kind.PERSON:
        return "One person"
    people = "account" if count == 1 else "accounts"
    of = "signed-in" if audience.kind == Kind.MEMBERS else f"{audience.group}'s"
    return f"{of[0].upper()}{of[1:]} {people}, {count} of them active"
