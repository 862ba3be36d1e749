"""Gitea and Forgejo, which speak much as GitHub does."""

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
from streams.providers.gitea import config, doing, feed, finding
from streams.providers.gitea.readers import reader
from streams.providers.signing import Signed


class Gitea(Forge):
    key = "gitea"
    name = "Gitea or Forgejo"
    icon = "streams/gitea.svg"
    object_types = ("issue", "review", "changeset", "comment", "release", "repository", "page")
    verbs = ("post", "update", "close", "reopen", "merge", "approve", "review", "push", "release")
    config_form = config.GiteaForm
    webhook = Webhook(
        signing=(
            Signed("X-Gitea-Signature"),
            Signed("X-Forgejo-Signature"),
            Signed("X-Hub-Signature-256", "sha256="),
        ),
        # The type says more than the event: "pull_request_approved" and not "pull_request".
        event=("X-Gitea-Event-Type|X-Forgejo-Event-Type|X-Gitea-Event|X-Forgejo-Event", "body:action"),
        delivery=("X-Gitea-Delivery", "X-Forgejo-Delivery"),
    )
    filter_options = (
        FilterOption("state", "State", {"open": "Open", "closed": "Closed", "merged": "Merged", "draft": "Draft"}),
        FilterOption("label", "Label or branch"),
    )
    shapes = finding.SHAPES
    repository = finding.REPOSITORY
    rels = ("reply-to", *doing.DOINGS)
    doings = doing.DOINGS

    def read(self, provider: Provider, delivery: Delivery) -> Iterable[Document]:
        event = Event.delivered(delivery)
        read = reader(event.name)
        if read is None:
            raise Skipped(f"unknown event {event.name}" if event.name else "no X-Gitea-Event header")
        return read(event)

    def news(self, place: Place, cursor: dict[str, Any]) -> Iterator[Batch]:
        return log.new(place, *feed.where(place), cursor, feed.tell(place))

    def listings(self, place: Place) -> list[Listing]:
        """The log goes back to the repository's first day."""
        return [Listing(*feed.where(place), feed.tell(place))]

    def owned(self, api: Outbound, owner: str) -> Iterable[str]:
        return finding.owned(api, owner)

    def links(self, document: Document, url: str) -> dict[str, str]:
        return doing.links(document, url)

    def answered(self, api: Outbound, where: str, text: str) -> list[Document]:
        return forge_doing.answered(api, where, text)

    def headers(self, config: dict[str, Any]) -> dict[str, str]:
        return {"Authorization": f"token {config['token']}"} if config["token"] else {}

    def web(self, url: str) -> str:
        return url.removesuffix(config.API)

    def whoami(self, api: Outbound) -> str:
        return str(api.get("user").json().get("login"))
