"""What the reader of a gadget may filter by: what they may know of, less what its locked filters leave out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from streams.feed.catalogue import Source, catalogue
from streams.feed.grammar import Filter
from streams.feed.meaning import choice
from streams.feed.options import EVERYWHERE, OPERATORS, Option
from streams.feed.people import people
from streams.languages import told
from streams.models import Viewer

# As many as a list to choose from shows.
MOST = 20


def offered(viewer: Viewer, locked: Filter) -> list[dict[str, Any]]:
    """The sources with their options; an option that leaves one value or none is no choice."""
    return [_source(source, viewer, locked) for source in _within(catalogue(viewer), locked)]


def values(option: str, viewer: Viewer, locked: Filter) -> Mapping[str, str] | None:
    """Labels by value of an option that has too many to list; None for any other option."""
    if option == "user":
        return _allowed(people(viewer), EVERYWHERE, option, locked)
    if option != "key":
        return None
    everywhere = catalogue(viewer)[0]
    projects = next(one.values for one in everywhere.options if one.key == option)
    return _allowed(projects, EVERYWHERE, option, locked)


def chosen(known: Mapping[str, str], typed: str | None, wanted: Sequence[str]) -> list[dict[str, str]]:
    """Those that are wanted by their value, or else those with a word that begins like this; the best ones first."""
    if wanted:
        return _pairs((value, known[value]) for value in wanted[:MOST] if value in known)
    start = (typed or "").strip().casefold()
    ranked = sorted((_rank(value, label, start), label.casefold(), value) for value, label in known.items())
    return _pairs((value, known[value]) for rank, _, value in ranked[:MOST] if rank < _NO_MATCH)


_NO_MATCH = 3


def _rank(value: str, label: str, start: str) -> int:
    texts = label.casefold(), value.casefold()
    if any(text.startswith(start) for text in texts):
        return 0
    if any(word.startswith(start) for text in texts for word in text.split()):
        return 1
    return 2 if any(start in text for text in texts) else _NO_MATCH


def _within(sources: Iterable[Source], locked: Filter) -> list[Source]:
    return [
        source
        for source in sources
        if source.key == EVERYWHERE or locked.providers is None or source.key in locked.providers
    ]


def _source(source: Source, viewer: Viewer, locked: Filter) -> dict[str, Any]:
    """Nobody in particular did nothing: to them "mine" is no question."""
    asked = [option for option in source.options if option.key != "mine" or viewer.user_id is not None]
    left = [(option, _allowed(option.values, source.key, option.key, locked)) for option in asked]
    options = [_option(option, allowed) for option, allowed in left if len(allowed) > 1 or not option.values]
    return {"key": source.key, "name": source.name, "alias": source.alias, "options": options}


def _allowed(known: Mapping[str, str], source: str, option: str, locked: Filter) -> Mapping[str, str]:
    takes = choice(locked.conditions, option, source).takes
    return {value: label for value, label in known.items() if takes(value)}


def _option(option: Option, allowed: Mapping[str, str]) -> dict[str, Any]:
    return {
        "key": option.key,
        "name": told(option.name),
        "help": told(option.help),
        "type": option.type,
        "operators": [{"key": operator, "name": told(OPERATORS[operator])} for operator in option.operators],
        "values": _pairs((value, option.told(label)) for value, label in allowed.items()),
    }


def _pairs(labels: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"value": value, "label": label} for value, label in labels]
