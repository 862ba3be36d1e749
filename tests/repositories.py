"""Real git repositories, made where a test wants them, and somebody who reads them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from streams.models import Provider
from streams.providers.base import Batch
from streams.providers.git import Git

START = 1_700_000_000  # 2023-11-14
EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"


class Repository:
    """A folder with a repository that a test writes into."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._now, self._zone = START, "+0000"

    @classmethod
    def create(cls, path: Path, *options: str) -> Repository:
        path.mkdir(parents=True, exist_ok=True)
        repository = cls(path)
        repository.git("init", "-q", "-b", "main", *options)
        return repository

    def clone(self, path: Path, *options: str) -> Repository:
        self.git("clone", "-q", *options, f"file://{self.path}", path)
        return Repository(path)

    def git(self, *arguments: str | Path, stdin: bytes = b"") -> str:
        """What git answers, without the last line end."""
        command = ["git", "-c", "protocol.file.allow=always", *arguments]
        run = subprocess.run(
            command, cwd=self.path, env=self._environment(), input=stdin, stdout=subprocess.PIPE, check=True
        )
        return run.stdout.decode("utf-8", "replace").rstrip("\n")

    def commit(self, message: str = "A change", files: dict[str, str | bytes] | None = None) -> str:
        """Write these files and commit; each commit is a minute younger than the last. Returns the sha."""
        for name, content in (files or {}).items():
            file = self.path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
        self._now += 60
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")

    def commit_at(self, moment: datetime) -> str:
        """A commit of this moment, which says the zone of it."""
        self._now, self._zone = int(moment.timestamp()) - 60, f"{moment:%z}"
        return self.commit()

    def commits(self, count: int) -> list[str]:
        return [self.commit(f"Change {number}") for number in range(count)]

    def raw_commit(
        self,
        message: bytes,
        author: bytes = b"Ana Ruiz <ana@example.com>",
        date: bytes = b"1700000000 +0000",
        headers: bytes = b"",
    ) -> str:
        """A commit object of exactly these bytes, as the tip of main: git itself would refuse most of them."""
        who = b"author %s %s\ncommitter %s %s\n" % (author, date, author, date)
        text = b"tree %s\n%s%s\n%s" % (EMPTY_TREE.encode(), who, headers, message)
        sha = self.git("hash-object", "-w", "-t", "commit", "--literally", "--stdin", stdin=text)
        self.git("update-ref", "refs/heads/main", sha)
        return sha

    def fast_import(self, count: int, branch: str = "main") -> None:
        """A long history in a moment: `count` commits that change a file each."""
        with subprocess.Popen(
            ["git", "fast-import", "--quiet"], cwd=self.path, env=self._environment(), stdin=subprocess.PIPE
        ) as importer:
            assert importer.stdin
            importer.stdin.writelines(_imported(number, branch) for number in range(count))
        assert importer.returncode == 0

    def set_refs(self, refs: Iterable[tuple[str, str]]) -> None:
        self.git("update-ref", "--stdin", stdin="".join(f"update {name} {sha}\n" for name, sha in refs).encode())

    def forget_unreachable(self) -> None:
        """What `git gc` does some weeks after a rewrite."""
        self.git("reflog", "expire", "--expire=now", "--all")
        self.git("gc", "-q", "--prune=now")

    def _environment(self) -> dict[str, str]:
        date = f"@{self._now} {self._zone}"
        return {
            "PATH": os.environ["PATH"],
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": "Ana Ruiz",
            "GIT_AUTHOR_EMAIL": "ana@example.com",
            "GIT_AUTHOR_DATE": date,
            "GIT_COMMITTER_NAME": "Ben Ode",
            "GIT_COMMITTER_EMAIL": "ben@example.com",
            "GIT_COMMITTER_DATE": date,
        }


def _imported(number: int, branch: str) -> bytes:
    message = b"Change %d of payments\n\nBecause of reason %d.\n" % (number, number)
    content = b"line %d\n" % number
    return (
        b"commit refs/heads/%s\ncommitter Ana Ruiz <ana@example.com> %d +0000\ndata %d\n%s\n"
        b"M 644 inline folder%d/file%d.py\ndata %d\n%s\n"
    ) % (branch.encode(), START + number * 60, len(message), message, number % 50, number % 200, len(content), content)


def provider_of(path: Path, **config: Any) -> Provider:
    return Provider(key="payments", config={"path": str(path), **config})


def fetch(repository: Repository, cursor: dict[str, Any] | None = None, **config: Any) -> Iterator[Batch]:
    return Git().fetch(provider_of(repository.path, **config), cursor or {})


class Reader:
    """What a poller keeps: the cursor, and everything stored so far."""

    def __init__(self, repository: Repository, **config: Any) -> None:
        self.repository, self.config = repository, config
        self.cursor: dict[str, Any] = {}
        self.stored: set[str] = set()

    def poll(self, batches: int | None = None) -> list[str]:
        """Store what is new, at most so many batches of it; returns the ids that came."""
        came: list[str] = []
        for number, batch in enumerate(fetch(self.repository, self.cursor, **self.config), start=1):
            page = [document["id"] for document in batch.documents]
            came += page
            self.stored = (self.stored | set(page)) - set(batch.removed)
            self.cursor = batch.cursor
            if number == batches:
                break
        return came
