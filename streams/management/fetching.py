"""A feed by its address: it is fetched to a temporary file first, so one that breaks off leaves nothing behind."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getpass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

import orjson
from django.core.management.base import CommandError

from streams.management.progress import Bar
from streams.outbound import Outbound, OutboundError, origin_of

MOST_BYTES = 2**30
SECONDS = 600


def is_address(name: str) -> bool:
    return name.lower().startswith(("http://", "https://"))


class Remembered:
    """What a server said of a feed the last time, in a file that somebody named, so that it sends only what changed.

    etag, last_modified: what it is told the next time (RFC 9110 §13.1); "" where there is none.
    """

    def __init__(self, path: str | None, address: str) -> None:
        self._path = Path(path) if path else None
        # The address itself may hold a secret.
        self._feed = sha256(address.encode()).hexdigest()
        self.etag = self.last_modified = ""
        if self._path and self._path.exists():
            self._read(self._path)

    def save(self) -> None:
        """To be called once everything is stored."""
        if self._path:
            written = self._path.with_name(f"{self._path.name}.new")
            said = {"feed": self._feed, "etag": self.etag, "last_modified": self.last_modified}
            written.write_bytes(orjson.dumps(said))
            written.replace(self._path)

    def _read(self, path: Path) -> None:
        try:
            found = orjson.loads(path.read_bytes())
            if found["feed"] == self._feed:
                self.etag, self.last_modified = str(found["etag"]), str(found["last_modified"])
        except (OSError, ValueError, TypeError, KeyError):
            raise CommandError(f"{path} was not written by --remember; name another file, or remove it.") from None


@contextmanager
def fetched(address: str, user: str | None, remembered: Remembered) -> Iterator[BinaryIO | None]:
    """The feed as a file, or None where it is still what it was. Raises CommandError."""
    basic = (user, os.environ.get("FEED_PASSWORD") or getpass(f"Password of {user}: ")) if user else None
    with TemporaryFile() as file:
        try:
            with Outbound(origin_of(address), basic=basic, max_bytes=MOST_BYTES, seconds=SECONDS) as web:
                is_new = _download(web, address, file, remembered)
        except OutboundError as error:
            raise CommandError(str(error)) from None
        file.seek(0)
        yield file if is_new else None


def _download(web: Outbound, address: str, file: BinaryIO, remembered: Remembered) -> bool:
    with web.stream(address, etag=remembered.etag, last_modified=remembered.last_modified) as reading:
        if reading.is_unchanged:
            return False
        with Bar("Fetching", unit="B") as bar:
            for chunk in reading:
                file.write(chunk)
                bar.count(len(chunk))
    remembered.etag, remembered.last_modified = reading.etag, reading.last_modified
    return True
