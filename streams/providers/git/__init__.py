"""Any local git repository: a changeset for each commit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from fnmatch import fnmatch
from itertools import islice
from typing import Any

from streams.models import Provider
from streams.providers.base import Batch, ProviderBackend, ProviderError
from streams.providers.git.config import Config, GitForm
from streams.providers.git.document import document, published
from streams.providers.git.history import commits
from streams.providers.git.repository import Repository, Span

BATCH_SIZE = 500


class Git(ProviderBackend):
    """Cursor: the tips that were read, {"heads": [sha…]}, and while a span is being read also how far:
    "pending": {"heads": [sha…], "done": commits read, "last": the last of them}.
    """

    key = "git"
    name = "Git repository"
    icon = "streams/git.svg"
    object_types = ("changeset",)
    verbs = ("push",)
    config_form = GitForm
    poll_seconds = 30

    def fetch(self, provider: Provider, cursor: dict[str, Any]) -> Iterator[Batch]:
        """Newest first. A fetch that was interrupted is finished before what came after it is read."""
        config = Config.of(provider, self.config(provider))
        repository = Repository(config.path)
        tips = _tips(_refs(repository, config))
        if cursor.get("pending") or cursor.get("heads", []) != tips:
            spans = _spans(repository, cursor, tips)
            total = sum(repository.count(span) - span.done for span in spans)
            for span in spans:
                yield from _batches(repository, config, span, total)

    def check(self, provider: Provider) -> str:
        """How many commits on how many branches."""
        config = Config.of(provider, self.config(provider))
        repository = Repository(config.path)
        refs = _refs(repository, config)
        if not refs:
            return f"Reached {config.name}: it has no commit yet."
        _refuse_misspelt(config, refs)
        count, newest = repository.count(Span([], _tips(refs))), repository.newest(_tips(refs))
        return f"Reached {config.name}: {_some(count, 'commit')} on {_where(refs)}, newest {_day(newest)}."


def _refs(repository: Repository, config: Config) -> dict[str, str]:
    """The refs to read; none only in a repository without any commit."""
    refs = repository.refs(config.patterns)
    if not refs and config.branches and repository.refs():
        raise ProviderError(f"{config.name} has none of the branches: {', '.join(config.branches)}.")
    return refs


def _tips(refs: dict[str, str]) -> list[str]:
    return sorted(set(refs.values()))


def _spans(repository: Repository, cursor: dict[str, Any], tips: list[str]) -> list[Span]:
    """What is still to be read: the rest of an interrupted span, then what came after it."""
    heads, pending = cursor.get("heads", []), cursor.get("pending")
    # After a rewrite git throws old commits away sooner or later; git refuses to start from one that is gone.
    missing = repository.missing({*heads, *(pending["heads"] if pending else ())})
    read = [head for head in heads if head not in missing]
    if not pending or missing.intersection(pending["heads"]):
        return [Span(read, tips)]
    rest = Span(read, pending["heads"], pending["done"], pending["last"])
    if repository.last_read(rest) != rest.last:
        # The order changed, as when a shallow clone was deepened: counting would lose commits.
        rest = replace(rest, done=0)
    return [rest] if rest.new == tips else [rest, Span(rest.new, tips)]


def _batches(repository: Repository, config: Config, span: Span, total: int) -> Iterator[Batch]:
    """New commits first, then those that a rewrite took away."""
    progress: dict[str, Any] = {"heads": span.new, "done": span.done, "last": span.last}
    history = commits(repository.log(span))
    while page := list(islice(history, BATCH_SIZE)):
        progress = progress | {"done": progress["done"] + len(page), "last": page[-1].sha}
        yield Batch([document(commit, config) for commit in page], _cursor(span, progress), total=total)
    gone = repository.gone(span)
    while removed := list(islice(gone, BATCH_SIZE)):
        yield Batch((), _cursor(span, progress), removed, total)
    yield Batch((), {"heads": span.new}, total=total)


def _cursor(span: Span, progress: dict[str, Any]) -> dict[str, Any]:
    return {"heads": span.old, "pending": progress} if progress["done"] else {"heads": span.old}


def _refuse_misspelt(config: Config, refs: dict[str, str]) -> None:
    for branch, pattern in zip(config.branches, config.patterns, strict=True):
        if not any(fnmatch(ref, pattern) or ref.startswith(f"{pattern}/") for ref in refs):
            raise ProviderError(f"{config.name} has no branch {branch!r}: mend or remove it in “Branches”.")


def _where(refs: dict[str, str]) -> str:
    branches = len(refs.keys() - {"HEAD"})
    return _some(branches, "branch", "branches") if branches else "a detached HEAD"


def _some(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def _day(seconds: str) -> str:
    return datetime.fromtimestamp(published(seconds) / 1000, UTC).date().isoformat()
