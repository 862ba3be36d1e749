"""A filter that somebody saved: a query as in an address. Strict when it is saved, lenient ever after."""

from __future__ import annotations

from dataclasses import replace

from django.http import QueryDict

from streams.feed.catalogue import every_source
from streams.feed.grammar import Filter, parse
from streams.feed.options import EVERYWHERE
from streams.models import Version, Versions


def checked(query: str) -> str:
    """The query as it is stored. Raises InvalidFilter: what is misspelt here would list too much for ever."""
    text = _text(query)
    parse(QueryDict(text), strict=True, sources=every_source(Version.now()))
    return text


def read(query: str, version: Versions) -> Filter:
    """What it means now: what has been uninstalled since becomes a warning. Not of a source: whether there is one that
    the reader may not see is nobody's to learn."""
    saved = parse(QueryDict(_text(query)), strict=False, sources=every_source(version))
    return replace(saved, warnings=tuple(warning for warning in saved.warnings if warning.parameter == EVERYWHERE))


def _text(query: str) -> str:
    """Addresses are copied with their question mark."""
    return query.strip().removeprefix("?")
