"""The filter language (contract.md §2): query parameters in, a Filter out, and a notice for all that was not taken."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, KeysView, Sequence
from dataclasses import dataclass
from typing import Protocol

from streams.feed import options
from streams.feed.options import EVERYWHERE, Option, Sources

# More than anybody types; it bounds the size of a query.
MAX_CONDITIONS = 20
MAX_VALUES = 100
# The years 1 to 9999 in milliseconds since 1970: a later or earlier moment means the same as the last or first.
FIRST_MS, LAST_MS = -62_135_596_800_000, 253_402_300_799_999
# A number below it is a date before March 1973 in milliseconds and a likely one in seconds.
LIKELY_SECONDS = 100_000_000_000

# The original's older parameters and what they stand for (contract.md §1.2). `filter` goes before `itemKey`.
LEGACY = {
    "filterUser": ("user", "IS"),
    "key": ("key", "IS"),
    "filter": ("issue-key", "IS"),
    "itemKey": ("issue-key", "IS"),
    "minDate": ("update-date", "AFTER"),
    "maxDate": ("update-date", "BEFORE"),
}
# Notices that are no faults: the filter means what it says, but perhaps not what was meant.
HINTS = {"looks_like_seconds", "unknown_source"}


class Params(Protocol):
    """Such as Django's QueryDict."""

    def getlist(self, key: str) -> Sequence[str]: ...
    def keys(self) -> KeysView[str]: ...


@dataclass(frozen=True)
class Condition:
    """One filter. `source` is "streams" or a provider's key; the values are unescaped, dates as ms since 1970."""

    source: str
    option: str
    operator: str
    # What cannot be matched is left out, so none means: nothing matches (or, negated, everything).
    values: tuple[str, ...]
    # Which of several filters in one it belongs to. Within one the values of repeated `IS` add up (contract.md §2.3);
    # what two filters ask for must both hold.
    layer: int = 0


@dataclass(frozen=True)
class Notice:
    """What was not taken, or not meant like that: a warning on the lenient door, a fault on the strict one."""

    parameter: str
    code: str
    message: str
    # Where it begins in the decoded value of the parameter, in characters; None for all of it.
    position: int | None = None


@dataclass(frozen=True)
class Filter:
    """Conditions that all hold, within these sources (None for all)."""

    conditions: tuple[Condition, ...] = ()
    providers: frozenset[str] | None = None
    warnings: tuple[Notice, ...] = ()


class InvalidFilter(ValueError):  # noqa: N818
    """A filter that the strict door refuses; `notices` has every reason."""

    def __init__(self, notices: Sequence[Notice]) -> None:
        super().__init__("; ".join(f"{notice.parameter}: {notice.message}" for notice in notices))
        self.notices = list(notices)


def parse(params: Params, *, strict: bool, known: Collection[str] = (), sources: Sources | None = None) -> Filter:
    """Read the filter of a query.

    `known`: parameters that the caller reads itself. `sources`: the provider keys this viewer may know of, each
    with its own options; with None any name may be one, and none has any. Strict: raises InvalidFilter, and takes no
    legacy parameter. Lenient: drops and warns.
    """
    reader = _Reader(sources)
    names = [name for name in params.keys() if name not in known]  # noqa: SIM118  (keys() is all we ask for)
    for name in names:
        if name == "providers" or (name == "module" and not strict):
            reader.read_providers(name, params.getlist(name), strict)
        elif name in LEGACY and not strict:
            if not (name == "itemKey" and any(params.getlist("filter"))):
                reader.read_legacy(name, params.getlist(name))
        else:
            reader.read_filters(name, params.getlist(name))
    faults = [notice for notice in reader.notices if notice.code not in HINTS]
    if strict and faults:
        raise InvalidFilter(faults)
    return Filter(tuple(reader.conditions), reader.providers, tuple(reader.notices))


def escape(value: str) -> str:
    r"""For one of several values: `_` becomes `\_`, a space becomes `_` (contract.md §2.2)."""
    return value.replace("_", r"\_").replace(" ", "_")


def unescape(value: str) -> str:
    return re.sub(r"\\_|_", lambda found: "_" if found[0] == r"\_" else " ", value)


