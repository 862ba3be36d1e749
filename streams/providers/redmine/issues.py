"""Which issues changed, page by page, and what is new of each.

Cursor: {"since": when the newest was updated, "seen": {number: [when it was updated, id of its newest journal]} of the
last ones, "again": [numbers of those to read once more, because their second may not have been over], "etag": of the
answer that had nothing new}; while a fetch is under way also "from": what is older was told before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from streams.providers.base import Document
from streams.providers.payload import Payload
from streams.providers.redmine.document import Teller
from streams.providers.redmine.server import Params, Server

PAGE = 50
FIRST = 25
BEGINNING = "1970-01-02T00:00:00Z"
# Times are whole seconds, and what takes long is stored later than its own time.
OVERLAP = timedelta(seconds=60)
# Until then a second is not over; clocks differ a little.
SETTLING = timedelta(seconds=2)

Cursor = dict[str, Any]
Told = tuple[list[Document], Cursor]
IsNew = Callable[[Payload], bool]


class Issues:
    """Of all projects, or of those with the chosen ids. Each step answers documents and the cursor behind them."""

    def __init__(self, server: Server, teller: Teller, chosen: list[str]) -> None:
        self._server, self._teller, self._chosen = server, teller, chosen
        # The newest journal of each issue that was read.
        self._newest: dict[str, int] = {}

    def fresh(self, cursor: Cursor) -> Iterator[Told]:
        if not cursor:
            yield self._first()
            return
        if again := cursor["again"]:
            told = [document for number in again for document in self._unseen(number, cursor)]
            seen = {number: [cursor["seen"][number][0], self._newest[number]] for number in again}
            now = {"again": [number for number in again if _is_now(seen[number][0])], "seen": cursor["seen"] | seen}
            if cursor | now != cursor:
                cursor = cursor | now
                yield told, cursor
        yield from self._changed(cursor)

    def past(self, cursor: Cursor, since: datetime) -> Iterator[Told]:
        """Newest first. Cursor: {"before": when the last one was updated, "offset": how many of that second}."""
        floor, tomorrow = _text(since), _text(datetime.now(UTC) + timedelta(days=1))
        before, offset = cursor.get("before", tomorrow), cursor.get("offset", 0)
        while page := self._page("><", [floor, before], "updated_on:desc,id:desc", offset):
            last = page[-1].text("updated_on")
            same = sum(one.text("updated_on") == last for one in page)
            before, offset = last, same + (offset if last == before else 0)
            yield self._all(page, lambda item: _at(item) >= floor), {"before": before, "offset": offset}

    def _first(self) -> Told:
        """The last ones with everything that became of them; the others are history."""
        page = self._page(">=", [BEGINNING], "updated_on:desc", 0, FIRST)
        return self._all(page, lambda _: True), self._after({"since": BEGINNING, "seen": {}}, page)

    def _changed(self, cursor: Cursor) -> Iterator[Told]:
        """Oldest first; the time of the last one leads on, because what is updated meanwhile moves to the end."""
        # It stays through all the pages: what became of an issue on the last of them may be as old as this.
        cursor, offset = {"from": _floor(cursor), **cursor}, 0
        while True:
            floor = _floor(cursor)
            asked = self._params(">=", [floor], "updated_on,id", offset)
            answer = self._server.read_if_changed("issues", asked, "" if offset else cursor["etag"])
            page = [] if answer.is_unchanged else Payload(answer.json()).parts("issues")
            new = [one for one in page if cursor["seen"].get(one.text("id"), [""])[0] != one.text("updated_on")]
            if new:
                told = [document for one in new for document in self._unseen(one.text("id"), cursor)]
                cursor = self._after(cursor, new)
                yield told, cursor
            elif len(page) < PAGE:
                break
            offset = offset + len(page) if floor == _floor(cursor) else 0
        etag = cursor["etag"] if answer.is_unchanged else answer.etag
        # What is asked first next time is this very question, unless pages of it came before.
        over = {name: cursor[name] for name in ("since", "seen", "again")} | {"etag": "" if offset else etag}
        if over != {name: value for name, value in cursor.items() if name != "from"}:
            yield [], over

    def _unseen(self, number: str, cursor: Cursor) -> list[Document]:
        """What became of it since it was read last, or since this fetch began."""
        if number in cursor["seen"]:
            last = cursor["seen"][number][1]
            return self._read(number, lambda item: item.number("id") > last and item.value("details") is not None)
        floor = cursor.get("from") or _floor(cursor)
        return self._read(number, lambda item: _at(item) >= floor)

    def _all(self, page: list[Payload], is_new: IsNew) -> list[Document]:
        return [document for one in page for document in self._read(one.text("id"), is_new)]

    def _read(self, number: str, is_new: IsNew) -> list[Document]:
        issue = self._server.issue(number)
        self._newest[number] = max((one.number("id") for one in issue.parts("journals")), default=0)
        return self._teller.issue(issue, is_new)

    def _after(self, cursor: Cursor, page: list[Payload]) -> Cursor:
        """The cursor once what is new on this page is stored."""
        read = {one.text("id"): [one.text("updated_on"), self._newest[one.text("id")]] for one in page}
        since = max([cursor["since"], *(at for at, _ in read.values())])
        floor = _minus(since, OVERLAP)
        seen = {number: one for number, one in (cursor["seen"] | read).items() if one[0] >= floor}
        again = [number for number in dict.fromkeys([*cursor.get("again", ()), *read]) if number in seen]
        return cursor | {"since": since, "seen": seen, "again": again, "etag": ""}

    def _page(self, operator: str, times: list[str], sort: str, offset: int, limit: int = 0) -> list[Payload]:
        return self._server.read("issues", self._params(operator, times, sort, offset, limit)).parts("issues")

    def _params(self, operator: str, times: list[str], sort: str, offset: int, limit: int = 0) -> Params:
        """Closed ones, too: without a word on the status they would be left out."""
        return [
            ("set_filter", "1"),
            *_filter("status_id", "*"),
            *_filter("updated_on", operator, times),
            *(_filter("project_id", "=", self._chosen) if self._chosen else ()),
            ("sort", sort),
            ("limit", str(limit or PAGE)),
            ("offset", str(offset)),
        ]


def _filter(field: str, operator: str, values: list[str] | None = None) -> Params:
    named = [(f"v[{field}][]", value) for value in values or ()]
    return [("f[]", field), (f"op[{field}]", operator), *named]


def _at(item: Payload) -> str:
    """Redmine's times sort as text."""
    return item.text("created_on")


def _is_now(time: str) -> bool:
    return time > _text(datetime.now(UTC) - SETTLING)


def _floor(cursor: Cursor) -> str:
    return _minus(cursor["since"], OVERLAP)


def _minus(time: str, span: timedelta) -> str:
    return _text(datetime.fromisoformat(time) - span)


def _text(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
