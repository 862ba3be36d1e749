"""From a Filter and a viewer to a Plan: which index descents, and what is left to check."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from streams.feed import meaning
from streams.feed.catalogue import kinds_seen
from streams.feed.checks import among, check_applications, check_own_categories, check_the_rest
from streams.feed.cursor import EPOCH
from streams.feed.grammar import FIRST_MS, LAST_MS, Filter
from streams.feed.meaning import Choice, Range
from streams.feed.options import EVERYWHERE
from streams.feed.plan import KINDS_SECONDS, KnownKind, Nothing, Plan
from streams.memory import counted
from streams.models import Versions, Viewer
from streams.models.activity import visible_audiences

# Descents for a page. With more, the values are checked on the entries of the reader's audiences instead.
MAX_BRANCHES = 150
# SQLite nests an OR as deep as it is long, and no deeper than 1000.
MAX_TERMS = 100


def plan(wanted: Filter, viewer: Viewer, version: Versions) -> Plan | None:
    """How to read what matches; None where nothing can."""
    drawn = Plan(visible_audiences(viewer), version, viewer.sees_all)
    try:
        _span(drawn, meaning.ranges(wanted.conditions))
        if wanted.conditions or wanted.providers is not None:
            _columns(drawn, wanted, viewer)
            check_the_rest(drawn, wanted)
    except Nothing:
        return None
    return drawn if drawn.audiences else None


def _span(drawn: Plan, ranges: list[Range] | None) -> None:
    """One span of the index; where there are several ranges, the gaps between them are checked."""
    if ranges is None:
        return
    if not ranges:
        raise Nothing
    drawn.since, drawn.until = _moment(ranges[-1][0]), _moment(ranges[0][1])
    gaps = [(_stored(older[1]), _stored(newer[0])) for newer, older in zip(ranges, ranges[1:], strict=False)]
    for start in range(0, len(gaps), MAX_TERMS):
        some = gaps[start : start + MAX_TERMS]
        between = " OR ".join(["(published >= %s AND published < %s)"] * len(some))
        drawn.check(f"NOT ({between})", [moment for gap in some for moment in gap], "published")


def _columns(drawn: Plan, wanted: Filter, viewer: Viewer) -> None:
    """The rarest kind of value leads; the others are checked."""
    choices = [
        ("issue_key", meaning.choice(wanted.conditions, "issue-key")),
        ("actor_username", _actors(wanted, viewer)),
        ("project_key", meaning.choice(wanted.conditions, "key")),
    ]
    for column, choice in choices:
        if choice.only is not None and not choice.only:
            raise Nothing
        _lead_or_check(drawn, column, choice.only, choice.never)
    _kinds(drawn, wanted)


def _actors(wanted: Filter, viewer: Viewer) -> Choice:
    """`user`, and `mine`: nothing is nobody's own."""
    choice, answers = meaning.choice(wanted.conditions, "user"), meaning.yes_no(wanted.conditions, "mine")
    me = frozenset({viewer.user.get_username()} if viewer.user.is_authenticated else ())
    if answers == {True}:
        return choice.narrowed(Choice(only=me))
    if answers == {False}:
        return choice.narrowed(Choice(never=me))
    return choice if answers else Choice(frozenset())


def _lead_or_check(drawn: Plan, column: str, only: Collection[Any] | None, never: Collection[Any]) -> None:
    if only is None:
        if never:
            drawn.check(f"({column} IS NULL OR {among(column, never, 'NOT IN')})", sorted(never), column)
    elif not drawn.column and len(only) * len(drawn.audiences) <= MAX_BRANCHES:
        drawn.column, drawn.values = column, sorted(only)
    else:
        drawn.check(among(column, only), sorted(only), column)


def _kinds(drawn: Plan, wanted: Filter) -> None:
    """`providers`, and what is asked of each source: a condition of one source leaves the others alone."""
    named = {one.source for one in wanted.conditions} - {EVERYWHERE}
    if wanted.providers is None and not named:
        return
    kinds = _seen_kinds(drawn)
    activities = {source: meaning.choice(wanted.conditions, "activity", source) for source in named}
    passing = {
        kind.pk
        for kind in kinds
        if (wanted.providers is None or kind.provider_key in wanted.providers)
        and activities.get(kind.provider_key, Choice()).takes(kind.activity)
    }
    if not passing:
        raise Nothing
    if wanted.providers is not None or len(passing) < len(kinds) / 2:
        _lead_or_check(drawn, "kind_id", passing, ())
    elif len(passing) < len(kinds):
        _lead_or_check(drawn, "kind_id", None, {kind.pk for kind in kinds} - passing)
    for source in sorted(named):
        own = [kind.pk for kind in kinds if kind.provider_key == source]
        if own:
            check_applications(drawn, wanted, source, own)
            check_own_categories(drawn, wanted, source, own)


def _seen_kinds(drawn: Plan) -> list[KnownKind]:
    """Those that the viewer sees something of: how many others there are must not decide where a page ends."""
    audiences = drawn.audiences

    def look() -> list[KnownKind]:
        return [KnownKind(*row) for row in kinds_seen(audiences)]

    return counted(("kinds", *audiences), drawn.version, KINDS_SECONDS, look)


def _moment(milliseconds: int) -> datetime | None:
    """None for what lies at or beyond the ends of time."""
    if not FIRST_MS < milliseconds <= LAST_MS:
        return None
    return EPOCH + timedelta(milliseconds=milliseconds)


def _stored(milliseconds: int) -> Any:
    """As the database compares it."""
    return connection.ops.adapt_datetimefield_value(_moment(milliseconds))
