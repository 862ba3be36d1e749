"""Whatever people write in a source, and whenever it happened."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from html.parser import HTMLParser
from typing import Any

import orjson
import pytest

from streams.models import Activity
from streams.providers.base import Batch
from streams.testing.promises import must, needs
from streams.testing.stage import Stage

HOSTILE = (
    'Harmless <script>alert(1)</script><img src=x onerror="alert(2)"> <a href="javascript:alert(3)">words</a> '
    "<svg/onload=alert(4)> <<b>script>alert(5)</script> & more"
)
# name → what somebody may write.
TEXTS = {
    "HTML": HOSTILE,
    "a very long line": "long " * 3000,
    "one word without end": "w" * 3000,
    "control characters": "bell \x07 escape \x1b[31m and \x9f",
    "several lines": "one\r\ntwo\rthree\n\n\nfour",
    "marks that turn the line round": "invoice \u202efdp.exe",
    "signs of every kind": "Ünïcödé 漢字 🚀 \\ \" ' ` $ { } %",
    "half an entity": "&lt;b &amp &#x3c; a < b && c > d",
}
# Far from UTC, and from each other.
ZONES = ("Asia/Kathmandu", "America/St_Johns")
MOMENT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=5, minutes=45)))
SAFE_SCHEMES = ("http://", "https://", "mailto:")


class Writing(Stage):
    @needs("fetch", "say")
    def test_whatever_somebody_writes_is_taken(self) -> None:
        cursor = self.begun()
        for name, text in TEXTS.items():
            before = set(self.stored())
            self.say(text)
            cursor = self.taken(cursor, self.read(cursor))
            must(set(self.stored()) - before, f"Somebody wrote {name}, and no activity came of it.")

    @needs("fetch", "say")
    def test_html_of_strangers_is_harmless(self) -> None:
        cursor = self.begun()
        before = set(self.stored())
        self.say(HOSTILE)
        self.taken(cursor, self.read(cursor))
        told = [activity for key, activity in self.stored().items() if key not in before]
        for activity in told:
            dangers = [danger for text in _html_of(activity) for danger in Dangers.of(text)]
            must(not dangers, f"{dangers} got through to readers: leave what is stored to the write door.")
        shown = " ".join(text for activity in told for text in _texts(orjson.loads(activity.rendered)))
        must(
            "Harmless" in shown and "words" in shown,
            "What was harmless in it is gone too: escape a plain text with `streams.providers.text`, and hand HTML "
            "over as it is.",
        )

    @needs("fetch", "add_at")
    def test_times_mean_what_the_source_means(self) -> None:
        cursor = self.begun()
        before = set(self.stored())
        self.add_at(MOMENT)
        self.taken(cursor, self.read(cursor))
        told = [activity.published for key, activity in self.stored().items() if key not in before]
        must(
            any(published == MOMENT for published in told),
            f"It happened at {MOMENT.isoformat()}, and the stream says {[at.isoformat() for at in told]}: "
            "give `published` with its zone, or as milliseconds since 1970.",
        )

    @needs("fetch", "add_at")
    def test_the_order_is_that_of_the_source_whatever_was_read_first(self) -> None:
        cursor = self.begun()
        for days in (3, 1, 2):
            self.add_at(MOMENT - timedelta(days=days))
        batches = self.read(cursor)
        there = self._order(batches)
        Activity.objects.filter(provider=self.row).delete()
        backwards = [Batch(batch.documents[::-1], batch.cursor) for batch in batches[::-1]]
        must(
            there == self._order(backwards),
            "Stored the other way round, the stream has another order: say when it happened in `published`.",
        )

    @needs("fetch")
    def test_the_servers_time_zone_changes_nothing(self) -> None:
        cursor = self.begun()
        self.add(2)
        told = [self._read_in(zone, cursor) for zone in ZONES]
        must(
            told[0] == told[1],
            f"In {ZONES[0]} the documents differ from those in {ZONES[1]}: make times with their zone, as by "
            "`datetime.fromtimestamp(seconds, UTC)`.",
        )

    def _order(self, batches: list[Batch]) -> list[str]:
        self.taken({}, batches)
        return list(
            Activity.objects.filter(provider=self.row)
            .order_by("-published", "foreign_id")
            .values_list("foreign_id", flat=True)
        )

    def _read_in(self, zone: str, cursor: dict[str, Any]) -> list[Any]:
        with _time_zone(self.monkeypatch, zone):
            return [document for batch in self.read(cursor) for document in batch.documents]


@contextmanager
def _time_zone(monkeypatch: pytest.MonkeyPatch, zone: str) -> Iterator[None]:
    """Of the process."""
    try:
        with monkeypatch.context() as patch:
            patch.setitem(os.environ, "TZ", zone)
            time.tzset()
            yield
    finally:
        time.tzset()


def _html_of(activity: Activity) -> Iterator[str]:
    rendered = orjson.loads(activity.rendered)
    yield from (value for name, value in rendered.items() if name.endswith("_html") and isinstance(value, str))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)


class Dangers(HTMLParser):
    """What would run, or load, when a browser reads it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    @classmethod
    def of(cls, text: str) -> list[str]:
        parser = cls()
        parser.feed(text)
        parser.close()
        return parser.found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"script", "style", "svg", "iframe", "object", "embed", "form", "input", "link", "meta", "base"}:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            is_address = name in {"href", "src", "action"} and not (value or "").startswith(SAFE_SCHEMES)
            if name.startswith("on") or name == "style" or is_address:
                self.found.append(f"{name}={value}")
