"""CSV (RFC 4180) for spreadsheets: one header line, one line an activity, texts without HTML."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from streams.feed.query import Row
from streams.feed.render import text
from streams.feed.render.sentence import plain_title

THING = ("type", "id", "title", "summary", "url")
COLUMNS = [
    "id", "revision", "published", "updated", "provider", "application", "actor", "username", "verb",
    *(f"object_{name}" for name in THING), *(f"target_{name}" for name in THING),
    "title", "summary", "content", "url", "categories", "changes",
]  # fmt: skip
# A spreadsheet runs what starts so (https://owasp.org/www-community/attacks/CSV_Injection), full-width forms too.
_STARTS = "[=+\\-@\uff1d\uff0b\uff0d\uff20]"
_FORMULA = re.compile(f"\\s*{_STARTS}|[\t\r\n]")
# One that separates cells by semicolons, as in German, or by tabs begins a cell here, whatever quotes are around it.
# What is no formula is matched as well: looked for from each of many line breaks, it would take the square of the time.
_INNER = re.compile(f'([;\t\r\n][;\\s"]*+)({_STARTS}?)')


def lines(activities: Iterable[Row]) -> Iterator[bytes]:
    return table(COLUMNS, (_cells(orjson.loads(activity.rendered)) for activity in activities))


def table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[bytes]:
    """A header line and a line for each row, one at a time."""
    writer = csv.writer(_Line(), quoting=csv.QUOTE_ALL)
    yield writer.writerow(columns)
    for row in rows:
        yield writer.writerow([defused(cell) for cell in row])


def defused(cell: str) -> str:
    """A text that no spreadsheet takes for a formula: it gets the apostrophe that marks a text."""
    text = _INNER.sub(lambda found: f"{found[1]}'{found[2]}" if found[2] else found[1], cell)
    return f"'{text}" if _FORMULA.match(cell) else text


class _Line:
    """What `writerow` returns is what this returns."""

    def write(self, line: str) -> bytes:
        return line.encode()


def _cells(item: dict[str, Any]) -> list[str]:
    application = item["application"] or {"name": ""}
    return [
        item["id"],
        str(item["revision"]),
        item["published"],
        item["updated"],
        item["provider"]["key"],
        application["name"],
        text.actor_name(item),
        item["actor"]["username"] or "",
        item["verb"]["key"],
        *_thing(item["object"]),
        *_thing(item["target"]),
        plain_title(item),
        text.plain(item["summary_html"]),
        text.plain(item["content_html"]),
        item["url"],
        " ".join(item["categories"]),
        "; ".join(f"{one['field']}: {one['from'] or ''} → {one['to'] or ''}" for one in item["changes"]),
    ]


def _thing(thing: dict[str, str | None] | None) -> list[str]:
    shown = {**thing, "summary": text.plain(thing["summary"] or "")} if thing else dict.fromkeys(THING, "")
    return [shown[name] or "" for name in THING]
