"""What a feed is to whoever reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


class NotAFeed(Exception):
    """It cannot be read, or not to its end. The text is for people: it says what was found instead.

    `is_cut_off`: it was a feed as far as it went; what came before stands.
    """

    def __init__(self, message: str, is_cut_off: bool = False) -> None:
        super().__init__(message)
        self.is_cut_off = is_cut_off


@dataclass(frozen=True)
class Gone:
    """An entry that the feed says it has no more (RFC 6721)."""

    id: str


# A document of version 1.0 as far as the feed tells it (contract.md §4.2), or one of 2.0 as it stands there.
Entry = Mapping[str, Any] | Gone


@dataclass
class Head:
    """What a feed says of itself. Complete once its entries were gone through: some comes before them, some after."""

    # "Atom", "RSS", "JSON Feed", "Activity Streams 1.0" or "Activity Streams 2.0"; "" until the beginning was read.
    form: str = ""
    title: str = ""
    # The address that stands for it: its home page, else its own.
    address: str = ""
    # Its own address, as it says.
    own: str = ""
    # Who wrote what names no author of its own.
    author: Mapping[str, Any] | None = None
    # The page with older entries (RFC 5005, JSON Feed's next_url, a collection's next), maybe a relative address.
    older: str = ""
    # How often it wants to be asked, as JSON (pacing.py).
    pace: dict[str, Any] = field(default_factory=dict)
    # Sources whose entries are missing, by name (contract.md §1.6).
    missing: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Feed:
    """Going through `entries` reads it, once. Raises NotAFeed, at any point."""

    head: Head
    entries: Iterator[Entry]
