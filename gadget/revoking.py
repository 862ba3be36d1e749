"""Ends what embeds were given, at once: of a gadget, or of a person."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from gadget.models import Gadget, Revocation, SignIn
from streams.models import Version


def of_gadgets(gadgets: QuerySet[Gadget]) -> None:
    with transaction.atomic():
        Version.bump(settles=True)
        SignIn.objects.filter(gadget__in=gadgets).delete()
        gadgets.update(epoch=F("epoch") + 1)


def of_people(people: QuerySet[Any]) -> None:
    with transaction.atomic():
        Version.bump(settles=True)
        SignIn.objects.filter(user__in=people).delete()
        for person in people:
            Revocation.objects.get_or_create(user=person)
        Revocation.objects.filter(user__in=people).update(epoch=F("epoch") + 1)
