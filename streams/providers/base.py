"""What a provider backend is. This class is the manual: one file, one subclass, one line in STREAMS_PROVIDERS."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from streams.models import Delivery, Provider
from streams.providers.signing import Scheme

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


class Skipped(Exception):
    """A delivery that nobody needs to read about. The text is the reason that the log of deliveries is counted by."""


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


@dataclass(frozen=True)
class Webhook:
    """How a system delivers.

    A place is the name of a header, or "body:" and a path such as "body:event.id"; "|" parts places of the same text.
    """

    # How it proves that a delivery is its own: one of these is enough. The secret is the provider row's.
    signing: tuple[Scheme, ...]
    # The places of what names the event, joined by dots: ("X-GitHub-Event", "body:action") gives "issues.closed".
    event: tuple[str, ...] = ()
    # Where the delivery's id may be, the best place first; without any, the same body twice is the same delivery.
    delivery: tuple[str, ...] = ()
    # Whether the system makes the secret itself: then an administrator copies it from there.
    own_secret: bool = False


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
    # How it signs what it delivers to /hooks/{provider}/; None for a source that is only asked.
    webhook: Webhook | None = None

    def fetch(self, provider: Provider, cursor: dict[str, Any]) -> Iterator[Batch]:
        """What is new since `cursor` ({} at first), page by page; nothing when nothing is, as in a source not asked.

        A generator with bounded memory. Fetching twice is harmless: a document's `id` updates its activity in place.
        Raises ProviderError, at any point; what was yielded before stays stored.
        """
        return iter(())

    def receive(self, provider: Provider, delivery: Delivery) -> Iterable[Document]:
        """What a delivery tells of: `delivery.event` and `delivery.payload` are its own, its signature was right.

        The same delivery again must give the same ids, so that it updates in place; `payload.document` sees to that. A
        document that does not say when it happened did so when it was received. Raises Skipped with the reason for what
        is no activity, and ProviderError for what cannot be read. Nothing is asked of the source here.
        """
        raise Skipped("this source takes no deliveries")

    def check(self, provider: Provider) -> str:
        """Reach the source and say in a sentence what was seen; raises ProviderError saying what to mend."""
        return "Nothing to ask: it delivers by itself." if self.webhook else "Nothing to check."
