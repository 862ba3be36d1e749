"""Documents from a file or from standard input: JSON Lines of any length, or one document or list read whole."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import orjson
from django.conf import settings
from django.core.management.base import CommandError

from streams.management.progress import Bar
from streams.publishing import as2
from streams.publishing.lines import Unreadable, read_lines
from streams.publishing.publish import Receipt

BATCH = 500
# What is not in lines has to be read whole.
MOST_WHOLE = 64 * 2**20

Item = TypeVar("Item")


@contextmanager
def opened(name: str) -> Iterator[BinaryIO]:
    """A file by name, "-" for standard input. Raises CommandError; an address is not fetched."""
    if "://" in name:
        hint = f"curl -o documents '{name}'"
        raise CommandError(f"Nothing is fetched from here; download it first, as in: {hint}, and name the file.")
    if name == "-":
        yield sys.stdin.buffer
        return
    with ExitStack() as stack:
        try:
            stream = stack.enter_context(Path(name).open("rb"))
        except OSError as error:
            raise CommandError(f"{name} cannot be read: {error.strerror}.") from error
        yield stream


def read(stream: BinaryIO) -> Iterator[tuple[str, object]]:
    """Each document with its place, such as "line 3". What is no JSON is an Unreadable in its place."""
    lines = _lines(stream)
    start = []
    for line in lines:
        start.append(line)
        if line.strip():
            break
    document: Any = next((document for _, document in read_lines(start)), [])
    if isinstance(document, dict) and as2.collected(document) is None:
        return _numbered(chain(start, lines))
    if not isinstance(document, Unreadable):
        return _listed(document)
    # The beginning of something longer, or a broken line.
    start += _up_to(lines, MOST_WHOLE)
    try:
        return _listed(orjson.loads(b"".join(start)))
    except orjson.JSONDecodeError:
        return _numbered(chain(start, lines))


def read_whole(stream: BinaryIO) -> bytes:
    data = stream.read(MOST_WHOLE + 1)
    if len(data) > MOST_WHOLE:
        raise CommandError(f"This holds more than {MOST_WHOLE // 2**20} MB; split it.")
    return data


def batches(items: Iterable[Item], size: int = BATCH) -> Iterator[list[Item]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


class Tally:
    """What became of the documents, and what was wrong with each bad one."""

    def __init__(self, stderr: Any) -> None:
        self.outcomes = dict.fromkeys(("created", "updated", "unchanged", "refused"), 0)
        self._stderr = stderr

    def add(self, places: list[str], receipts: list[Receipt]) -> None:
        for place, receipt in zip(places, receipts, strict=True):
            self.outcomes[receipt.outcome] += 1
            if receipt.problems:
                with Bar.set_aside():
                    self._stderr.write(f"{place}: {'; '.join(map(str, receipt.problems))}")

    def __str__(self) -> str:
        return ", ".join(f"{count} {outcome}" for outcome, count in self.outcomes.items())

    def demand_none_refused(self) -> None:
        """Raises CommandError, so that whoever called is told by the exit code."""
        if refused := self.outcomes["refused"]:
            raise CommandError(f"{refused} of {sum(self.outcomes.values())} were refused, as said above.")


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """No line is held that is longer than the body of a request may be: what is beyond is left out of it."""
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    while line := stream.readline(limit + 1):
        yield line
        while len(line) > limit and not line.endswith(b"\n"):
            line = stream.readline(limit + 1)


def _up_to(lines: Iterator[bytes], size: int) -> Iterator[bytes]:
    for line in lines:
        yield line
        size -= len(line)
        if size < 0:
            return


def _numbered(lines: Iterable[bytes]) -> Iterator[tuple[str, object]]:
    return ((f"line {number}", document) for number, document in read_lines(lines))


def _listed(value: Any) -> Iterator[tuple[str, object]]:
    collected = as2.collected(value)
    documents = value if isinstance(value, list) else [value] if collected is None else collected
    return ((f"document {number}", document) for number, document in enumerate(documents, 1))
