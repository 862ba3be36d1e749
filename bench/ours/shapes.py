"""Every shape of a filter: the descent into the database alone, as one reader asks for a page of 20."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from django.contrib.auth.models import User
from django.utils import timezone

from bench.cast import HIDDEN_PROJECT
from bench.timing import Case
from streams.feed.cursor import EPOCH, Cursor
from streams.feed.grammar import Condition, Filter
from streams.feed.planning import plan
from streams.feed.query import read
from streams.models import Activity, Version, Viewer

LIMIT = 20
# At least as many calls that a p95 means something.
CALLS = 60


def cases(reader: User) -> dict[str, Case]:
    viewer, version = Viewer.of(reader), Version.now()
    deep = _deep()

    def run(wanted: Filter, after: Cursor | None = None, who: Viewer = viewer) -> Case:
        return Case(lambda _: read(plan(wanted, who, version), LIMIT, after), calls=CALLS)

    shapes = {name: run(wanted) for name, wanted in _filters().items()}
    busy = Viewer.of(User.objects.get(username="busy"))
    return shapes | {
        "half-way down": run(Filter(), deep),
        "half-way down, frequent actor": run(_user(0), deep),
        "newest, in 25 groups": run(Filter(), who=busy),
        "5 actors, in 25 groups": run(_user(0, 1, 50, 500, 1900), who=busy),
    }


def _filters() -> dict[str, Filter]:
    day = _old_day()
    kind = partial(Condition, "thirdparty", "activity", "IS")
    return {
        "newest": Filter(),
        "frequent actor": _user(0),
        "rare actor": _user(1900),
        "actor who stopped long ago": _user(1850),
        "nobody": Filter((Condition("streams", "user", "IS", ("nobody",)),)),
        "5 actors": _user(0, 1, 50, 500, 1900),
        "3 projects": _projects("P0", "P9", "P290"),
        "3 kinds": Filter((kind(("issue:post", "page:delete", "build:close")),), frozenset({"thirdparty"})),
        "a source": Filter((), frozenset({"thirdparty"})),
        "NOT 2 actors": Filter((Condition("streams", "user", "NOT", ("person0", "person1")),)),
        "old day": Filter((day,)),
        "old day, frequent actor": Filter((day, *_user(0).conditions)),
        "actor, project, kind: hardly any": Filter(
            (*_user(3).conditions, Condition("streams", "key", "IS", ("P250",)), kind(("page:delete",)))
        ),
        "actor and project": Filter((*_user(0).conditions, *_projects("P0").conditions)),
        "project wholly hidden": _projects(f"P{HIDDEN_PROJECT}"),
        "project wholly hidden, no bots": Filter((*_projects(f"P{HIDDEN_PROJECT}").conditions, _bots("no"))),
        "project, NOT an actor, a kind": Filter(
            (
                *_projects("P0").conditions,
                Condition("streams", "user", "NOT", ("person0",)),
                kind(("issue:post",)),
            )
        ),
        "text, often": Filter((Condition("streams", "text", "CONTAINS", ("update",)),)),
        "text, never": Filter((Condition("streams", "text", "CONTAINS", ("zebra crossing",)),)),
        "category, never": Filter((Condition("streams", "category", "IS", ("none",)),)),
        "no bots": Filter((_bots("no"),)),
        "only bots, never": Filter((_bots("yes"),)),
    }


def _projects(*keys: str) -> Filter:
    return Filter((Condition("streams", "key", "IS", keys),))


def _bots(answer: str) -> Condition:
    return Condition("streams", "bots", "IS", (answer,))


def _user(*numbers: int) -> Filter:
    return Filter((Condition("streams", "user", "IS", tuple(f"person{number}" for number in numbers)),))


def _old_day() -> Condition:
    start = timezone.now() - timedelta(days=200)
    edges = (start, start + timedelta(days=1))
    return Condition(
        "streams", "update-date", "BETWEEN", tuple(str((at - EPOCH) // timedelta(milliseconds=1)) for at in edges)
    )


def _deep() -> Cursor:
    """Where half of a year's activities lie above."""
    moment = timezone.now() - timedelta(days=180)
    row = Activity.objects.filter(published__lte=moment).newest_first().only("published", "pk")[0]
    return Cursor(row.published, row.pk)
