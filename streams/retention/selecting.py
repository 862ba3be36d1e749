"""Which rows a rule is about, a window of its index at a time: what is looked at is bounded, however many are kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.dateparse import parse_datetime

from streams import registry
from streams.actions.counting import COMMENT
from streams.models import ActionRun, Activity, Comment, Delivery, Reaction, RetentionRule

# Index entries that one step looks at.
WINDOW = 500


@dataclass(frozen=True)
class Window:
    """Rows that are old enough, oldest first, of which those that `matching` lets through go.

    `position`: where the next one begins; empty at the end of what is old enough.
    """

    pks: list[int]
    position: dict[str, Any]


def window(rule: RetentionRule, position: dict[str, Any], size: int = WINDOW) -> Window:
    """By the index of the time."""
    moment = _MOMENTS[rule.what]
    old = [(pk, when) for pk, when in _after(rule, position)[:size].values_list("pk", moment) if when < rule.before]
    if len(old) < size:
        return Window([pk for pk, _ in old], {})
    pk, when = old[-1]
    return Window([pk for pk, _ in old], {"pk": pk, "moment": when.isoformat()})


def windows(rule: RetentionRule, size: int = WINDOW) -> Iterator[Window]:
    """All of them, from the beginning."""
    position: dict[str, Any] = {}
    while True:
        found = window(rule, position, size)
        yield found
        position = found.position
        if not position:
            return


def matching(rule: RetentionRule, pks: list[int]) -> QuerySet[Any]:
    """Those of these rows that go."""
    rows = _rows(rule).filter(pk__in=pks, **{f"{_MOMENTS[rule.what]}__lt": rule.before})
    if rule.what == RetentionRule.What.RUNS:
        rows = rows.annotate(comment=Cast(KT("result__comment"), CharField()))
        return rows.exclude(state=ActionRun.State.PENDING).exclude(_is_in_force())
    if rule.what == RetentionRule.What.ACTIVITIES and rule.keep_discussed:
        about = OuterRef("entity")
        return rows.exclude(
            Exists(Comment.objects.filter(entity=about)) | Exists(Reaction.objects.filter(entity=about))
        )
    return rows


def _is_in_force() -> Q:
    """What can be taken back, here or at its source, is taken back by the run that did it: as long as there is an
    activity about the thing."""
    is_there = Q(Exists(Activity.objects.filter(entity=OuterRef("entity"))))
    undoable = [key for key, action in registry.actions().items() if action.can_undo]
    stands = Q(rel__gt="") | (Q(action__in=undoable) & ~_is_withdrawn())
    return Q(undone=None, undo=False, state=ActionRun.State.DONE) & stands & is_there


def _is_withdrawn() -> Q:
    """Otherwise than by an undo, as by a moderator: of a vote or a comment there is a row as long as it stands."""
    mine = {"entity": OuterRef("entity"), "user": OuterRef("user")}
    reacted = Exists(Reaction.objects.filter(**mine, kind=OuterRef("action")))
    commented = Comment.objects.filter(**mine).annotate(key=Cast("pk", CharField())).filter(key=OuterRef("comment"))
    return (Q(action__in=Reaction.Kind.values) & ~Q(reacted)) | (Q(action=COMMENT) & ~Q(Exists(commented)))


def of_nothing(entities: list[str]) -> QuerySet[Reaction]:
    """The votes, watches and acknowledgements on those of these things that no activity is about any more."""
    about = Activity.objects.filter(entity=OuterRef("entity"))
    return Reaction.objects.filter(entity__in=entities).exclude(Exists(about))


_MODELS: dict[str, Any] = {"activities": Activity, "deliveries": Delivery, "runs": ActionRun}
_MOMENTS = {"activities": "published", "deliveries": "received", "runs": "created"}


def _rows(rule: RetentionRule) -> QuerySet[Any]:
    limits: dict[str, Any] = {}
    if rule.provider_id:
        limits["provider_id"] = rule.provider_id
    if rule.kind_id:
        limits["kind_id"] = rule.kind_id
    if rule.audience_id:
        limits["audience_id"] = rule.audience_id
    return _MODELS[rule.what].objects.filter(**limits)


def _after(rule: RetentionRule, position: dict[str, Any]) -> QuerySet[Any]:
    rows, moment = _MODELS[rule.what].objects.all(), _MOMENTS[rule.what]
    if position:
        since: datetime | None = parse_datetime(position["moment"])
        # The first condition repeats what the second implies: both databases start in the index by it.
        rows = rows.filter(**{f"{moment}__gte": since}).exclude(**{moment: since, "pk__lte": position["pk"]})
    return rows.order_by(moment, "pk")
