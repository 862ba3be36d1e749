"""A source that does things: it notes what it was asked, and answers as it is told to."""

from __future__ import annotations

import threading
from typing import Any, ClassVar

from streams.models import Activity, Provider, Viewer
from streams.providers.base import Done, ProviderBackend, ProviderError


class Obliging(ProviderBackend):
    key = "obliging"
    name = "Obliging"
    object_types = ("job", "issue")
    rels = ("reply-to", "issue-vote", "build-trigger", "close", "transition")

    asked: ClassVar[list[tuple[Any, ...]]] = []
    answer: ClassVar[Done | Exception] = Done()
    settlement: ClassVar[Done | Exception | None] = None
    # A question waits for it.
    may_answer: ClassVar[threading.Event] = threading.Event()

    @classmethod
    def reset(cls) -> None:
        cls.asked, cls.answer, cls.settlement = [], Done(), None
        cls.may_answer.set()

    def reply(self, provider: Provider, activity: Activity, text: str, viewer: Viewer) -> Done:
        return self._answered("reply", activity.link("reply-to"), text, viewer.user.get_username())

    def send(self, provider: Provider, activity: Activity, rel: str, viewer: Viewer, undo: dict[str, Any]) -> Done:
        return self._answered(rel, activity.link(rel), undo, viewer.user.get_username())

    def choose(self, provider: Provider, activity: Activity, rel: str, choice: str, viewer: Viewer) -> Done:
        return self._answered(rel, activity.link(rel), choice, viewer.user.get_username())

    def settled(self, provider: Provider, pending: dict[str, Any]) -> Done | None:
        self.asked.append(("settled", pending))
        if isinstance(self.settlement, Exception):
            raise self.settlement
        return self.settlement

    def _answered(self, *question: Any) -> Done:
        type(self).asked.append(question)
        self.may_answer.wait(10)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def refusing(code: str, text: str = "token=hunter2") -> ProviderError:
    return ProviderError(text, code=code)
