"""Buildbot: how builds end; another one can be triggered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from streams.models import Activity, Provider, Viewer
from streams.providers.base import Batch, Done, Entity, FilterOption, ProviderBackend, ProviderError
from streams.providers.buildbot.config import BuildbotForm
from streams.providers.buildbot.document import RESULTS
from streams.providers.buildbot.reading import Reader
from streams.providers.buildbot.server import Server, connected
from streams.providers.buildbot.triggering import outcome, trigger
from streams.providers.payload import identity

TRIGGER = "build-trigger"
_PAGE = re.compile(r"/?#/builders/(\d+)/builds/(\d+)(?![\w-])")


class Buildbot(ProviderBackend):
    key = "buildbot"
    name = "Buildbot"
    icon = "streams/buildbot.svg"
    object_types = ("job",)
    verbs = ("start", "finish", "fail", "stop")
    config_form = BuildbotForm
    filter_options = (FilterOption("result", "Result", {name: name.capitalize() for name, _, _ in RESULTS}),)
    rels = (TRIGGER,)

    def fetch(self, provider: Provider, cursor: dict[str, Any]) -> Iterator[Batch]:
        config = self.config(provider)
        with connected(config) as server:
            yield from Reader(server, config).fresh(cursor)

    def history(self, provider: Provider, cursor: dict[str, Any], since: datetime) -> Iterator[Batch]:
        config = self.config(provider)
        with connected(config) as server:
            yield from Reader(server, config).past(cursor, since)

    def keys(self, provider: Provider) -> Mapping[str, str]:
        """Its builders."""
        with connected(self.config(provider)) as server:
            return {name: name for name in server.builders().values()}

    def entity(self, provider: Provider, address: str) -> Entity | None:
        """The page of a build. It names the builder by its id, whose name the last poll told."""
        base = self.config(provider)["link_address"]
        found = _PAGE.match(address.removeprefix(base)) if address.startswith(base) else None
        builder = found and provider.cursor.get("builders", {}).get(found[1])
        if not found or not builder:
            return None
        url = f"{base}/#/builders/{found[1]}/builds/{found[2]}"
        return Entity("job", identity(f"{builder}#{found[2]}"), url, builder)

    def send(self, provider: Provider, activity: Activity, rel: str, viewer: Viewer, undo: dict[str, Any]) -> Done:
        if rel != TRIGGER or undo:
            raise ProviderError("This cannot be done from here.", code="not_offered")
        config = self.config(provider)
        with connected(config) as server:
            return trigger(server, config, activity, viewer)

    def settled(self, provider: Provider, pending: dict[str, Any]) -> Done | None:
        config = self.config(provider)
        with connected(config) as server:
            return outcome(server, config, pending)

    def check(self, provider: Provider) -> str:
        """Which server, as whom, and how many builders it has."""
        config = self.config(provider)
        with connected(config) as server:
            who, builders = server.read("config"), len(server.builders())
            problem = _scheduler_problem(server, config["scheduler"])
        if problem:
            raise ProviderError(problem, code="missing")
        name, user = who.text("title") or "Buildbot", who.text("user.username")
        seen = f"{builders:,} builder{'' if builders == 1 else 's'}"
        return f"Reached {name} {f'as {user}' if user else 'without signing in'}: {seen}."


def _scheduler_problem(server: Server, name: str) -> str:
    if not name or server.scheduler():
        return ""
    return f"This Buildbot has no force scheduler {name}; mend it, or leave it empty to trigger no builds."
