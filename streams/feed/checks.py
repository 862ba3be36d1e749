"""What no index leads with is checked on each entry that a descent passes: SQL for the plan's `rest`."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Coalesce

from streams.feed import meaning
from streams.feed.grammar import Filter
from streams.feed.meaning import Choice
from streams.feed.plan import Nothing, Plan
from streams.limits import MAX_TEXT
from streams.models import Application


def check_applications(drawn: Plan, wanted: Filter, source: str, kinds: list[int]) -> None:
    """`provider_name` of one source; what has no application passes a NOT (contract.md §4.6)."""
    # An application may be named in several ways: which ones two filters agree on, only their ids tell.
    for choice in meaning.choices(wanted.conditions, "provider_name", source):
        _application(drawn, choice, kinds)


def _application(drawn: Plan, choice: Choice, kinds: list[int]) -> None:
    # A check also where no such application is known: that there is one may be hidden, and shows in where a page ends.
    if choice.only is not None:
        ids = _application_ids(choice.only) - _application_ids(choice.never)
        passes = among("application_id", ids) if ids else "1 = 0"
    else:
        ids = _application_ids(choice.never)
        passes = f"application_id IS NULL OR {among('application_id', ids, 'NOT IN')}" if ids else "1 = 1"
    elsewhere = among("kind_id", kinds, "NOT IN")
    drawn.check(f"({elsewhere} OR {passes})", [*kinds, *ids], "kind_id", "application_id")


def _application_ids(names: frozenset[str]) -> set[int]:
    """`<generator id>@<display name>`, where either may hold an @; without one, either of the two."""
    if not names:
        return set()
    # Each name also cut at every @ that may be the one between the two: which it is, the rows tell.
    ids = {name[:place] for name in names for place in _at_signs(name)}.union(names)
    known = Application.objects.filter(Q(generator_id__in=ids) | Q(display_name__in=names)).order_by()
    # Of one that was merged, the one it was merged into.
    rows = known.values_list(Coalesce("same_as_id", "pk"), "generator_id", "display_name")
    return {pk for pk, *parts in rows if not names.isdisjoint([*parts, "@".join(parts)])}


def _at_signs(name: str) -> list[int]:
    """The places of those behind which no more follows than a display name may hold."""
    return [place for place in range(max(0, len(name) - MAX_TEXT - 1), len(name)) if name[place] == "@"]


def check_own_categories(drawn: Plan, wanted: Filter, source: str, kinds: list[int]) -> None:
    """The source's own options; what has no category at all passes a NOT."""
    for option in meaning.own_options(wanted.conditions, source):
        for choice in meaning.choices(wanted.conditions, option, source):
            _own_categories(drawn, choice, kinds)


def _own_categories(drawn: Plan, choice: Choice, kinds: list[int]) -> None:
    checks = [_any_category(choice.only)] if choice.only else []
    checks += [("1 = 0", [])] if choice.only is not None and not choice.only else []
    excluded, params = _any_category(choice.never) if choice.never else ("", [])
    checks += [(f"NOT {excluded}", params)] if excluded else []
    passes = " AND ".join(sql for sql, _ in checks) or "1 = 1"
    values = [value for _, several in checks for value in several]
    drawn.check(f"({among('kind_id', kinds, 'NOT IN')} OR ({passes}))", [*kinds, *values], "kind_id", "categories")


def check_the_rest(drawn: Plan, wanted: Filter) -> None:
    """What no index leads with."""
    answers = meaning.yes_no(wanted.conditions, "bots")
    if not answers:
        raise Nothing
    if len(answers) == 1:
        drawn.check("is_bot" if answers == {True} else "NOT is_bot", (), "is_bot")
    for choice in meaning.choices(wanted.conditions, "category"):
        _categories(drawn, choice)
    for texts in meaning.texts(wanted.conditions):
        _text(drawn, texts)


def _categories(drawn: Plan, choice: Choice) -> None:
    """An activity has several: one of them is enough, and one that is excluded is enough, too."""
    if choice.only is not None:
        if not choice.only:
            raise Nothing
        drawn.check(*_any_category(choice.only), "categories")
    if choice.never:
        sql, params = _any_category(choice.never)
        drawn.check(f"NOT {sql}", params, "categories")


def _any_category(names: Collection[str]) -> tuple[str, list[Any]]:
    if connection.vendor == "postgresql":
        return "(categories ?| %s)", [sorted(names)]
    return f"EXISTS (SELECT 1 FROM json_each(categories) WHERE {among('value', names)})", sorted(names)


def _text(drawn: Plan, texts: meaning.Texts) -> None:
    if not texts.needles:
        if texts.wanted:
            raise Nothing
        return
    place = "strpos" if connection.vendor == "postgresql" else "instr"
    found = " OR ".join([f"{place}(search, %s) > 0"] * len(texts.needles))
    drawn.check(f"({found})" if texts.wanted else f"NOT ({found})", texts.needles, "search")
    drawn.needles += len(texts.needles)


def among(column: str, values: Collection[Any], operator: str = "IN") -> str:
    return f"{column} {operator} ({','.join(['%s'] * len(values))})"
