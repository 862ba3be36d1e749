"""Two filters as one: what passes both of them."""

from __future__ import annotations

from dataclasses import replace

from streams.feed.grammar import Filter


def both(one: Filter, other: Filter) -> Filter:
    named = [wanted.providers for wanted in (one, other) if wanted.providers is not None]
    providers = frozenset.intersection(*named) if named else None
    above = 1 + max((part.layer for part in one.conditions), default=-1)
    layered = [replace(part, layer=part.layer + above) for part in other.conditions]
    return Filter((*one.conditions, *layered), providers, one.warnings + other.warnings)
