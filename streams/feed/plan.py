"""From a Filter and a viewer to index descents: which ones, and what is left to check on each entry."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import sha256
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Coalesce

from streams.feed import meaning
from streams.feed.catalogue import kinds_seen
from streams.feed.cursor import EPOCH
from streams.feed.grammar import FIRST_MS, LAST_MS, Filter
from streams.feed.meaning import Choice, Range
from streams.feed.options import EVERYWHERE
from streams.memory import remembered
from streams.models import Application, Kind, Versions, Viewer
from streams.models.activity import visible_audiences

# Descents for a page. With more, the values are checked on the entries of the reader's audiences instead.
MAX_BRANCHES = 150
KINDS_SECONDS = 300
# SQLite nests an OR as deep as it is long, and no deeper than 1000.
MAX_TERMS = 100


class KnownKind(NamedTuple):
    """A Kind as it is remembered: its table hardly ever grows, and a page joins nothing for it."""

    pk: int
    provider_key: str
    object_type: str
    verb: str

    @property
    def activity(self) -> str:
        return f"{self.object_type}:{self.verb}"


@dataclass
class Plan:
    """One descent for each audience and each value of `column`; `rest` is checked on the entries it passes.

    The entries of a descent are all visible to the viewer: nothing hidden is read, counted or waited for.
    """

    audiences: list[int]
    version: Versions
    # Whether those are all there are.
    sees_all: bool = False
    column: str = ""
    values: list[Any] = field(default_factory=list)
    # Half-open; None where nothing bounds it.
    since: datetime | None = None
    until: datetime | None = None
    rest: list[str] = field(default_factory=list)
    params: list[Any] = field(default_factory=list)
    # Columns that `rest` reads.
    columns: set[str] = field(default_factory=set)
    # What makes a check dear: the values that each text is searched for.
    needles: int = 0

    @property
    def branches(self) -> list[list[Any]]:
        """The values each descent starts with. Who sees all needs one for the newest, whosever they are."""
        leading = [[value] for value in self.values] if self.column else [[]]
        if self.is_whole:
            return leading
        return [[*value, audience] for audience in self.audiences for value in leading]

    @property
    def is_whole(self) -> bool:
        return self.sees_all and not self.column

    @property
    def identity(self) -> bytes:
        """Plans that are alike in this find the same, whoever drew them. Hashed, because a filter may be long."""
        leading = (self.audiences, self.sees_all, self.column, self.values, self.since, self.until)
        return sha256(repr((*leading, self.rest, self.params)).encode(errors="surrogatepass")).digest()

    @cached_property
    def kinds(self) -> Mapping[int, KnownKind]:
        return remembered("kinds", self.version.settled, KINDS_SECONDS, _read_kinds)

    def kind(self, pk: int) -> KnownKind:
        """Also one that was stored after the version was read."""
        if pk not in self.kinds:
            self.kinds = _read_kinds()
        return self.kinds[pk]

    def check(self, sql: str, params: Collection[Any], *columns: str) -> None:
        self.rest.append(sql)
        self.params += params
        self.columns.update(columns)


class Nothing(Exception):  # noqa: N818
    """No activity at all can match, whatever is stored."""


def plan(wanted: Filter, viewer: Viewer, version: Versions) -> Plan | None:
    """How to read what matches; None where nothing can."""
    drawn = Plan(visible_audiences(viewer), version, viewer.sees_all)
    try:
        _span(drawn, meaning.ranges(wanted.conditions))
        if wanted.conditions or wanted.providers is not None:
            _columns(drawn, wanted, viewer)
            _checks(drawn, wanted)
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
        ("issue_key", _issues(wanted)),
        ("actor_username", _actors(wanted, viewer)),
        ("project_key", meaning.choice(wanted.conditions, "key")),
    ]
    for column, choice in choices:
        if choice.only is not None and not choice.only:
            raise Nothing
        _lead_or_check(drawn, column, choice.only, choice.never)
    _kinds(drawn, wanted)


def _issues(wanted: Filter) -> Choice:
    choice = meaning.choice(wanted.conditions, "issue-key")
    upper = [None if keys is None else frozenset(map(str.upper, keys)) for keys in (choice.only, choice.never)]
    return Choice().narrowed(upper[0], upper[1] or frozenset())


def _actors(wanted: Filter, viewer: Viewer) -> Choice:
    """`user`, and `mine`: nothing is nobody's own."""
    choice, answers = meaning.choice(wanted.conditions, "user"), meaning.yes_no(wanted.conditions, "mine")
    me = frozenset({viewer.user.get_username()} if viewer.user.is_authenticated else ())
    if answers == {True}:
        return choice.narrowed(only=me)
    if answers == {False}:
        return choice.narrowed(never=me)
    return choice if answers else Choice(frozenset())


