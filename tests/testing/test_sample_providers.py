"""The providers of strangers that the docs show keep the contract."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any, ClassVar

from streams.testing import ProviderContract, Sent
from tests.sample_plugin.doorbell import Doorbell
from tests.sample_plugin.logbook import Logbook


class TestLogbook(ProviderContract):
    backend = Logbook
    cannot: ClassVar = {
        "add_at": "a line has no time",
        "edit": "a line stays as it was written",
        "delete": "a line is never taken away",
        "throttle": "a file takes any number of readers",
        "hang": "a file answers at once",
    }

    def prepare(self) -> None:
        self.path = self.tmp_path / "log.txt"
        self.path.touch()

    def configured(self) -> dict[str, Any]:
        return {"path": str(self.path)}

    def add(self, count: int) -> None:
        with self.path.open("a") as log:
            log.writelines(f"Ana: lamp lit, {number}\n" for number in range(count))

    def say(self, text: str) -> None:
        with self.path.open("a") as log:
            log.write(f"{' '.join(text.split())}: {' '.join(text.split())}\n")

    def fail(self) -> None:
        self.path.rename(self._gone)

    def mend(self) -> None:
        self._gone.rename(self.path)

    @property
    def _gone(self) -> Path:
        return self.path.with_name("gone")


class TestDoorbell(ProviderContract):
    backend = Doorbell

    def prepare(self) -> None:
        self.rings = count(1)

    def delivery(self) -> Sent:
        number = next(self.rings)
        at = f"2026-01-02T03:04:{number:02}Z"
        return Sent({"id": str(number), "event": "ring", "door": "front", "visitor": "Jun", "at": at})
