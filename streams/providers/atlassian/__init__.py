"""Any server that speaks Activity Streams: Jira, Confluence, Bamboo, FishEye and Crucible, or one like this one."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from streams.models import Activity, Provider, Viewer
from streams.providers.atlassian import addresses, fetching
from streams.providers.atlassian.acting import DONE, replied, sent
from streams.providers.atlassian.catalogue import Catalogue, catalogue
from streams.providers.atlassian.config import Config, connected
from streams.providers.atlassian.document import APPLICATIONS
from streams.providers.atlassian.stream import Stream
from streams.providers.base import Batch, Done, Entity, FilterOption, ProviderBackend, ProviderError

PRODUCTS = tuple(APPLICATIONS.values())


class Atlassian(ProviderBackend):
    key = "atlassian"
    name = "Activity stream of an Atlassian server"
    icon = "streams/atlassian.svg"
    object_types = (
        "issue", "comment", "file", "page", "article", "space", "personal-space", "status", "changeset", "review",
        "job",
    )  # fmt: skip
    verbs = (
        "post", "update", "transition", "open", "close", "resolve", "reopen", "start", "stop", "vote", "push",
        "abandon", "complete", "summarize", "uncomplete",
    )  # fmt: skip
    config_form = Config
    filter_options = (
        FilterOption(
            "application", "Product", {name: name for name in APPLICATIONS.values()}, "Which product it is of."
        ),
    )
    rels = ("reply-to", *DONE)

    def fetch(self, provider: Provider, cursor: dict[str, Any]) -> Iterator[Batch]:
        config = self.config(provider)
        with connected(config) as outbound:
            yield from fetching.fetched(Stream(outbound, config), cursor, _now())

    def history(self, provider: Provider, cursor: dict[str, Any], since: datetime) -> Iterator[Batch]:
        config, until = self.config(provider), provider.cursor.get("since", _now())
        after = max(int(since.timestamp() * 1000) - 1, 0)
        with connected(config) as outbound:
            yield from fetching.passed(Stream(outbound, config), cursor, after, until)

    def keys(self, provider: Provider) -> Mapping[str, str]:
        config = self.config(provider)
        with connected(config) as outbound:
            projects = catalogue(outbound).projects
        wanted = config["projects"] or projects
        return {key: name for key, name in projects.items() if key in wanted}

    def entity(self, provider: Provider, address: str) -> Entity | None:
        base = str(provider.config.get("address", "")).rstrip("/")
        if address.startswith(f"{base}/"):
            return addresses.meaning(address)
        found = addresses.key(address, base)
        return found if found and (not provider.keys or found.project in provider.keys) else None

    def reply(self, provider: Provider, activity: Activity, text: str, viewer: Viewer) -> Done:
        with connected(self.config(provider)) as outbound:
            replied(outbound, activity, text, viewer)
        return Done("Replied.")

    def send(self, provider: Provider, activity: Activity, rel: str, viewer: Viewer, undo: dict[str, Any]) -> Done:
        if rel not in DONE or undo:
            raise ProviderError("The server does not offer that here.", code="not_offered")
        with connected(self.config(provider)) as outbound:
            return Done(sent(outbound, activity, rel))

    def check(self, provider: Provider) -> str:
        config = self.config(provider)
        with connected(config) as outbound:
            offered = catalogue(outbound)
            _refuse_misspelt(config, offered)
            stream = Stream(outbound, config)
            reader = _reader(stream, config)
            newest = stream.page(most=1)
        moments = newest.moments
        day = datetime.fromtimestamp(max(moments) / 1000, UTC).date().isoformat() if moments else ""
        streams = f"{len(offered.streams)} streams ({', '.join(offered.streams.values())})"
        last = f"newest entry of {day}" if day else "no entry yet"
        return f"Reached {config['address']} {reader}: {streams}, {len(offered.projects)} projects, {last}."


def _reader(stream: Stream, config: dict[str, Any]) -> str:
    """As whom it answers: with `authOnly` it has nothing for whoever has not signed in (contract.md §1.2)."""
    if config["user"]:
        return f"as {config['user']}"
    if not config["token"]:
        return "as nobody, who sees what everybody may see"
    page = stream.page(most=1, authOnly="true")
    if not page.documents and "os_authType=" not in page.own:
        raise ProviderError("The server answers as if nobody had signed in; enter a new token.", code="unauthorized")
    return "by the token"


def _refuse_misspelt(config: dict[str, Any], offered: Catalogue) -> None:
    for what, wanted, known in (
        ("stream", config["streams"], offered.streams),
        ("project", config["projects"], offered.projects),
    ):
        if known and (unknown := [word for word in wanted if word not in known]):
            some = ", ".join(list(known)[:20])
            raise ProviderError(f"The server has no {what} {', '.join(unknown)}; it has {some}.")


def _now() -> int:
    return int(time.time() * 1000)
