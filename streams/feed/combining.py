"""Two filters as one: what passes both of them."""

from __future__ import annotations

from streams.feed.grammar import Condition, Filter


def both(one: Filter, other: Filter) -> Filter:
    """Within one filter the values of repeated `IS` add up (contract.md §2.3); between two they must agree."""
    named = [wanted.providers for wanted in (one, other) if wanted.providers is not None]
    providers = frozenset.intersection(*named) if named else None
    shared = _chosen(one).keys() & _chosen(other).keys()
    others = [part for part in one.conditions + other.conditions if part.operator != "IS" or _key(part) not in shared]
    agreed = [Condition(*key, "IS", tuple(sorted(_chosen(one)[key] & _chosen(other)[key]))) for key in sorted(shared)]
    return Filter((*others, *agreed), providers, one.warnings + other.warnings)


def _chosen(wanted: Filter) -> dict[tuple[str, str], frozenset[str]]:
    """The values of each option that is limited to some."""
    chosen: dict[tuple[str, str], frozenset[str]] = {}
    for part in wanted.conditions:
        if part.operator == "IS":
            chosen[_key(part)] = chosen.get(_key(part), frozenset()) | frozenset(_compared(part))
    return chosen


def _key(part: Condition) -> tuple[str, str]:
    return part.source, part.option


def _compared(part: Condition) -> list[str]:
    """Issue keys are the same in capitals."""
    return [value.upper() for value in part.values] if part.option == "issue-key" else list(part.values)
