"""Buildbot's API, version 2 (https://docs.buildbot.net/current/developer/rest.html)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fnmatch import fnmatchcase
from typing import Any

from streams.outbound import Outbound, OutboundError
from streams.providers import remote
from streams.providers.base import ProviderError
from streams.providers.payload import Payload

PAGE = 100
# What is asked of every build; nobody may ask for all properties, because some show the server's folders.
PROPERTIES = ("owner", "owners", "reason", "scheduler", "branch", "revision", "repository", "project")
Filter = tuple[str, str | int]


@contextmanager
def connected(config: Mapping[str, Any]) -> Iterator[Server]:
    """Signed in, where there is an account. What goes wrong is raised as ProviderError."""
    account = (config["username"], config["password"]) if config["username"] else None
    headers = {"Accept": "application/json"}
    with remote.client(config["address"], basic=account, headers=headers, cookies=True) as outbound:
        if account:
            _sign_in(outbound)
        yield Server(outbound, config)


class Server:
    """One Buildbot. Whatever it asks raises OutboundError."""

    def __init__(self, outbound: Outbound, config: Mapping[str, Any]) -> None:
        self._outbound = outbound
        self._config = config

    def read(self, where: str, filters: list[Filter] | None = None) -> Payload:
        return Payload(self._outbound.get(where, params=filters or None).json())

    def builders(self) -> dict[int, str]:
        """Those that were chosen, by id; raises ProviderError when there is none of them."""
        found = self.read("api/v2/builders", [("field", "builderid"), ("field", "name")]).parts("builders")
        builders = {builder.number("builderid"): builder.text("name") for builder in found}
        patterns = self._config["builders"]
        if unknown := [one for one in patterns if not any(fnmatchcase(name, one) for name in builders.values())]:
            raise ProviderError(f"This Buildbot has no builder {', '.join(unknown)}; mend or remove it.")
        return {id_: name for id_, name in builders.items() if not patterns or _is_any(name, patterns)}

    def scheduler(self) -> Payload:
        """The force scheduler; empty where none is configured, or there is none of that name."""
        if not self._config["scheduler"]:
            return Payload({})
        schedulers = self.read("api/v2/forceschedulers").parts("forceschedulers")
        return next((one for one in schedulers if one.text("name") == self._config["scheduler"]), Payload({}))

    def build(self, builder: int, number: str) -> Payload:
        """By the number that people know; empty where it is gone."""
        found = self.page(("builderid", builder), ("number", number))
        return found[0] if found else Payload({})

    def page(self, *filters: Filter) -> list[Payload]:
        names = dict.fromkeys([*PROPERTIES, *self._config["properties"]])
        asked: list[Filter] = [*(("property", name) for name in names), *filters, ("limit", PAGE)]
        return self.read("api/v2/builds", asked).parts("builds")

    def pages(self, *filters: Filter) -> Iterator[list[Payload]]:
        """In an order in which what is new comes last, so that pages do not shift. None of them is empty."""
        offset = 0
        # The answer's `meta.total` counts its own page only: the last one is the one that is short.
        while page := self.page(*filters, ("offset", offset)):
            yield page
            offset += len(page)
            if len(page) < PAGE:
                break

    def changes(self, build: Payload) -> list[Payload]:
        return self.read(f"api/v2/builds/{build.number('buildid')}/changes").parts("changes")

    def call(self, where: str, method: str, params: Mapping[str, Any]) -> Any:
        """What a method returns. Raises ProviderError when nothing happened."""
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        result = Payload(self._outbound.post(where, json=body).json()).value("result")
        if result is None:
            # Such as for a method that it does not know: it answers 200 all the same.
            raise ProviderError("Buildbot took the request and did nothing about it.", code="refused")
        return result


def _is_any(name: str, patterns: list[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def _sign_in(outbound: Outbound) -> None:
    """There is no API token, and the API ignores a password: it wants the cookie of a session."""
    try:
        outbound.get("auth/login")
    except OutboundError as error:
        if error.code == "unauthorized":
            raise ProviderError("Buildbot does not accept this user name and password.", code=error.code) from error
        # "redirected": signed in, and sent on to what it calls its own address. "broken": it knows no sign-in at all,
        # so the password is for a proxy before it.
        if error.code not in {"redirected", "broken"}:
            raise
