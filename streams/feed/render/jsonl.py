"""JSON Lines (https://jsonlines.org): the activities of the JSON page, one a line, without what depends on a viewer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from streams.feed.query import Row


def lines(activities: Iterable[Row]) -> Iterator[bytes]:
    for activity in activities:
        yield activity.rendered.encode() + b"\n"
