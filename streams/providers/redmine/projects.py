"""The projects of a Redmine: everything names them by id, and people by their identifiers."""

from __future__ import annotations

from collections.abc import Sequence

from streams.providers.base import ProviderError
from streams.providers.redmine.server import Server


class Projects:
    """`known`: [identifier, name] by id, of an earlier fetch. They are asked for when one is missing, once."""

    def __init__(self, server: Server, known: dict[str, list[str]]) -> None:
        self._server, self.known, self._is_fresh = server, known, False

    def named(self, id_: str) -> list[str]:
        """Identifier and name; empty ones where this user may not see it."""
        if id_ not in self.known:
            self._ask()
        return self.known.get(id_, ["", ""])

    def ids(self, identifiers: Sequence[str]) -> list[str]:
        """Raises ProviderError naming those that are not there."""
        if set(identifiers) - self._identifiers():
            self._ask()
        if missing := set(identifiers) - self._identifiers():
            text = f"This Redmine has no project {', '.join(sorted(missing))} that may be seen; mend or remove it."
            raise ProviderError(text, code="missing")
        return [id_ for id_, (identifier, _) in self.known.items() if identifier in identifiers]

    def name(self, identifier: str) -> str:
        return next((name for known, name in self.known.values() if known == identifier), identifier)

    def _identifiers(self) -> set[str]:
        return {identifier for identifier, _ in self.known.values()}

    def _ask(self) -> None:
        if not self._is_fresh:
            self.known, self._is_fresh = self._server.projects(), True
