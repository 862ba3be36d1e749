"""Which posted activities Python code asks for, told in the filter language (contract.md §4.7)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.http import QueryDict
from django.utils import timezone

from streams.feed.cursor import EPOCH, Cursor
from streams.feed.grammar import Condition, Filter, InvalidFilter, Notice, escape, parse
from streams.feed.options import EVERYWHERE

# Who reads on takes the next page, which has no such limits.
MAX_START, MAX_RESULTS = 100_000, 1000
POSTED = "thirdparty"
# What names are lists of: source and option of a filter.
NAMES = {"usernames": (EVERYWHERE, "user"), "provider_keys": (POSTED, "provider_name")}

EntityFilters = Sequence[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class ActivityQuery:
    """What must all hold; what is left out holds for every activity. Newest first.

    Entity filters are pairs of an option of the filter language, such as "key" or "issue-key", and a value: of several
    with one option any may match. `provider_keys` are keys of generators (`<generator id>@<name>`), or either half.
    """

    # From this millisecond on, and up to but not with this one; without a time zone, in Django's current one.
    start_date: datetime | None = None
    end_date: datetime | None = None
    usernames: Sequence[str] = ()
    exclude_usernames: Sequence[str] = ()
    entity_filters: EntityFilters = ()
    exclude_entity_filters: EntityFilters = ()
    provider_keys: Sequence[str] = ()
    exclude_provider_keys: Sequence[str] = ()
    start_index: int = 0
    max_results: int = 10
    # Behind which activity it goes on: what `start_index` passes over is counted from there.
    after: Cursor | None = field(default=None, repr=False)

    @classmethod
    def all(cls) -> ActivityQuery:
        """The newest ten, whatever they are; `Found.next` has the others."""
        return cls()

    def add_entity_filter(self, key: str, value: str) -> ActivityQuery:
        return replace(self, entity_filters=(*self.entity_filters, (key, value)))

    def add_exclude_entity_filter(self, key: str, value: str) -> ActivityQuery:
        return replace(self, exclude_entity_filters=(*self.exclude_entity_filters, (key, value)))

    def filter(self) -> Filter:
        """Raises InvalidFilter with every fault, each under the name of its field."""
        faults, conditions = [*self._out_of_range(), *self._bare_texts()], list[Condition]()
        for name, source, text in self._texts():
            try:
                conditions += _conditions(source, text)
            except InvalidFilter as error:
                faults += [replace(notice, parameter=name, position=None) for notice in error.notices]
        if faults:
            raise InvalidFilter(faults)
        return Filter(tuple(conditions), frozenset({POSTED}))

    def _out_of_range(self) -> Iterator[Notice]:
        for name, least, most in (("start_index", 0, MAX_START), ("max_results", 1, MAX_RESULTS)):
            if not least <= getattr(self, name) <= most:
                yield Notice(name, "out_of_range", f"{name} must be from {least} to {most}")

    def _bare_texts(self) -> Iterator[Notice]:
        """A text is a sequence as well, of its letters."""
        for name in (*NAMES, *(f"exclude_{name}" for name in NAMES)):
            if isinstance(getattr(self, name), str):
                yield Notice(name, "not_a_list", f"{name} must be a list or tuple")

    def _texts(self) -> Iterator[tuple[str, str, str]]:
        """Name of the field, and source and text of a filter."""
        if self.start_date:
            yield "start_date", EVERYWHERE, f"update-date AFTER {_milliseconds(self.start_date) - 1}"
        if self.end_date:
            yield "end_date", EVERYWHERE, f"update-date BEFORE {_milliseconds(self.end_date)}"
        for name, (source, option) in NAMES.items():
            for field_name, operator in ((name, "IS"), (f"exclude_{name}", "NOT")):
                values = getattr(self, field_name)
                if values and not isinstance(values, str):
                    yield field_name, source, f"{option} {operator} {_values(values)}"
        for field_name, operator in (("entity_filters", "IS"), ("exclude_entity_filters", "NOT")):
            for key, values in _by_key(getattr(self, field_name)).items():
                yield field_name, EVERYWHERE, f"{key} {operator} {_values(values)}"


def _conditions(source: str, text: str) -> tuple[Condition, ...]:
    params = QueryDict(mutable=True)
    params[source] = text
    return parse(params, strict=True).conditions


def _values(values: Iterable[str]) -> str:
    return " ".join(map(escape, values))


def _by_key(pairs: EntityFilters) -> Mapping[str, list[str]]:
    by_key: dict[str, list[str]] = {}
    for key, value in pairs:
        by_key.setdefault(key.replace(" ", "_"), []).append(value)
    return by_key


def _milliseconds(moment: datetime) -> int:
    aware = timezone.make_aware(moment) if timezone.is_naive(moment) else moment
    return (aware - EPOCH) // timedelta(milliseconds=1)
