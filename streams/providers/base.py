"""What a provider backend is. This class is the manual: one file, one subclass, one line in STREAMS_PROVIDERS."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from streams.models import Provider

# An activitystrea.ms 1.0 JSON document (contract.md §4.2), with our extensions: summary, links {rel: href},
# categories [text], project (a project key) and entity (what votes and comments belong to; default: the object's id).
Document = Mapping[str, Any]


class ProviderError(Exception):
    """The source could not be read. The text is shown to people, so it names no secret and says what to do."""

    def __init__(self, message: str, retry_after: int | None = None) -> None:
        """`retry_after`: seconds the source asked us to wait, such as for its rate limit: then it is no failure.

        None leaves it to the poller's back-off.
        """
        super().__init__(message)
        self.retry_after = retry_after


@dataclass(frozen=True)
class Batch:
    """One page of a source. Documents and cursor are stored in one transaction, so a poll may stop after any batch."""

    documents: Sequence[Document]
    # Where the next fetch goes on once this batch is stored: any JSON object, the backend's own.
    cursor: dict[str, Any]
    # Ids of documents that the source no longer has.
    removed: Sequence[str] = field(default=())
    # Documents of this whole fetch, where it is known: it feeds the progress bar.
    total: int | None = None


class ProviderBackend:
    """A kind of source. A `Provider` row configures one; the row is handed to every method."""

    # The name in `Provider.backend`, such as "git". Required, unique.
    key: str = ""
    # What people read, such as "Git repository". Required.
    name: str = ""
    # Path below STATIC_URL of a square picture; empty for none.
    icon: str = ""
    # Object types and verbs it reports, as keys (contract.md §3): filters and actions are offered by them.
    object_types: Sequence[str] = ()
    verbs: Sequence[str] = ()
    # Seconds between two polls unless the row says otherwise; None for a source that is only written to.
    poll_seconds: int | None = 60

    def fetch(self, provider: Provider, cursor: dict[str, Any]) -> Iterator[Batch]:
        """What is new since `cursor` ({} at first), page by page; nothing when nothing is.

        A generator with bounded memory. Fetching twice is harmless: a document's `id` updates its activity in place.
        Raises ProviderError, at any point; what was yielded before stays stored.
        """
        raise NotImplementedError

    def check(self, provider: Provider) -> str:
        """Reach the source and say in a sentence what was seen; raises ProviderError saying what to mend."""
        return "Nothing to check."
