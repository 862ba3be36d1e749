"""What of a list has changed since, where some of it is listed later than it changed, or several at one moment.

Cursor: {"seen": when the last one changed, "known": {id: when it changed} of the last OVERLAP before that}.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.utils.dateparse import parse_datetime

from streams.providers.forge.paging import Entry

# Clocks differ, transactions take their time, and a whole second may have several.
OVERLAP = timedelta(minutes=1)
# Of more than these the oldest are told again, which changes nothing.
MOST_KNOWN = 500


class Changes:
    def __init__(self, cursor: dict[str, Any], when: Callable[[Entry], str]) -> None:
        self.seen: str = cursor.get("seen", "")
        self._known: dict[str, str] = cursor.get("known", {})
        self._when = when
        # How far back the list has to be read.
        self.floor = before(self.seen)

    def reaches(self, entry: Entry) -> bool:
        return self._when(entry) >= self.floor

    def new(self, entries: Iterable[Entry]) -> list[Entry]:
        """Oldest first."""
        found = (one for one in entries if self.reaches(one) and self._known.get(_id(one)) != self._when(one))
        return sorted(found, key=self._when)

    def behind(self, told: Sequence[Entry]) -> dict[str, Any]:
        """The cursor once these are told as well."""
        self.seen = max([self.seen, *map(self._when, told)])
        floor = before(self.seen)
        known = self._known | {_id(one): self._when(one) for one in told}
        recent = sorted((at, id_) for id_, at in known.items() if at >= floor)[-MOST_KNOWN:]
        self._known = {id_: at for at, id_ in recent}
        return {"seen": self.seen, "known": self._known}


def before(moment: str) -> str:
    """A moment from which on something may be listed only now; "" where there is none."""
    found = parse_datetime(moment)
    return (found - OVERLAP).isoformat() if found else ""


def _id(entry: Entry) -> str:
    return str(entry.get("id"))
