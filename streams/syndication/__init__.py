"""Other people's feeds, read entry by entry: Atom, RSS, JSON Feed, Activity Streams 1.0 and 2.0."""

from streams.syndication.feed import Entry, Feed, Gone, Head, NotAFeed
from streams.syndication.reading import read

__all__ = ["Entry", "Feed", "Gone", "Head", "NotAFeed", "read"]
