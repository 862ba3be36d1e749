"""What is new in a project's wiki, and of the news."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import quote

from streams.outbound import OutboundError
from streams.providers.base import Document
from streams.providers.payload import Payload
from streams.providers.redmine.document import Teller
from streams.providers.redmine.server import Server

PAGE = 50
# Of a wiki that was not read before, the pages that were edited last.
FIRST = 25
NOTHING: dict[str, Any] = {"since": "", "seen": {}, "etag": ""}

Told = tuple[list[Document], dict[str, Any]]


class News:
    """Cursor: {"last": the newest id, "etag"}."""

    def __init__(self, server: Server, teller: Teller, chosen: list[str]) -> None:
        self._server, self._teller, self._chosen = server, teller, chosen

    def fresh(self, cursor: dict[str, Any]) -> Iterator[Told]:
        first = self._server.read_if_changed("news", [("limit", str(PAGE))], cursor.get("etag", ""))
        if first.is_unchanged:
            return
        last, found = cursor.get("last", 0), Payload(first.json()).parts("news")
        page = found
        while cursor and len(page) == PAGE and min(one.number("id") for one in page) > last:
            page = self._page(len(found))
            found += page
        new = [one for one in found if one.number("id") > last]
        yield self._told(new), {"last": max([last, *(one.number("id") for one in new)]), "etag": first.etag}

    def past(self, cursor: dict[str, Any], since: datetime) -> Iterator[Told]:
        """Newest first. Cursor: {"offset": how many were read}."""
        offset, floor = cursor.get("offset", 0), since.isoformat()
        while page := self._page(offset):
            young = [one for one in page if one.moment("created_on") >= floor]
            offset += len(page)
            yield self._told(young), {"offset": offset}
            if len(young) < len(page):
                break

    def _page(self, offset: int) -> list[Payload]:
        return self._server.read("news", [("limit", str(PAGE)), ("offset", str(offset))]).parts("news")

    def _told(self, news: list[Payload]) -> list[Document]:
        return [self._teller.news(one) for one in news if not self._chosen or one.text("project.id") in self._chosen]


class Wiki:
    """Of one project. Cursor: {"since": when the newest page was edited, "seen": {title: version} of that second,
    "etag" of the list of pages}."""

    def __init__(self, server: Server, teller: Teller, project: str) -> None:
        self._server, self._teller, self._project = server, teller, project
        self._place = f"projects/{quote(project, safe='')}/wiki"

    def fresh(self, cursor: dict[str, Any]) -> Iterator[Told]:
        """The newest edit of each page; those before it are not listed."""
        cursor = NOTHING | cursor
        try:
            answer = self._server.read_if_changed(f"{self._place}/index", None, cursor["etag"])
        except OutboundError as error:
            # The project has no wiki, or this user may not see it.
            if error.code not in {"missing", "forbidden"}:
                raise
            return
        if answer.is_unchanged:
            return
        pages = sorted(Payload(answer.json()).parts("wiki_pages"), key=_edited)
        new = [page for page in pages if _is_new(page, cursor)]
        new = new if cursor["since"] else new[-FIRST:]
        since = max([cursor["since"], *map(_edited, new)])
        seen = {page.text("title"): page.number("version") for page in pages if _edited(page) == since}
        yield self._told(new), {"since": since, "seen": seen, "etag": answer.etag}

    def _told(self, pages: list[Payload]) -> list[Document]:
        whole = (self._server.read_if_seen(f"{self._place}/{quote(page.text('title'), safe='')}") for page in pages)
        return [self._teller.page(self._project, page.part("wiki_page")) for page in whole if page]


def _edited(page: Payload) -> str:
    """Redmine's times sort as text."""
    return page.text("updated_on")


def _is_new(page: Payload, cursor: dict[str, Any]) -> bool:
    if _edited(page) == cursor["since"]:
        return page.number("version") > cursor["seen"].get(page.text("title"), 0)
    return _edited(page) > cursor["since"]
