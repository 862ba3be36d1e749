"""What a provider backend is. This class is the manual: one file, one subclass, one line in STREAMS_PROVIDERS."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from streams.models import Activity, Delivery, Provider, Viewer
from streams.models.encryption import Undecryptable
from streams.providers.config import ConfigForm, refuse_unknown
from streams.providers.signing import Scheme

# An activitystrea.ms 1.0 JSON document (contract.md §4.2), with our extensions: summary, links {rel: href},
# categories [text], project (a project key) and entity (what votes and comments belong to; default: the object's id);
# and, of a source alone, choices {rel: {value: label}}: what `choose` may be asked for about its entity from now on.
Document = Mapping[str, Any]


class ProviderError(Exception):
    """The source could not be read or asked. The text is shown to people: it names no secret and says what to do."""

    def __init__(self, message: str, retry_after: int | None = None, code: str = "failed") -> None:
        """`retry_after`: seconds the source asked us to wait, such as for its rate limit: then it is no failure.

        None leaves it to the poller's back-off. `code` is for programs: one of `outbound.OutboundError`'s, or "failed".
        """
        super().__init__(message)
        self.retry_after = retry_after
        self.code = code


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
    # Seconds until the source wants to be asked again, where it says so (GitHub's X-Poll-Interval).
    pause: int | None = None
    # What people should know though nothing failed, such as a part of the source that is missing for now; the last
    # batch of a fetch says it.
    remark: str = ""


@dataclass(frozen=True)
class FilterOption:
    """Something more that readers can filter this source's activities by: a category of theirs (contract.md §2.4)."""

    # The option's name in a filter, such as "result" in `ci=result+IS+failure`.
    key: str
    # What the form calls it, such as "Result".
    name: str
    # The categories to choose from, with their labels; empty for whatever somebody writes.
    values: Mapping[str, str] = field(default_factory=dict)
    help: str = ""


@dataclass(frozen=True)
class Entity:
    """What an address or a key means at this source."""

    # Object type by key, such as "issue" or "project".
    type: str
    # How people call it, such as "PAY-42".
    key: str
    url: str
    # The key of the project it belongs to; "" for none.
    project: str = ""


