"""One server's activity stream, a page at a time and back in time (contract.md §1 and §2).

The original has no pages: it answers with the newest entries before a moment, so many at most.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from streams import syndication
from streams.outbound import Outbound
from streams.providers.atlassian.document import document
from streams.providers.base import Document, ProviderError

FEED = "plugins/servlet/streams"
# Asked for at once; the original works for each one, and gives no more than the second.
PAGE, MOST = 100, 1000


@dataclass(frozen=True)
class Page:
    """Entries, and what the server said of them. The oldest is the first: what is stored later is shown above it."""

    documents: list[Document]
    # Sources whose entries are missing, by name.
    missing: list[str]
    # Its own address, as the server understood it.
    own: str
    etag: str
    # It is still what was known: nothing more was sent.
    is_unchanged: bool = False

    @property
    def moments(self) -> list[int]:
        """When its entries happened, in milliseconds since 1970."""
        return [document["published"] for document in self.documents if "published" in document]

    def may_go_on(self, asked: int) -> bool:
        """Half of what was asked for may be all: Jira joins changes, and others leave out what one may not see."""
        return 2 * len(self.documents) >= asked and bool(self.moments)


@dataclass(frozen=True)
class Step:
    """One page of a way back in time, and the moment before which there is more; None at the end."""

    page: Page
    before: int | None
    # A moment at which more happened than the server ever shows.
    crowded: int | None = None


class Stream:
    def __init__(self, outbound: Outbound, config: dict[str, Any]) -> None:
        self._outbound, self._config = outbound, config

    def page(
        self, after: int | None = None, before: int | None = None, most: int = PAGE, etag: str = "", **more: str
    ) -> Page:
        """What happened between two moments, neither included, unless it is still what `etag` named."""
        params = [*self._filters(after, before), ("maxResults", str(most)), *more.items()]
        with self._outbound.stream(FEED, params=params, etag=etag) as answer:
            if answer.is_unchanged:
                return Page([], [], "", etag, is_unchanged=True)
            feed = syndication.read(answer, answer.url)
            try:
                documents = [document(entry) for entry in feed.entries if isinstance(entry, dict)][::-1]
            except syndication.NotAFeed as error:
                raise ProviderError(f"{answer.place}: {error}", code="not_readable") from error
            if feed.head.form != "Atom":
                text = f"{answer.place} answers with {feed.head.form} and no activity stream; check the address."
                raise ProviderError(text, code="not_readable")
        return Page(documents, list(dict.fromkeys(feed.head.missing)), feed.head.own, answer.etag)

    def back(self, after: int, before: int | None = None, etag: str = "") -> Iterator[Step]:
        """All that happened between two moments, newest first, some of it twice; nothing where `etag` still holds."""
        most = PAGE
        while not (page := self.page(after, before, most, etag)).is_unchanged:
            etag = ""
            if not page.may_go_on(most):
                yield Step(page, None)
                return
            oldest = min(page.moments)
            if before is None or oldest + 1 < before:
                # Of the oldest moment some may be cut off.
                yield Step(page, before := oldest + 1)
                most = PAGE
            elif most < MOST:
                most = MOST
            else:
                yield Step(page, before := oldest, crowded=oldest)
                most = PAGE

    def _filters(self, after: int | None, before: int | None) -> list[tuple[str, str]]:
        config = self._config
        found = []
        if after is not None and before is not None:
            found.append(("streams", f"update-date BETWEEN {after} {before}"))
        elif after is not None:
            found.append(("streams", f"update-date AFTER {after}"))
        elif before is not None:
            found.append(("streams", f"update-date BEFORE {before}"))
        if config["projects"]:
            found.append(("streams", f"key IS {' '.join(map(escaped, config['projects']))}"))
        if config["streams"]:
            found.append(("providers", " ".join(config["streams"])))
        # Without it, real servers take no password; with it, they take no token (contract.md §1.2).
        return [*found, ("os_authType", "basic")] if config["user"] else found


def escaped(value: str) -> str:
    """A filter's value: a blank is written _, so a _ is written \\_ (contract.md §2.2)."""
    return value.replace("_", r"\_").replace(" ", "_")