class _Reader:
    """Collects conditions and notices, parameter by parameter."""

    def __init__(self, sources: Sources | None) -> None:
        self._sources = sources
        self.conditions: list[Condition] = []
        self.providers: frozenset[str] | None = None
        self.notices: list[Notice] = []

    def read_providers(self, name: str, texts: Sequence[str], strict: bool) -> None:
        """`providers` and `module`: only the first value counts, and both must agree."""
        if strict and len(texts) > 1:
            self._notice(name, "repeated", "is given more than once; name all sources in one, separated by spaces")
        found = list(re.finditer(r"\S+" if name == "providers" else r"(?s:\S(.*\S)?)", texts[0]))
        if not found:
            self._notice(name, "empty", "names no source; leave it out for all of them")
            return
        if len(found) > MAX_VALUES:
            self._notice(name, "too_many_values", f"at most {MAX_VALUES} sources are read", found[MAX_VALUES].start())
        places: dict[str, int] = {}
        for one in found[:MAX_VALUES]:
            places.setdefault(one[0], one.start())
        for key, place in places.items():
            if self._sources is not None and key not in self._sources:
                self._notice(name, "unknown_source", f"there is no source {_quoted(key)}", place)
        keys = frozenset(places)
        self.providers = keys if self.providers is None else self.providers & keys

    def read_legacy(self, name: str, texts: Sequence[str]) -> None:
        """Values as they are: neither split nor unescaped. An empty one is an empty field of a form."""
        key, operator = LEGACY[name]
        if values := [(text, 0) for text in texts if text]:
            self._add(name, EVERYWHERE, options.known(EVERYWHERE, {})[key], operator, values)

    def read_filters(self, name: str, texts: Sequence[str]) -> None:
        if name != EVERYWHERE and self._sources is not None and name not in self._sources:
            allowed = ", ".join(["streams", "providers", *sorted(self._sources)])
            self._notice(name, "unknown_parameter", f"unknown parameter; filters are: {allowed}")
            return
        for text in texts:
            self._read_filter(name, text)

    def _read_filter(self, name: str, text: str) -> None:
        """`option OPERATOR value value…`, split on single spaces (contract.md §2.1)."""
        key, operator, rest = (text.split(" ", 2) + ["", ""])[:3]
        position = len(key) + len(operator) + 2
        if len(text) < position:
            code = "incomplete" if name == EVERYWHERE else "unknown_parameter"
            self._notice(name, code, f"{_quoted(text)} is no filter: write option, OPERATOR and values", 0)
        elif option := self._option(name, key, operator):
            values = [(unescape(value), place) for value, place in _split(rest, position)]
            self._add(name, name, option, operator, values)

    def _option(self, source: str, key: str, operator: str) -> Option | None:
        known = options.known(source, self._sources or {})
        option, position = known.get(key), len(key) + 1
        if option is None:
            self._notice(source, "unknown_option", f"unknown option {_quoted(key)}; known are {', '.join(known)}", 0)
        elif operator not in options.OPERATORS:
            allowed = ", ".join(option.operators)
            self._notice(source, "unknown_operator", f"unknown operator {_quoted(operator)}; use {allowed}", position)
        elif operator not in option.operators:
            allowed = ", ".join(option.operators)
            self._notice(source, "wrong_operator", f"{key} takes {allowed}, not {operator}", position)
        else:
            return option
        return None

    def _add(self, name: str, source: str, option: Option, operator: str, values: list[tuple[str, int]]) -> None:
        if len(self.conditions) == MAX_CONDITIONS:
            self._notice(name, "too_many_filters", f"at most {MAX_CONDITIONS} filters are read")
            return
        if len(values) > MAX_VALUES:
            self._notice(name, "too_many_values", f"at most {MAX_VALUES} values are read", values[MAX_VALUES][1])
            del values[MAX_VALUES:]
        if option.type == "date":
            texts = self._dates(name, operator, values)
        else:
            texts = [value for value, place in values if self._is_usable(name, value, place)]
        self.conditions.append(Condition(source, option.key, operator, tuple(texts)))

    def _is_usable(self, name: str, value: str, place: int) -> bool:
        """Nothing equals an empty value or one that no database can hold."""
        if not value:
            self._notice(name, "empty_value", "a value is missing here", place)
        elif "\0" in value:
            self._notice(name, "invalid_value", "a value holds the character 0", place)
        return bool(value) and "\0" not in value

    def _dates(self, name: str, operator: str, values: list[tuple[str, int]]) -> list[str]:
        """The values that are dates; of BETWEEN the pairs that are."""
        size = 2 if operator == "BETWEEN" else 1
        groups = [values[start : start + size] for start in range(0, len(values), size)]
        if len(groups[-1]) < size:
            self._notice(name, "unpaired_date", "BETWEEN takes dates in pairs", groups.pop()[0][1])
        read = [[self._date(name, text, place) for text, place in group] for group in groups]
        return [date for group in read if all(group) for date in group if date]

    def _date(self, name: str, text: str, place: int) -> str | None:
        if not re.fullmatch(r"-?[0-9]{1,18}", text):
            self._notice(name, "invalid_date", f"{_quoted(text)} is no date: write milliseconds since 1970", place)
            return None
        milliseconds = min(max(int(text), FIRST_MS), LAST_MS)
        if 0 < milliseconds < LIKELY_SECONDS:
            message = f"{text} is in the 1970s: dates are in milliseconds, this looks like seconds"
            self._notice(name, "looks_like_seconds", message, place)
        return str(milliseconds)

    def _notice(self, parameter: str, code: str, message: str, position: int | None = None) -> None:
        self.notices.append(Notice(parameter[:100], code, message, position))


def _split(text: str, position: int) -> Iterator[tuple[str, int]]:
    """The parts between single spaces, and where each begins."""
    for part in text.split(" "):
        yield part, position
        position += len(part) + 1


def _quoted(text: str) -> str:
    """What somebody sent, short enough for a sentence."""
    return repr(text if len(text) <= 40 else text[:39] + "…")
