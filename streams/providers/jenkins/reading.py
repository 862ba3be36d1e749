"""Which builds are new: of each job those after the last one that was seen, and those that ran then.

Cursor: {"since": when the newest of all builds began, in milliseconds since 1970, "jobs": {full name: {"last": the
number of the newest build, "open": [the numbers of those that ran]}}}.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from streams.providers.base import Batch, Document
from streams.providers.jenkins.document import asked, trigger_link
from streams.providers.jenkins.server import Server
from streams.providers.payload import Payload

PAGE = 50
UNKNOWN: dict[str, Any] = {"last": 0, "open": []}
# Of a job that was not there before: as many of its builds as a first poll shows.
FIRST = 20
# A job that was made and built while others were asked began before their newest build.
OVERLAP = 60_000


class Reader:
    """One fetch of one Jenkins."""

    def __init__(self, server: Server, config: Mapping[str, Any]) -> None:
        self._server, self._config = server, config
        self._jobs = server.jobs()

    def fresh(self, cursor: dict[str, Any]) -> Iterator[Batch]:
        """One request when nothing happened. Of a job whose pages are being read, the cursor changes after the last."""
        jobs = {name: seen for name, seen in cursor.get("jobs", {}).items() if name in self._jobs}
        state, before = {"since": cursor.get("since", 0), "jobs": jobs}, cursor.get("since", 0) - OVERLAP
        for name, job in self._jobs.items():
            last, seen = job.number("lastBuild.number"), jobs.get(name, UNKNOWN)
            if last == seen["last"] and not seen["open"]:
                continue
            # Its numbers may have begun anew.
            pages = self._since(name, seen) if name in jobs and last >= seen["last"] else self._first(name, before)
            read: list[Payload] = []
            for page in pages:
                read += page
                if documents := self._documents(name, [build for build in page if not _is_told(build, seen)]):
                    yield Batch(documents, state)
            now = {"last": last, "open": [build.number("number") for build in read if _is_running(build)]}
            if now != seen:
                jobs = jobs | {name: now}
                state = {"since": max([state["since"], *(build.number("timestamp") for build in read)]), "jobs": jobs}
                yield Batch((), state)

    def past(self, cursor: dict[str, Any], since: datetime) -> Iterator[Batch]:
        """Job by job, each newest first. Cursor: {"job": full name, "done": how many of its builds were read}."""
        for name in sorted(self._jobs):
            if name < cursor.get("job", ""):
                continue
            done = cursor.get("done", 0) if name == cursor.get("job") else 0
            while page := self._server.builds(name, done, done + PAGE):
                done += len(page)
                young = [build for build in page if build.number("timestamp") >= since.timestamp() * 1000]
                yield Batch(self._documents(name, young), {"job": name, "done": done})
                if len(young) < len(page):
                    break

    def document(self, name: str, build: Payload) -> Document | None:
        job = self._jobs[name]
        return asked(name, job.text("displayName") or name, build, self.links(name))

    def links(self, name: str) -> dict[str, str]:
        return trigger_link(self._config, name) if self._jobs[name].value("buildable") is True else {}

    def _first(self, name: str, before: int) -> Iterator[list[Payload]]:
        """Of a job that was not there before. It may have another name than then: what was told stays told."""
        yield [build for build in self._server.builds(name, 0, FIRST) if build.number("timestamp") > before]

    def _since(self, name: str, seen: dict[str, Any]) -> Iterator[list[Payload]]:
        """Those that ran, as they are now, and those after the newest that was seen, newest first."""
        yield [build for number in seen["open"] if (build := self._server.build(name, number))]
        done = 0
        while page := self._server.builds(name, done, done + PAGE):
            yield [build for build in page if build.number("number") > seen["last"]]
            done += len(page)
            if page[-1].number("number") <= seen["last"]:
                break

    def _documents(self, name: str, builds: list[Payload]) -> list[Document]:
        return [document for build in builds if (document := self.document(name, build))]


def _is_running(build: Payload) -> bool:
    return build.value("building") is True


def _is_told(build: Payload, seen: dict[str, Any]) -> bool:
    """It ran at the last poll, and still does."""
    return _is_running(build) and build.number("number") in seen["open"]
