"""JSON Lines (https://jsonlines.org): a document a line."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import orjson
from django.conf import settings


@dataclass(frozen=True)
class Unreadable:
    """A line that is no JSON. It is refused in its place, so that it costs no other line."""

    reason: str


def read_lines(lines: Iterable[bytes]) -> Iterator[tuple[int, object]]:
    """Number and document of each line that is not blank; a byte order mark before the first is ignored."""
    for number, line in enumerate(lines, 1):
        text = line.removeprefix(codecs.BOM_UTF8).strip()
        if text:
            yield number, read_line(text)


def read_line(text: bytes) -> object:
    """A document, or Unreadable with the reason."""
    if len(text) > (limit := settings.DATA_UPLOAD_MAX_MEMORY_SIZE):
        return Unreadable(f"this line is longer than {limit} bytes")
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        return Unreadable(f"this line is not valid JSON in UTF-8: {error}")
