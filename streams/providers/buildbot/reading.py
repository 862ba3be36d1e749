"""Which builds are new: those that ended since the last poll, and those that run now.

Cursor: {"since": when the newest of them ended, in seconds since 1970, "seen": {build id: when it ended} of the last
ones, "open": [ids of builds that ran], "builders": {builder id: name}}.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from streams.providers.base import Batch, Document
from streams.providers.buildbot.document import Build
from streams.providers.buildbot.server import Filter, Server
from streams.providers.payload import Payload

# Times are whole seconds, and several masters have several clocks.
OVERLAP = 60


class Reader:
    """One fetch of one Buildbot."""

    def __init__(self, server: Server, config: Mapping[str, Any]) -> None:
        self._server, self._config = server, config
        self._builders = server.builders()
        scheduler = server.scheduler()
        self._offered = scheduler.texts("builder_names") if scheduler.value("enabled") is not False else []
        chosen = self._builders if config["builders"] else ()
        # One field several times means any of these.
        self._chosen: list[Filter] = [("builderid__eq", id_) for id_ in chosen]

    def fresh(self, cursor: dict[str, Any]) -> Iterator[Batch]:
        """The first time the newest page only: `history` has the others."""
        cursor = {"since": 0, "seen": {}, "open": [], **cursor}
        cursor["builders"] = {str(id_): name for id_, name in self._builders.items()}
        for page in self._ended(cursor):
            if new := [build for build in page if build.text("buildid") not in cursor["seen"]]:
                cursor = cursor | _after(cursor, page)
                yield Batch(self.documents(new), cursor)
        running = [build for page in self._server.pages(*self._chosen, ("complete", "false")) for build in page]
        ids = [build.number("buildid") for build in running]
        if ids != cursor["open"]:
            begun = [build for build in running if build.number("buildid") not in cursor["open"]]
            yield Batch(self.documents([*begun, *self._missed(cursor, ids)]), cursor | {"open": ids})

    def past(self, cursor: dict[str, Any], since: datetime) -> Iterator[Batch]:
        """Newest first. Cursor: {"below": id of the oldest build that was read}."""
        limits: list[Filter] = [*self._chosen, ("complete_at__ge", int(since.timestamp())), ("order", "-buildid")]
        while page := self._server.page(*limits, *_below(cursor)):
            cursor = {"below": page[-1].number("buildid")}
            yield Batch(self.documents(page), cursor)

    def documents(self, builds: Iterable[Payload]) -> list[Document]:
        """Of builders that were taken away since, none."""
        return [self.document(build) for build in builds if build.number("builderid") in self._builders]

    def document(self, build: Payload) -> Document:
        name = self._builders[build.number("builderid")]
        return Build(build, name, self._server.changes(build)).document(self._config, name in self._offered)

    def _ended(self, cursor: dict[str, Any]) -> Iterator[list[Payload]]:
        if not cursor["since"]:
            newest = self._server.page(*self._chosen, ("complete", "true"), ("order", "-complete_at"))
            return iter([newest] if newest else [])
        after = ("complete_at__ge", cursor["since"] - OVERLAP)
        return self._server.pages(*self._chosen, after, ("order", "complete_at"), ("order", "buildid"))

    def _missed(self, cursor: dict[str, Any], running: list[int]) -> list[Payload]:
        """What ran at the last poll, runs no longer and did not end within the overlap."""
        lost = [id_ for id_ in cursor["open"] if id_ not in running and str(id_) not in cursor["seen"]]
        pages = self._server.pages(*(("buildid__eq", id_) for id_ in lost)) if lost else ()
        return [build for page in pages for build in page if build.value("complete") is True]


def _after(cursor: dict[str, Any], page: list[Payload]) -> dict[str, Any]:
    """The cursor once this page is stored. What ended within the overlap is answered again next time."""
    ended = cursor["seen"] | {str(build.number("buildid")): build.number("complete_at") for build in page}
    since = max(cursor["since"], *ended.values())
    return {"since": since, "seen": {id_: at for id_, at in ended.items() if at >= since - OVERLAP}}


def _below(cursor: dict[str, Any]) -> list[Filter]:
    return [("buildid__lt", cursor["below"])] if cursor else []