def _lead_or_check(drawn: Plan, column: str, only: Collection[Any] | None, never: Collection[Any]) -> None:
    if only is None:
        if never:
            drawn.check(f"({column} IS NULL OR {_in(column, never, 'NOT IN')})", sorted(never), column)
    elif not drawn.column and len(only) * len(drawn.audiences) <= MAX_BRANCHES:
        drawn.column, drawn.values = column, sorted(only)
    else:
        drawn.check(_in(column, only), sorted(only), column)


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
            _applications(drawn, wanted, source, own)
            _own_categories(drawn, wanted, source, own)


def _seen_kinds(drawn: Plan) -> list[KnownKind]:
    """Those that the viewer sees something of: how many others there are must not decide where a page ends."""
    audiences = drawn.audiences

    def look() -> list[KnownKind]:
        return [KnownKind(*row) for row in kinds_seen(audiences)]

    return remembered(("kinds", *audiences), drawn.version, KINDS_SECONDS, look)


def _read_kinds() -> Mapping[int, KnownKind]:
    rows = Kind.objects.values_list("pk", "provider_key", "object_type", "verb")
    return {row[0]: KnownKind(*row) for row in rows}


def _applications(drawn: Plan, wanted: Filter, source: str, kinds: list[int]) -> None:
    """`provider_name` of one source; what has no application passes a NOT (contract.md §4.6)."""
    choice = meaning.choice(wanted.conditions, "provider_name", source)
    if choice == Choice():
        return
    # A check also where no such application is known: that there is one may be hidden, and shows in where a page ends.
    if choice.only is not None:
        ids = _application_ids(choice.only) - _application_ids(choice.never)
        passes = _in("application_id", ids) if ids else "1 = 0"
    else:
        ids = _application_ids(choice.never)
        passes = f"application_id IS NULL OR {_in('application_id', ids, 'NOT IN')}" if ids else "1 = 1"
    elsewhere = _in("kind_id", kinds, "NOT IN")
    drawn.check(f"({elsewhere} OR {passes})", [*kinds, *ids], "kind_id", "application_id")


def _own_categories(drawn: Plan, wanted: Filter, source: str, kinds: list[int]) -> None:
    """The source's own options; what has no category at all passes a NOT."""
    for option in meaning.own_options(wanted.conditions, source):
        choice = meaning.choice(wanted.conditions, option, source)
        checks = [_any_category(choice.only)] if choice.only else []
        checks += [("1 = 0", [])] if choice.only is not None and not choice.only else []
        excluded, params = _any_category(choice.never) if choice.never else ("", [])
        checks += [(f"NOT {excluded}", params)] if excluded else []
        passes = " AND ".join(sql for sql, _ in checks) or "1 = 1"
        values = [value for _, several in checks for value in several]
        drawn.check(f"({_in('kind_id', kinds, 'NOT IN')} OR ({passes}))", [*kinds, *values], "kind_id", "categories")


def _application_ids(names: Collection[str]) -> set[int]:
    """`<generator id>@<display name>`, where either may hold an @; without one, either of the two."""
    named = Q()
    for name in names:
        named |= Q(generator_id=name) | Q(display_name=name)
        for place in (place for place, letter in enumerate(name) if letter == "@"):
            named |= Q(generator_id=name[:place], display_name=name[place + 1 :])
    # Of one that was merged, the one it was merged into.
    whose = Coalesce("same_as_id", "pk")
    return set(Application.objects.filter(named).order_by().values_list(whose, flat=True)) if names else set()


def _checks(drawn: Plan, wanted: Filter) -> None:
    """What no index leads with."""
    answers = meaning.yes_no(wanted.conditions, "bots")
    if not answers:
        raise Nothing
    if len(answers) == 1:
        drawn.check("is_bot" if answers == {True} else "NOT is_bot", (), "is_bot")
    _categories(drawn, meaning.choice(wanted.conditions, "category"))
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
    return f"EXISTS (SELECT 1 FROM json_each(categories) WHERE {_in('value', names)})", sorted(names)


def _text(drawn: Plan, texts: meaning.Texts) -> None:
    if not texts.needles:
        if texts.wanted:
            raise Nothing
        return
    place = "strpos" if connection.vendor == "postgresql" else "instr"
    found = " OR ".join([f"{place}(search, %s) > 0"] * len(texts.needles))
    drawn.check(f"({found})" if texts.wanted else f"NOT ({found})", texts.needles, "search")
    drawn.needles += len(texts.needles)


def _in(column: str, values: Collection[Any], operator: str = "IN") -> str:
    return f"{column} {operator} ({','.join(['%s'] * len(values))})"


def _moment(milliseconds: int) -> datetime | None:
    """None for what lies at or beyond the ends of time."""
    if not FIRST_MS < milliseconds <= LAST_MS:
        return None
    return EPOCH + timedelta(milliseconds=milliseconds)


def _stored(milliseconds: int) -> Any:
    """As the database compares it."""
    return connection.ops.adapt_datetimefield_value(_moment(milliseconds))
