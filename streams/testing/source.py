"""What a stranger tells the kit: how to configure their source, and how to make things happen in it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, NoReturn, TypeVar

import pytest

from streams.providers.base import Entity, ProviderBackend
from streams.testing.promises import broken, fit
from streams.testing.signing import Sent, sign

Entered = TypeVar("Entered")

# What a source may be unable to do, for `cannot`.
ABILITIES = (
    "add_at", "add_delivered", "batches", "delete", "edit", "fail", "hang", "say", "throttle",
)  # fmt: skip


class StagedSource:
    """Subclass it as ProviderContract. `prepare` and `configured` are always needed, `add` by whatever is polled.

    What a source never does is told with its reason, such as `cannot = {"delete": "a line is never taken away"}`; the
    tests of it are then skipped, and say so. A test of a role that the backend does not play is not there at all.
    """

    backend: ClassVar[type[ProviderBackend]]
    cannot: ClassVar[Mapping[str, str]] = {}
    # How many things fill three batches at least. Make the pages of your backend smaller in `prepare` rather than this
    # larger, as with `self.monkeypatch.setattr("lighthouse.PAGE", 2)`.
    many: ClassVar[int] = 5
    # Seconds that a hanging source may take until it is given up; the outbound client then waits for half a second.
    patience: ClassVar[float] = 10

    tmp_path: Path
    monkeypatch: pytest.MonkeyPatch
    _stack: ExitStack

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if hasattr(cls, "backend"):
            fit(cls, roles_of(cls.backend), cls.cannot, ABILITIES)

    def enter(self, context: AbstractContextManager[Entered]) -> Entered:
        """What `with` gives; it is left when the test ends: `self.server = self.enter(WebServer())`."""
        return self._stack.enter_context(context)

    # What you write.

    def prepare(self) -> None:
        """Make the source, with nothing in it. `self.tmp_path` is a folder of the test's own."""

    def configured(self) -> dict[str, Any]:
        """What an administrator enters, by the names of the form's fields, secrets included."""
        return {}

    def add(self, count: int) -> None:
        """Let so many more things happen in the source, each an activity."""
        self._write("add", "let `count` more things happen in your source")

    def edit(self) -> None:
        """Change one thing that was added, so that its activity reads differently."""
        self._write("edit", "change a thing that was added")

    def delete(self) -> None:
        """Take one thing that was added away."""
        self._write("delete", "take a thing that was added away")

    def say(self, text: str) -> None:
        """One more thing, with this text wherever people write freely: names, titles, bodies."""
        self._write("say", "let one more thing happen that holds `text` wherever people may write")

    def add_at(self, moment: datetime) -> None:
        """One more thing that happened at this moment (aware, whole seconds, in any zone): told in its zone."""
        self._write("add_at", "let one more thing happen at `moment`, written in the zone that it has")

    def fail(self) -> None:
        """From now on the source is broken: it answers with an error, or is gone."""
        self._write("fail", "break your source")

    def mend(self) -> None:
        """It works again, and has what it had."""
        self._write("mend", "mend what `fail` broke")

    def throttle(self, seconds: int) -> None:
        """From now on the source asks to be left alone for so long."""
        self._write("throttle", "let your source ask to be left alone for `seconds`")

    def hang(self) -> None:
        """From now on the source takes requests and answers none: with a WebServer, `Reply(self.server.hang())`."""
        self._write("hang", "let your source answer no more")

    def delivery(self) -> Sent:
        """What the source delivers of one more thing, as it sends it but for the signature."""
        self._write("delivery", "return what your source delivers of one more thing")

    def add_delivered(self) -> Sent:
        """One more thing in the source, and what is delivered of it: the poll finds it, too."""
        self._write("add_delivered", "let one more thing happen in your source, and return what it delivers of it")

    def signed(self, sent: Sent, secret: str) -> Sent:
        """With what proves that it is the source's: its first scheme. Only one of your own is yours to write."""
        return sign(self.backend.webhook, sent, secret)

    def entities(self) -> Mapping[str, Entity]:
        """Some addresses and keys of this source, and what they mean."""
        self._write("entities", "return some addresses and keys of your source, with the Entity that each means")

    def add_linked(self, rel: str) -> None:
        """One more thing whose activity carries the link `rel`."""
        self.add(1)

    def _write(self, name: str, what: str) -> NoReturn:
        reason = f", or say why it never does: cannot = {{{name!r}: …}}" if name in ABILITIES else ""
        broken(f"Write `{type(self).__name__}.{name}`: {what}{reason}.")


def roles_of(backend: type[ProviderBackend]) -> dict[str, bool]:
    """What a backend plays. "secrets": whether an administrator has to tell any."""
    overridden = ("fetch", "history", "keys", "entity", "check", "choose")
    return {
        **{name: getattr(backend, name) is not getattr(ProviderBackend, name) for name in overridden},
        "webhook": backend.webhook is not None,
        "rels": bool(backend.rels),
        "fields": bool(backend.config_form.base_fields),
        "secrets": bool(backend.config_form.secrets()),
    }
