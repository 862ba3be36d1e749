"""Redmine: issues and what became of them, news, wikis; replies, watches and new statuses go back to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from streams.models import Activity, Provider, Viewer
from streams.providers.base import Batch, Done, Entity, FilterOption, ProviderBackend, ProviderError
from streams.providers.redmine import doing
from streams.providers.redmine.config import RedmineForm
from streams.providers.redmine.document import MOVE, REPLY, WATCH
from streams.providers.redmine.reading import Reader
from streams.providers.redmine.server import connected


class Redmine(ProviderBackend):
    key = "redmine"
    name = "Redmine"
    icon = "streams/redmine.svg"
    object_types = ("issue", "comment", "page", "article")
    verbs = ("post", "update", "transition", "start", "resolve", "close", "reopen")
    config_form = RedmineForm
    filter_options = (
        FilterOption("status", "Status", help="Such as Feedback, as Redmine calls it."),
        FilterOption("tracker", "Tracker", help="Such as Bug, as Redmine calls it."),
    )
    rels = (REPLY, WATCH, MOVE)

    def fetch(self, provider: Provider, cursor: dict[str, Any]) -> Iterator[Batch]:
        config = self.config(provider)
        with connected(config) as server:
            yield from Reader(server, config, cursor).fresh(cursor)

    def history(self, provider: Provider, cursor: dict[str, Any], since: datetime) -> Iterator[Batch]:
        """Issues and news; of a wiki Redmine does not list what was edited before."""
        config = self.config(provider)
        with connected(config) as server:
            yield from Reader(server, config, provider.cursor).past(cursor, since)

    def keys(self, provider: Provider) -> Mapping[str, str]:
        config = self.config(provider)
        with connected(config) as server:
            found = server.projects().values()
        return {identifier: name for identifier, name in found if identifier in (config["projects"] or [identifier])}

    def entity(self, provider: Provider, address: str) -> Entity | None:
        """The page of an issue, such as …/issues/42#note-3."""
        base = f"{self.config(provider)['address']}/issues/"
        number = address.removeprefix(base).partition("#")[0].rstrip("/")
        is_issue = address.startswith(base) and number.isascii() and number.isdecimal()
        return Entity("issue", f"#{number}", f"{base}{number}") if is_issue else None

    def reply(self, provider: Provider, activity: Activity, text: str, viewer: Viewer) -> Done:
        config = self.config(provider)
        with connected(config) as server:
            return doing.reply(server, config, activity, text, viewer)

    def send(self, provider: Provider, activity: Activity, rel: str, viewer: Viewer, undo: dict[str, Any]) -> Done:
        config = self.config(provider)
        if rel != WATCH or not config["switch_user"]:
            raise ProviderError("This cannot be done from here.", code="not_offered")
        with connected(config) as server:
            return (doing.unwatch if undo else doing.watch)(server, activity, viewer)

    def choose(self, provider: Provider, activity: Activity, rel: str, choice: str, viewer: Viewer) -> Done:
        config = self.config(provider)
        if rel != MOVE or not config["switch_user"]:
            raise ProviderError("This cannot be done from here.", code="not_offered")
        with connected(config) as server:
            return doing.move(server, config, activity, choice, viewer)

    def check(self, provider: Provider) -> str:
        """As whom, and how many projects."""
        config = self.config(provider)
        with connected(config) as server:
            user = server.user()
            Reader(server, config, {})
            projects = len(config["projects"] or server.projects())
        if config["switch_user"] and user.value("admin") is not True:
            raise ProviderError("To act as the person who clicks, enter the key of an administrator.", code="forbidden")
        seen = f"{projects:,} project{'' if projects == 1 else 's'}"
        return f"Reached Redmine as {user.text('firstname')} {user.text('lastname')}: {seen}."
