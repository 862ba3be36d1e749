"""What the API's lists have, told in the words of webhooks."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from streams.providers.base import Document, Skipped
from streams.providers.bitbucket.event import Event
from streams.providers.bitbucket.readers import read
from streams.providers.forge.place import Place, detail
from streams.providers.payload import Payload


class Telling:
    """Of one repository; what completes it is asked for once."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._pulls: dict[str, dict[str, Any]] = {}

    def told(self, key: str, payload: dict[str, Any], who: Any, at: str) -> list[Document]:
        """[] for what is no activity."""
        whole = {**payload, "actor": who, "repository": self._repository}
        try:
            return list(read(Event(key, whole, at)))
        except Skipped:
            return []

    def pull(self, said: Payload) -> dict[str, Any]:
        """The log has but its number and title."""
        number = said.text("id")
        if number not in self._pulls:
            self._pulls[number] = self._asked("pullrequests", number)
        known = {"id": said.number("id"), "title": said.text("title"), "links": said.value("links")}
        return known | self._pulls[number]

    @cached_property
    def _repository(self) -> dict[str, Any]:
        """The key of its project is nowhere else."""
        found = {"full_name": self._place.name, "links": {"html": {"href": self._place.url}}}
        return found | self._asked()

    def _asked(self, *path: str) -> dict[str, Any]:
        return detail(self._place, "repositories", *self._place.name.split("/"), *path)
