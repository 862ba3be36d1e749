"""Any feed at an address: Atom, RSS, JSON Feed, Activity Streams 1.0 and 2.0."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone

from streams.models import Provider
from streams.providers.base import Batch, ProviderBackend, ProviderError
from streams.providers.syndication.config import Config, connected, place
from streams.providers.syndication.pages import Page
from streams.syndication import pacing

# Pages that one fetch goes back at most, where more was posted than one page holds.
MOST_PAGES = 50
# In a cursor, which administrators see.
HIDDEN = "•••"


class Syndication(ProviderBackend):
    """Cursor: {"etag", "last_modified", "pace": how often it wants to be asked, "marks": of the last page's entries};
    the history's: {"older": the page to go on with}. In both "begun" is how much of a page was stored that was not read
    to its end.
    """

    key = "syndication"
    name = "Feed"
    icon = "streams/syndication.svg"
    object_types = ("article", "note")
    verbs = ("post",)
    config_form = Config
    poll_seconds = 900

    def fetch(self, provider: Provider, cursor: dict[str, Any]) -> Iterator[Batch]:
        """The first page, and older ones as far as nothing of the last fetch comes."""
        config, known = self.config(provider), set(cursor.get("marks", ()))
        with connected(config) as outbound:
            first = page = Page(outbound, place(config), known, cursor.get("etag", ""), cursor.get("last_modified", ""))
            for _ in range(MOST_PAGES):
                for part in page:
                    if page is not first:
                        yield Batch(part.documents, cursor, part.removed)
                    elif not page.was_read(cursor.get("begun")):
                        cursor = cursor | {"begun": page.begun}
                        yield Batch(part.documents, cursor, part.removed)
                if not page.older or (page.size and (not known or page.has_known)):
                    break
                page = Page(outbound, page.older, known)
        if not first.is_unchanged:
            pace, marks = first.head.pace, first.marks or page.marks
            cursor = {"etag": first.etag, "last_modified": first.last_modified, "pace": pace, "marks": marks}
        yield Batch((), cursor, pause=pacing.pause(cursor.get("pace", {}), timezone.now()))

    def history(self, provider: Provider, cursor: dict[str, Any], since: datetime) -> Iterator[Batch]:
        """As far back as the feed has pages (RFC 5005)."""
        config = self.config(provider)
        hidden = config["secret"] or HIDDEN
        older, oldest = cursor.get("older", place(config)).replace(HIDDEN, hidden), since.timestamp() * 1000
        with connected(config) as outbound:
            while older:
                page = Page(outbound, older)
                for part in page:
                    if not page.was_read(cursor.get("begun")):
                        cursor = {"older": older.replace(hidden, HIDDEN), "begun": page.begun}
                        yield Batch(part.after(oldest), cursor, part.removed)
                is_over = page.newest is not None and page.newest < oldest
                older = "" if is_over or page.older == older else page.older
                cursor = {"older": older.replace(hidden, HIDDEN)}
                yield Batch((), cursor)

    def check(self, provider: Provider) -> str:
        config = self.config(provider)
        with connected(config) as outbound:
            page = Page(outbound, place(config))
            removed = sum(len(part.removed) for part in page)
        head = page.head
        if not (page.size or removed or head.title or page.older):
            raise ProviderError(f"{page.place} is {head.form or 'JSON'}, but holds no entry; check the address.")
        newest = page.newest and datetime.fromtimestamp(page.newest / 1000, UTC).date().isoformat()
        told = f"{page.size} entries{f', the newest of {newest}' if newest else ''}"
        pages = " and older pages" if page.older else ""
        return f'Reached {page.place}: {head.form} "{head.title}" with {told}{pages}.'
