"""GitLab: projects and groups, on gitlab.com or your own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from streams.models import Delivery, Provider
from streams.outbound import Outbound
from streams.providers.base import Batch, Document, Done, FilterOption, Skipped, Webhook
from streams.providers.forge import log
from streams.providers.forge.backend import Forge
from streams.providers.forge.past import Listing
from streams.providers.forge.place import Place
from streams.providers.gitlab import asking, config, doing, finding
from streams.providers.gitlab.event import Event
from streams.providers.gitlab.readers import READERS, SKIPPED
from streams.providers.signing import StandardWebhooks, Token


class GitLab(Forge):
    key = "gitlab"
    name = "GitLab"
    icon = "streams/gitlab.svg"
    object_types = ("issue", "review", "changeset", "comment", "job", "release", "page", "deployment")
    verbs = ("post", "update", "close", "reopen", "merge", "approve", "push", "release", "finish", "fail", "deploy")
    config_form = config.GitLabForm
    webhook = Webhook(
        # The signing token of newer versions; the secret token of all.
        signing=(StandardWebhooks(), Token("X-Gitlab-Token")),
        event=("body:object_kind|body:event_name", "body:object_attributes.action|body:action"),
        delivery=("webhook-id", "Idempotency-Key"),
    )
    filter_options = (
        FilterOption("state", "State", {"opened": "Open", "closed": "Closed", "merged": "Merged"}),
        FilterOption("result", "Result", {"success": "Passed", "failed": "Failed", "canceled": "Cancelled"}),
        FilterOption("label", "Label or branch"),
    )
    shapes = finding.SHAPES
    repository = finding.REPOSITORY
    rels = ("reply-to", *doing.DOINGS)
    doings = doing.DOINGS

    def read(self, provider: Provider, delivery: Delivery) -> Iterable[Document]:
        event = Event(delivery.payload, delivery.delivery_id)
        if event.kind not in READERS:
            raise Skipped(SKIPPED.get(event.kind, f"unknown event {event.kind or 'without object_kind'}"))
        return READERS[event.kind](event)

    def news(self, place: Place, cursor: dict[str, Any]) -> Iterator[Batch]:
        """Its events, then what is none of them. Cursor: {"events": {…}, "pipelines": {…}, "releases": {…}}."""
        return log.each(asking.ASKED, place, cursor)

    def listings(self, place: Place) -> list[Listing]:
        return asking.listings(place)

    def owned(self, api: Outbound, owner: str) -> Iterable[str]:
        return finding.owned(api, owner)

    def settled(self, provider: Provider, pending: dict[str, Any]) -> Done | None:
        with self.api(self.config(provider)) as api:
            return doing.settled(api, pending)

    def links(self, document: Document, url: str) -> dict[str, str]:
        return doing.links(document, url)

    def answered(self, api: Outbound, where: str, text: str) -> list[Document]:
        return doing.answered(api, where, text)

    def headers(self, config: dict[str, Any]) -> dict[str, str]:
        return {"PRIVATE-TOKEN": config["token"]} if config["token"] else {}

    def web(self, url: str) -> str:
        return url.removesuffix(config.API)

    def whoami(self, api: Outbound) -> str:
        return str(api.get("user").json().get("username"))

    def page(self, name: str) -> str:
        return finding.where(name)
