"""A file that is there whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkstemp

from django.core.management.base import CommandError


@contextmanager
def written(path: Path) -> Iterator[Path]:
    """A file beside it to write to, readable by its owner only, which takes its place once all went well.

    Raises CommandError where there can be none; whatever goes wrong inside, no part of it stays.
    """
    try:
        handle, name = mkstemp(prefix=f".{path.name}.", dir=path.parent)
        os.close(handle)
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}.") from error
    unfinished = Path(name)
    try:
        yield unfinished
        _sync(unfinished)
        unfinished.replace(path)
        _sync(path.parent)
    finally:
        unfinished.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    """On the disk, and not only on its way there."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
