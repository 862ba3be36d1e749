"""A feed keeps the contract of all providers."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

from streams.providers.syndication import Syndication
from streams.testing import Asked, ProviderContract, Reply, WebServer
from tests.providers.test_syndication import ATOM

PASSWORD = "opens-the-feed"


class TestSyndication(ProviderContract):
    backend = Syndication

    def prepare(self) -> None:
        self.monkeypatch.setattr("streams.providers.syndication.pages.BATCH", 2)
        self.entries: dict[int, str] = {}
        self.gone: list[int] = []
        self.trouble: Reply | None = None
        self.server = self.enter(WebServer({"/feed": self._answer}))

    def configured(self) -> dict[str, Any]:
        return {"address": f"{self.server.url}feed", "user": "ana", "password": PASSWORD}

    def add(self, count: int) -> None:
        for _ in range(count):
            self._add()

    def edit(self) -> None:
        self._add(number=len(self.entries), title="Another title")

    def delete(self) -> None:
        self.gone.append(len(self.entries))

    def say(self, text: str) -> None:
        # XML itself cannot hold them.
        self._add(title="".join(char for char in text if char.isprintable() or char in "\n\r\t"))

    def add_at(self, moment: datetime) -> None:
        self._add(at=moment.isoformat())

    def fail(self) -> None:
        self.trouble = Reply("Oops", 500)

    def mend(self) -> None:
        self.trouble = None

    def throttle(self, seconds: int) -> None:
        self.trouble = Reply("Slow down", 429, {"Retry-After": str(seconds)})

    def hang(self) -> None:
        self.trouble = Reply(self.server.hang())

    def _add(self, title: str = "The lamp", at: str = "2026-01-02T03:04:05Z", number: int = 0) -> None:
        number = number or len(self.entries) + 1
        told = f'<title type="html">{escape(title)}</title><content type="html">{escape(title)}</content>'
        self.entries[number] = (
            f"<id>urn:{number}</id><updated>{at}</updated><author><name>{escape(title)}</name></author>{told}"
        )

    def _answer(self, asked: Asked) -> Any:
        here = [
            f"<entry>{entry}</entry>" for number, entry in reversed(self.entries.items()) if number not in self.gone
        ]
        gone = [f'<at:deleted-entry ref="urn:{number}" when="2026-01-02T03:04:05Z"/>' for number in self.gone]
        return self.trouble or Reply(f"{ATOM}<title>News</title>{''.join([*gone, *here])}</feed>")