@dataclass(frozen=True)
class Done:
    """What asking the source for something came to."""

    # One short sentence for the person who clicked; "" leaves it to the action.
    message: str = ""
    # Documents of the source that tell of it, so that readers see it before the next poll.
    documents: Sequence[Document] = ()
    # For what takes a while: what `settled` needs to find out how it went, as JSON. {} when it is done.
    pending: dict[str, Any] = field(default_factory=dict)
    # What undoing it needs, as JSON.
    undo: dict[str, Any] = field(default_factory=dict)


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
    """A kind of source. A `Provider` row configures one; the row is handed to every method.

    It may play several roles. Only `fetch` or `receive` is needed; the defaults of the others say that it has no part
    in them. `fetch`, `history`, `check`, `keys`, `reply`, `send` and `choose` may ask the source, by `remote.client`,
    the only way out; the others are called while somebody waits for a page, so they ask nobody.
    """

    # The name in `Provider.backend`, such as "git". Required, unique.
    key: str = ""
    # What people read, such as "Git repository". Required.
    name: str = ""
    # Path below STATIC_URL of a square picture; empty for none.
    icon: str = ""
    # Object types and verbs it reports, as keys (contract.md §3): filters and actions are offered by them.
    object_types: Sequence[str] = ()
    verbs: Sequence[str] = ()
    # What an administrator has to tell; the default asks nothing. `config` reads it.
    config_form: type[ConfigForm] = ConfigForm
    # Seconds between two polls unless the row says otherwise; None for a source that is only written to.
    poll_seconds: int | None = 60
    # How it signs what it delivers to /hooks/{provider}/; None for a source that is only asked.
    webhook: Webhook | None = None
    # What readers can filter its activities by besides the options that all sources have.
    filter_options: Sequence[FilterOption] = ()
    # The links of an activity that `send` acts on, by rel, such as "issue-vote" or "build-trigger"; `reply` answers
    # "reply-to", `choose` does what wants a choice. An activity has them where its document says so in `links`.
    rels: Sequence[str] = ()

    # Role 1: what happened.

    def is_asked(self, provider: Provider) -> bool:
        """Whether this row is polled; one that is not is never late. What may do both is asked once configured."""
        return self.poll_seconds is not None

    def fetch(self, provider: Provider, cursor: dict[str, Any]) -> Iterator[Batch]:
        """What is new since `cursor` ({} at first), page by page; nothing when nothing is, as in a source not asked.

        A generator with bounded memory. Fetching twice is harmless: a document's `id` updates its activity in place.
        Raises ProviderError, at any point; what was yielded before stays stored.
        """
        return iter(())

    def history(self, provider: Provider, cursor: dict[str, Any], since: datetime) -> Iterator[Batch]:
        """What happened before the first fetch, newest first, back to `since` (aware): a back-fill goes through it.

        `cursor` is {} at first and its own, apart from fetch's. Only for a source whose first fetch leaves older things
        out; the default is one whose fetch reads everything.
        """
        return iter(())

    def receive(self, provider: Provider, delivery: Delivery) -> Iterable[Document]:
        """What a delivery tells of: `delivery.event` and `delivery.payload` are its own, its signature was right.

        The same delivery again must give the same ids, so that it updates in place; `payload.document` sees to that. A
        document that does not say when it happened did so when it was received. Raises Skipped with the reason for what
        is no activity, and ProviderError for what cannot be read. Nothing is asked of the source here.
        """
        raise Skipped("this source takes no deliveries")

    # Role 2: what it has, for filters and links. (Its options are `filter_options`.)

    def keys(self, provider: Provider) -> Mapping[str, str]:
        """Its projects by key and as people call them, such as {"PAY": "Payments"}; the poller asks now and then."""
        return {}

    def entity(self, provider: Provider, address: str) -> Entity | None:
        """What an address or a key such as "PAY-42" means here, by its looks alone; None when it is another's."""
        return None

    # Role 3: what can be done about it. `viewer` is who clicked, `activity` one of this source that they may see.

    def reply(self, provider: Provider, activity: Activity, text: str, viewer: Viewer) -> Done:
        """Answer where the activity happened. Raises ProviderError; `code` says why."""
        raise ProviderError("This source takes no replies.", code="not_offered")

    def send(self, provider: Provider, activity: Activity, rel: str, viewer: Viewer, undo: dict[str, Any]) -> Done:
        """Do what the activity's link `rel` is for; `undo` is what an earlier Done said, to take it back, else {}.

        Raises ProviderError; `code` says why.
        """
        raise ProviderError("This source does nothing from here.", code="not_offered")

    def choose(self, provider: Provider, activity: Activity, rel: str, choice: str, viewer: Viewer) -> Done:
        """Do what the activity's link `rel` is for, with what was chosen: one of those that the source told last in
        the `choices` of a document about the same thing.

        Raises ProviderError; `code` says why.
        """
        raise ProviderError("This source lets nobody choose from here.", code="not_offered")

    def settled(self, provider: Provider, pending: dict[str, Any]) -> Done | None:
        """How what was pending went; None while it is still under way. Raises ProviderError when it failed."""
        return Done()

    # For the administrator.

    def check(self, provider: Provider) -> str:
        """Reach the source; say in a sentence what was seen and as whom. Raises ProviderError saying what to mend."""
        return "Nothing to ask: it delivers by itself." if self.webhook else "Nothing to check."

    def config(self, provider: Provider) -> dict[str, Any]:
        """What the administrator told, secrets included, as the form's fields clean it; their `initial` for the rest.

        Raises ProviderError naming every field that is wrong or unknown and what to write.
        """
        form_class = self.config_form
        if not isinstance(provider.config, dict):
            raise ProviderError("The configuration must be a JSON object.")
        try:
            form = form_class({**form_class.defaults(), **provider.config, **provider.get_credentials()})
        except Undecryptable as error:
            raise ProviderError(str(error)) from error
        plain = [name for name in form_class.base_fields if name not in form_class.secrets()]
        if problems := [*refuse_unknown(provider.config, plain), *form.problems()]:
            raise ProviderError(" ".join(problems))
        return form.cleaned_data
