"""What a Filter means, column by column (contract.md §2.3): pure sets and ranges, no database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

from streams.feed.grammar import FIRST_MS, LAST_MS, Condition
from streams.feed.options import ACTIVITY, EVERYWHERE, PROVIDER_NAME

# Half-open, in milliseconds since 1970.
Range = tuple[int, int]


@dataclass(frozen=True)
class Choice:
    """Which values of a column pass: those of `only` (None: all) that are not in `never`."""

    only: frozenset[str] | None = None
    never: frozenset[str] = frozenset()

    def takes(self, value: str | None) -> bool:
        return (self.only is None or value in self.only) and value not in self.never

    def narrowed(self, other: Choice) -> Choice:
        """What passes this and the other one."""
        both = [choice.only for choice in (self, other) if choice.only is not None]
        never = self.never | other.never
        return Choice(frozenset.intersection(*both) - never if both else None, never)


@dataclass(frozen=True)
class Texts:
    """One condition on the text: any of these must be found in it, or none of them."""

    needles: tuple[str, ...]
    wanted: bool


def choice(conditions: Sequence[Condition], option: str, source: str = EVERYWHERE) -> Choice:
    """What all conditions on an option of a source come to, where an activity has one value of it."""
    return reduce(Choice.narrowed, choices(conditions, option, source), Choice())


def choices(conditions: Sequence[Condition], option: str, source: str = EVERYWHERE) -> list[Choice]:
    """What must hold of each layer: an activity has several categories, and what takes one may not take another."""
    about = [one for one in conditions if (one.source, one.option) == (source, option)]
    return [_choice([one for one in about if one.layer == layer]) for layer in sorted({one.layer for one in about})]


def _choice(conditions: Sequence[Condition]) -> Choice:
    """The union of all IS values minus all NOT values."""
    wanted = [frozenset(_compared(one)) for one in conditions if one.operator == "IS"]
    never = frozenset(value for one in conditions if one.operator == "NOT" for value in _compared(one))
    return Choice(frozenset().union(*wanted) - never if wanted else None, never)


def _compared(condition: Condition) -> Iterable[str]:
    """Issue keys are the same in capitals."""
    is_key = (condition.source, condition.option) == (EVERYWHERE, "issue-key")
    return map(str.upper, condition.values) if is_key else condition.values


def own_options(conditions: Sequence[Condition], source: str) -> list[str]:
    """What is asked of a source besides what every source is asked: its own options, which are categories of it."""
    return sorted({one.option for one in conditions if one.source == source} - {ACTIVITY.key, PROVIDER_NAME.key})


def yes_no(conditions: Sequence[Condition], option: str) -> frozenset[bool]:
    """The answers that pass: both where nothing is asked, none where nothing can."""
    asked = choice(conditions, option)
    return frozenset(answer for answer, word in ((True, "yes"), (False, "no")) if asked.takes(word))


def texts(conditions: Sequence[Condition]) -> list[Texts]:
    """Each condition on the text by itself: they all must hold."""
    return [
        Texts(tuple(value.casefold() for value in one.values), one.operator == "CONTAINS")
        for one in conditions
        if (one.source, one.option) == (EVERYWHERE, "text")
    ]


def ranges(conditions: Sequence[Condition]) -> list[Range] | None:
    """When it may have happened, newest range first; None for any time, [] for never."""
    dated = [_ranges(one) for one in conditions if (one.source, one.option) == (EVERYWHERE, "update-date")]
    if not dated:
        return None
    common = dated[0]
    for other in dated[1:]:
        common = _merged((max(a, c), min(b, d)) for a, b in common for c, d in other)
    return common


def _ranges(condition: Condition) -> list[Range]:
    """Exclusive at both ends: a moment is the millisecond that it is shown with."""
    dates = [int(value) for value in condition.values]
    if condition.operator == "BEFORE":
        return _merged((FIRST_MS, date) for date in dates)
    if condition.operator == "AFTER":
        return _merged((date + 1, LAST_MS + 1) for date in dates)
    return _merged((start + 1, end) for start, end in zip(dates[::2], dates[1::2], strict=True))


def _merged(parts: Iterable[Range]) -> list[Range]:
    """The same moments as ranges that neither touch nor are empty."""
    merged: list[Range] = []
    for start, end in sorted(part for part in parts if part[0] < part[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged[::-1]
