"""What the sources of a page's activities would do for us, and what was done there: two queries a page at most."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from django.db import connection

from streams import registry
from streams.actions.base import InlineAction, Offer, Offered
from streams.actions.fields import offered_field
from streams.actions.sharing import entities_of, once
from streams.feed.endings import Endings, endings
from streams.memory import remembered
from streams.models import ActionRun, Activity, Choices, Provider, Versions, Viewer
from streams.models.activity import rel_key

RelsBySource = Mapping[str, frozenset[str]]
SECONDS = 60

Options = tuple[tuple[str, str], ...]


def rel_of(action: InlineAction, activity: Activity) -> str:
    """The rel by which the source of this activity does the action; "" where we do it ourselves."""
    provider = activity.provider
    backend = registry.providers().get(provider.backend) if provider and provider.enabled else None
    return _first(action, {rel_key(rel) for rel in activity.links}, backend.rels if backend else ())


def parted(
    action: InlineAction, activities: Sequence[Offered], page: Sequence[Offered], known: RelsBySource
) -> tuple[Sequence[Offered], list[Offered]]:
    """Those of a page where we do the action ourselves, and those whose source does it."""
    sources = {key for key, rels in known.items() if not rels.isdisjoint(action.rels)}
    asked = [one for one in activities if one.kind.provider_key in sources] if sources else []
    if not asked:
        return ((), []) if action.only_at_source else (activities, [])
    links = once("links", lambda: _links(page, known))
    there = [one for one in asked if _first(action, links.get(one.pk, ()), known[one.kind.provider_key])]
    if action.only_at_source:
        return (), there
    pks = {one.pk for one in there}
    return [one for one in activities if one.pk not in pks], there


def offers_there(action: InlineAction, activities: Sequence[Offered], viewer: Viewer) -> dict[int, Offer]:
    """How it stands on each: what this viewer did or waits for, and how many did it."""
    runs = once("runs", lambda: _runs(entities_of(activities), viewer))
    by_entity = {run.entity: run for run in runs if run.action == action.key}
    opposite = {run.entity: run.latest for run in runs if run.action == action.opposite}
    ended = once("ended", lambda: endings([pk for run in runs for pk in run.untold]))
    made = {
        one.pk: _offer(action, by_entity.get(one.entity), opposite.get(one.entity), one, ended) for one in activities
    }
    return _with_choices(action, activities, made) if offered_field(action.input) else made


def choices_of(action: InlineAction, activity: Activity) -> Options:
    """What its source lets people choose now."""
    of_it = Choices.objects.filter(provider=activity.provider, entity=activity.entity, rel__in=action.rels)
    return _options(of_it.values_list("options", flat=True).first() or ())


def is_over(action: InlineAction, last: ActionRun, activity: Activity) -> bool:
    """Whether what was done holds no more: somebody did the opposite since, or the source still has the link on an
    activity that is newer, as where it was done there."""
    if not action.opposite:
        return False
    done = ActionRun.objects.filter(undo=False, undone=None, state=ActionRun.State.DONE, rel__gt="")
    opposite = done.filter(entity=last.entity, action=action.opposite, uid__gt=last.uid)
    return activity.uid > last.uid or opposite.exists()


class _Runs(NamedTuple):
    """What was done about one thing by one action at its source."""

    entity: str
    action: str
    people: int
    my_pending: int
    # Of mine that are done, how many can be undone.
    undoable: int
    # Public ids, which are in order of time: of anybody's latest that was done, and of mine.
    latest: str | None
    my_latest_done: str | None
    # Primary keys: of my latest, and of my latest of which I may still have to be told how it ended.
    my_latest: int | None
    my_untold: int | None

    @property
    def untold(self) -> list[int]:
        """Who pressed again since wants to know of that press only."""
        return [self.my_untold] if self.my_untold is not None and self.my_untold == self.my_latest else []


def _offer(action: InlineAction, runs: _Runs | None, opposite: str | None, one: Offered, endings: Endings) -> Offer:
    if runs is None:
        return Offer(undo=False)
    count = runs.people or None
    if runs.my_pending:
        return Offer("pending", count=count, undo=False)
    ended = endings.get((runs.my_untold, one.pk))
    if runs.my_latest_done and not action.repeats and not _is_over(action, runs.my_latest_done, opposite, one):
        return Offer("done", action.done_label or None, count=count, undo=bool(runs.undoable), ended=ended)
    return Offer(count=count, undo=False, ended=ended)


def _is_over(action: InlineAction, mine: str, opposite: str | None, one: Offered) -> bool:
    """As `is_over`, of what is known of a page."""
    return bool(action.opposite) and (one.uid > UUID(mine) or (opposite or "") > mine)


def _with_choices(action: InlineAction, activities: Sequence[Offered], made: dict[int, Offer]) -> dict[int, Offer]:
    """Where there is nothing to choose, there is nothing to do."""
    entities = sorted({one.entity for one in activities})
    marks, rels = ",".join(["%s"] * len(entities)), ",".join(["%s"] * len(action.rels))
    rows = _rows(
        "SELECT p.key, c.entity, c.options FROM streams_choices c JOIN streams_provider p ON p.id = c.provider_id "  # noqa: S608
        f"WHERE c.entity IN ({marks}) AND c.rel IN ({rels})",
        [*entities, *action.rels],
    )
    told = {(source, entity): _options(_json(options)) for source, entity, options in rows}
    found = {one.pk: told.get((one.kind.provider_key, one.entity), ()) for one in activities}
    return {pk: replace(offer, choices=found[pk]) for pk, offer in made.items() if found[pk]}


def _options(told: Sequence[Sequence[str]]) -> Options:
    return tuple((value, label) for value, label in told)


def _first(action: InlineAction, carried: Any, offered: Collection[str]) -> str:
    return next((rel for rel in action.rels if rel in carried and rel in offered), "")


def rels_by_source(version: Versions) -> RelsBySource:
    """What each source that is switched on does for us, by its key; only those that do something."""
    return remembered("rels", version.settled, SECONDS, _look)


def _look() -> RelsBySource:
    backends = registry.providers()
    rows = Provider.objects.filter(enabled=True).values_list("key", "backend")
    return {key: frozenset(backends[name].rels) for key, name in rows if name in backends and backends[name].rels}


def _links(page: Sequence[Offered], known: RelsBySource) -> dict[int, set[str]]:
    """The rels of those activities of the page whose source does anything at all."""
    pks = [one.pk for one in page if one.kind.provider_key in known]
    marks = ",".join(["%s"] * len(pks))
    rows = _rows(f"SELECT id, links FROM streams_activity WHERE id IN ({marks})", pks)  # noqa: S608
    return {pk: {rel_key(rel) for rel in _json(links)} for pk, links in rows}


def _json(value: Any) -> Any:
    """SQLite keeps it as text; PostgreSQL's driver gives it as text to a cursor of ours."""
    return orjson.loads(value) if isinstance(value, str | bytes) else value


