"""The git provider keeps the contract of all providers."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from streams.providers.git import Git
from streams.testing import ProviderContract
from tests.repositories import Repository


class TestGit(ProviderContract):
    backend = Git
    cannot: ClassVar = {
        "edit": "a commit that was changed is another commit",
        "throttle": "a folder takes any number of readers",
        "hang": "a folder answers at once",
    }

    def prepare(self) -> None:
        self.monkeypatch.setattr("streams.providers.git.BATCH_SIZE", 2)
        self.repository = Repository.create(self.tmp_path / "payments")

    def configured(self) -> dict[str, Any]:
        return {"path": str(self.repository.path), "project": "PAY"}

    def add(self, count: int) -> None:
        self.repository.commits(count)

    def delete(self) -> None:
        """History is rewritten without the newest commit."""
        self.repository.git("reset", "-q", "--hard", "HEAD~1")

    def say(self, text: str) -> None:
        self.repository.commit(text)

    def add_at(self, moment: datetime) -> None:
        self.repository.commit_at(moment)

    def fail(self) -> None:
        self.repository.path.rename(self._gone)

    def mend(self) -> None:
        self._gone.rename(self.repository.path)

    @property
    def _gone(self) -> Path:
        return self.repository.path.with_name("gone")
