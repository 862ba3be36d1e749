"""GitHub: what happens in repositories and organizations, delivered and asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from streams.models import Delivery, Provider
from streams.outbound import Outbound
from streams.providers.base import Batch, Document, FilterOption, Skipped, Webhook
from streams.providers.forge import doing as forge_doing
from streams.providers.forge import log
from streams.providers.forge.backend import Forge
from streams.providers.forge.event import Event
from streams.providers.forge.past import Listing
from streams.providers.forge.place import Place
from streams.providers.github import config, doing, events, finding, past, runs
from streams.providers.github.readers import READERS, SKIPPED
from streams.providers.signing import Signed


class GitHub(Forge):
    """Several activities come of a delivery only where it tells of several pages. A push is one activity with its
    commits in the content: who reads the stream wants to know that Ana pushed, and then what.
    """

    key = "github"
    name = "GitHub"
    icon = "streams/github.svg"
    object_types = ("issue", "review", "changeset", "comment", "job", "release", "repository", "page", "discussion")
    verbs = ("post", "update", "close", "reopen", "merge", "approve", "review", "push", "release", "finish", "fail")
    config_form = config.GitHubForm
    webhook = Webhook(
        signing=(Signed("X-Hub-Signature-256", "sha256="),),
        event=("X-GitHub-Event", "body:action"),
        delivery=("X-GitHub-Delivery",),
    )
    filter_options = (
        FilterOption("state", "State", {"open": "Open", "closed": "Closed", "merged": "Merged", "draft": "Draft"}),
        FilterOption("result", "Result", {"success": "Passed", "failure": "Failed", "cancelled": "Cancelled"}),
        FilterOption("label", "Label or branch"),
    )
    shapes = finding.SHAPES
    repository = finding.REPOSITORY
    rels = ("reply-to", *doing.DOINGS)
    doings = doing.DOINGS

    def read(self, provider: Provider, delivery: Delivery) -> Iterable[Document]:
        event = Event.delivered(delivery)
        if reason := SKIPPED.get(event.name):
            raise Skipped(reason)
        if event.name not in READERS:
            raise Skipped(f"unknown event {event.name}" if event.name else "no X-GitHub-Event header")
        return READERS[event.name](event)

    def news(self, place: Place, cursor: dict[str, Any]) -> Iterator[Batch]:
        """Its events, then its runs of workflows, which are no events. Cursor: {"events": {…}, "runs": {…}}."""
        return log.each({"events": events.events, "runs": runs.ended}, place, cursor)

    def listings(self, place: Place) -> list[Listing]:
        return past.listings(place)

    def owned(self, api: Outbound, owner: str) -> Iterable[str]:
        return finding.owned(api, owner)

    def settled(self, provider: Provider, pending: dict[str, Any]) -> Any:
        with self.api(self.config(provider)) as api:
            return doing.settled(api, pending)

    def links(self, document: Document, url: str) -> dict[str, str]:
        return doing.links(document, url)

    def answered(self, api: Outbound, where: str, text: str) -> list[Document]:
        return forge_doing.answered(api, where, text)

    def headers(self, config_: dict[str, Any]) -> dict[str, str]:
        return config.headers(config_["token"])

    def web(self, url: str) -> str:
        return config.web(url)

    def whoami(self, api: Outbound) -> str:
        return str(api.get("user").json().get("login"))
