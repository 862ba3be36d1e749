"""The output of `git log -z --numstat` read commit by commit, in bounded memory, whatever people wrote into commits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

# NUL is the one byte that no message, name or path can hold, so that nothing written there is taken for a separator.
FIELDS = ("%H", "%aN", "%aE", "%ct", "%s", "%b")
FORMAT = "%x00".join(FIELDS)

# Longer fields are cut: somebody may have committed a message of a gigabyte.
MAX_FIELD = 65_536
MAX_PATHS = 5


@dataclass
class Files:
    """What a commit changed: all counted, the first few named."""

    count: int = 0
    added: int = 0
    deleted: int = 0
    paths: list[str] = field(default_factory=list)

    def add(self, added: bytes, deleted: bytes, path: bytes) -> None:
        """One line of --numstat; a binary file has "-" for both numbers."""
        self.count += 1
        if added != b"-":
            self.added += int(added)
            self.deleted += int(deleted)
        if len(self.paths) < MAX_PATHS:
            self.paths.append(_text(path))


@dataclass
class Commit:
    """A commit as git shows it. `committed` is in seconds, but clocks and tools write all kinds of things."""

    sha: str
    author: str
    email: str
    committed: str
    subject: str
    body: str
    files: Files = field(default_factory=Files)


def commits(output: Iterable[bytes]) -> Iterator[Commit]:
    """The commits in chunks of raw output."""
    fields = _fields(output)
    head = next(fields, None)
    while head is not None:
        author, email, committed, subject, body = map(_text, islice(fields, len(FIELDS) - 1))
        commit = Commit(_text(head), _known(author), _known(email), committed, subject, body)
        head = next(fields, None)
        # A line of --numstat has tabs, the sha that begins the next commit has none.
        while head is not None and b"\t" in head:
            commit.files.add(*_numstat(head, fields))
            head = next(fields, None)
        yield commit


def _fields(output: Iterable[bytes]) -> Iterator[bytes]:
    held = b""
    for chunk in output:
        *whole, rest = chunk.split(b"\0")
        if not whole:
            held = (held + rest)[:MAX_FIELD]
            continue
        yield held + whole[0]
        yield from whole[1:]
        held = rest


def _known(person: str) -> str:
    """Where a commit names its author in no form that git can read, it repeats what it was asked for."""
    return "" if person in FIELDS else person


def _numstat(line: bytes, fields: Iterator[bytes]) -> tuple[bytes, bytes, bytes]:
    """A rename has an empty path there, and the old and the new one in fields of their own."""
    added, deleted, path = line.lstrip(b"\n").split(b"\t", 2)
    if not path:
        _, path = next(fields), next(fields)
    return added, deleted, path


def _text(field: bytes) -> str:
    return field.decode("utf-8", "replace")
