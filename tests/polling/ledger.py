"""A source in a folder, for processes that a test starts: each line is an activity, and a batch of its own."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from streams.models import Provider
from streams.providers.base import Batch, ProviderBackend

# Where `hold` keeps it for as long as that file is there.
HELD_AT = 3


class Ledger(ProviderBackend):
    key = "ledger"
    name = "Ledger"

    def fetch(self, provider: Provider, cursor: dict[str, Any]) -> Iterator[Batch]:
        folder = Path(provider.config["path"])
        _log(folder, "begin")
        try:
            yield from _read(folder, "lines", cursor)
            # Long enough for another worker to come across it.
            time.sleep(0.1)
        finally:
            _log(folder, "end")

    def history(self, provider: Provider, cursor: dict[str, Any], since: datetime) -> Iterator[Batch]:
        yield from _read(Path(provider.config["path"]), "older", cursor)


def _read(folder: Path, name: str, cursor: dict[str, Any]) -> Iterator[Batch]:
    file = folder / name
    for number, line in enumerate(file.read_text().splitlines() if file.exists() else ()):
        if number < cursor.get("line", 0):
            continue
        _log(folder, f"{name} {number}")
        while number == HELD_AT and (folder / "hold").exists():
            time.sleep(0.02)
        document = {"id": f"{name}-{number}", "actor": {"displayName": "Ana"}, "object": {"id": line}}
        yield Batch([document], {"line": number + 1})


def _log(folder: Path, what: str) -> None:
    """A line in one write, so that those of several processes do not mix."""
    with (folder / "log").open("a") as log:
        log.write(f"{what} by {os.getpid()}\n")
