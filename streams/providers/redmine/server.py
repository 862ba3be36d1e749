"""Redmine's REST API (https://www.redmine.org/projects/redmine/wiki/Rest_api)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from streams.outbound import Answer, Outbound, OutboundError
from streams.providers import remote
from streams.providers.base import ProviderError
from streams.providers.payload import Payload

# Redmine gives no more at once.
PAGE = 100
Params = list[tuple[str, str]]


@contextmanager
def connected(config: Mapping[str, Any]) -> Iterator[Server]:
    """What goes wrong is raised as ProviderError."""
    headers = {"X-Redmine-API-Key": config["key"], "Accept": "application/json"}
    with remote.client(config["address"], headers=headers) as outbound:
        yield Server(outbound)


class Server:
    """One Redmine. Whatever it asks raises OutboundError."""

    def __init__(self, outbound: Outbound) -> None:
        self._outbound = outbound

    def read(self, where: str, params: Params | None = None) -> Payload:
        return Payload(self._outbound.get(f"{where}.json", params=params).json())

    def read_if_changed(self, where: str, params: Params | None = None, etag: str = "") -> Answer:
        return self._outbound.get(f"{where}.json", params=params, etag=etag)

    def read_if_seen(self, where: str, params: Params | None = None) -> Payload:
        """Empty for what is gone, and for what this user may not see."""
        try:
            return self.read(where, params)
        except OutboundError as error:
            if error.code not in {"missing", "forbidden"}:
                raise
            return Payload({})

    def user(self) -> Payload:
        """Whom the key belongs to. With a wrong one all that is public is answered as if it were right; this is not."""
        return self.read("users/current").part("user")

    def person(self, username: str) -> Payload:
        """The user of this name; wants an administrator's key."""
        try:
            return Payload(self._outbound.get("users/current.json", headers=_as(username)).json()).part("user")
        except OutboundError as error:
            if error.code != "precondition":
                raise
            raise ProviderError(f"Redmine has no active user {username}.", code="unknown_user") from error

    def projects(self) -> dict[str, list[str]]:
        """[identifier, name] by id."""
        found: dict[str, list[str]] = {}
        while page := self.read("projects", [("limit", str(PAGE)), ("offset", str(len(found)))]).parts("projects"):
            found |= {one.text("id"): [one.text("identifier"), one.text("name")] for one in page}
            if len(page) < PAGE:
                break
        return found

    def issue(self, number: str, username: str = "") -> Payload:
        """With its journals, its watchers and the statuses that this user may give it; empty where they see none."""
        params = {"include": "journals,watchers,allowed_statuses"}
        try:
            headers = _as(username) if username else None
            answer = self._outbound.get(f"issues/{number}.json", params=params, headers=headers)
        except OutboundError as error:
            if error.code not in {"missing", "forbidden"}:
                raise
            return Payload({})
        return Payload(answer.json()).part("issue")

    def add_note(self, number: str, text: str, username: str) -> None:
        body = {"issue": {"notes": text}}
        self._outbound.put(f"issues/{number}.json", json=body, headers=_as(username) if username else None)

    def move(self, number: str, status: str, username: str) -> None:
        """Redmine answers the same where its workflow does not allow it, and changes nothing."""
        self._outbound.put(f"issues/{number}.json", json={"issue": {"status_id": int(status)}}, headers=_as(username))

    def watch(self, number: str, user: int) -> None:
        self._outbound.post(f"issues/{number}/watchers.json", json={"user_id": user})

    def unwatch(self, number: str, user: int) -> None:
        self._outbound.delete(f"issues/{number}/watchers/{user}.json")

    @cached_property
    def statuses(self) -> dict[str, Payload]:
        return {one.text("id"): one for one in self.read("issue_statuses").parts("issue_statuses")}

    @cached_property
    def names(self) -> dict[str, dict[str, str]]:
        """What ids mean in journals, by the field that holds them."""
        priorities = self.read("enumerations/issue_priorities").parts("issue_priorities")
        return {
            "status_id": {id_: status.text("name") for id_, status in self.statuses.items()},
            "priority_id": {one.text("id"): one.text("name") for one in priorities},
            "tracker_id": {one.text("id"): one.text("name") for one in self.read("trackers").parts("trackers")},
        }


def _as(username: str) -> dict[str, str]:
    return {"X-Redmine-Switch-User": username}
