"""A build as an activity: one, which changes when the build ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from streams.conf import conf
from streams.providers import text
from streams.providers.base import Document
from streams.providers.payload import Payload, actor, document, identity, thing
from streams.providers.pushes import commit_lines

# By Buildbot's number: what it is called, the verb, and how a sentence goes on.
RESULTS = [
    ("success", "finish", "succeeded"),
    ("warnings", "finish", "ended with warnings"),
    ("failure", "fail", "failed"),
    ("skipped", "finish", "was skipped"),
    ("exception", "fail", "broke"),
    ("retry", "stop", "is tried again"),
    ("cancelled", "stop", "was cancelled"),
]
RUNNING = ("running", "start", "started")
MAX_PEOPLE = 5
MAX_VALUE = 200


class Build:
    """What Buildbot tells of a build, read. `builder` is its builder's name."""

    def __init__(self, told: Payload, builder: str, changes: Sequence[Payload] = ()) -> None:
        self._told, self.builder, self._changes = told, builder, changes
        self.number = told.text("number")
        self.key = identity(f"{builder}#{self.number}")
        result = told.value("results") if told.value("complete") is True else None
        is_known = isinstance(result, int) and 0 <= result < len(RESULTS)
        self.result, self.verb, self.ended = RESULTS[told.number("results")] if is_known else RUNNING

    def document(self, config: Mapping[str, Any], is_offered: bool = False) -> Document:
        """`is_offered`: whether another build can be triggered from it."""
        told = self._told
        pages = f"{config['link_address']}/#/builders/{told.number('builderid')}"
        url, again = f"{pages}/builds/{self.number}", f"{pages}/force/{config['scheduler']}"
        # What people say about a build is about its source: building that again changes nothing.
        source = self.property("revision") or self.property("branch")
        entity = identity(f"{self.builder}@{source}" if source else self.builder)
        return document(
            "build",
            told.moment("started_at"),
            self.key,
            published=told.moment("complete_at", "started_at"),
            actor=self._actor(),
            verb=self.verb,
            object=thing("job", self.key, f"build {self.number}", url),
            target=thing("job", self.builder, self.builder, pages),
            url=url,
            title=self._title(url),
            summary=text.summary(told.text("state_string")) if self.verb != "start" else "",
            content=self._content(config["properties"]),
            categories=[self.result, self.property("branch")],
            project=self.builder,
            links={"build-trigger": link} if is_offered and (link := text.web_address(again)) else {},
        ) | {"entity": entity}

    def property(self, name: str) -> str:
        """A text or a number; several are joined."""
        value = self._property(name)
        return value.text("[0]") or ", ".join(value.texts("[0]"))

    def _property(self, name: str) -> Payload:
        """A property's value and where it was set. Names may have dots."""
        told = self._told.value("properties")
        return Payload(told.get(name) if isinstance(told, dict) else None)

    def _actor(self) -> dict[str, Any]:
        people = self._people()
        return actor(people[0], people[0]) if people else actor("Buildbot", "buildbot", is_bot=True)

    def _people(self) -> list[str]:
        """Who asked for it, else whose changes it has."""
        asked = _names([self.property("owner")])
        return asked or _names(self._property("owners").texts("[0]"))

    def _title(self, url: str) -> str:
        """A build is not failed by whom it belongs to; without anybody, the sentence says it well."""
        people = self._people()
        if not people:
            return ""
        how = "for" if self.property("owner") else "with changes of"
        names = ", ".join(people[:MAX_PEOPLE]) + (" and others" if len(people) > MAX_PEOPLE else "")
        words = text.clipped(text.line(f"of {self.builder} {self.ended}, {how} {names}"), conf.max_title_length - 40)
        return f'<a href="{escape(text.web_address(url))}">Build {escape(self.number)}</a> {escape(words)}'

    def _content(self, shown: Sequence[str]) -> str:
        """Why it ran, the properties to show, and the commits in it."""
        told = {"Reason": self.property("reason")} | {name: self.property(name) for name in shown}
        lines = [f"{name}: {text.clipped(text.line(value), MAX_VALUE)}" for name, value in told.items() if value]
        facts = text.content("\n".join(lines))
        return facts + commit_lines([_commit(change) for change in self._changes], conf.max_content_length - len(facts))


def _names(people: Sequence[str]) -> list[str]:
    """Without their e-mail addresses, which are nobody's business."""
    return [name for person in people if (name := person.partition("<")[0].strip().partition("@")[0])]


def _commit(change: Payload) -> Payload:
    """In the words of the forges."""
    author = {"name": change.text("author")}
    return Payload({"id": change.text("revision"), "message": change.text("comments"), "author": author})