def _runs(entities: list[str], viewer: Viewer) -> list[_Runs]:
    marks, me = ",".join(["%s"] * len(entities)), viewer.user_id
    was_done = "state = 'done' AND NOT undo"
    rows = _rows(
        f"SELECT entity, action, COUNT(DISTINCT CASE WHEN {was_done} THEN user_id END), "  # noqa: S608
        "COUNT(CASE WHEN user_id = %s AND state = 'pending' THEN 1 END), "
        f"COUNT(CASE WHEN user_id = %s AND {was_done} AND CAST(result AS TEXT) LIKE %s THEN 1 END), "
        f"MAX(CASE WHEN {was_done} THEN CAST(uid AS TEXT) END), "
        f"MAX(CASE WHEN user_id = %s AND {was_done} THEN CAST(uid AS TEXT) END), "
        "MAX(CASE WHEN user_id = %s THEN id END), "
        "MAX(CASE WHEN user_id = %s AND shown_until IS NOT NULL THEN id END) "
        f"FROM streams_actionrun WHERE entity IN ({marks}) AND rel > '' AND undone IS NULL GROUP BY entity, action",
        [me, me, '%"undo"%', me, me, me, *entities],
    )
    return [_Runs(*row) for row in rows]


def _rows(sql: str, params: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
