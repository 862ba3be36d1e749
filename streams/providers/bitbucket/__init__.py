"""Bitbucket Cloud: repositories, their pull requests and issues."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator
from typing import Any

from streams.models import Delivery, Provider
from streams.outbound import Outbound
from streams.providers.base import Batch, Document, FilterOption, Webhook
from streams.providers.bitbucket import config, doing, finding, issues, pulls, pushed
from streams.providers.bitbucket.event import Event
from streams.providers.bitbucket.readers import read
from streams.providers.forge import log
from streams.providers.forge.backend import Forge
from streams.providers.forge.past import Listing
from streams.providers.forge.place import Place
from streams.providers.signing import Signed


class Bitbucket(Forge):
    key = "bitbucket"
    name = "Bitbucket Cloud"
    icon = "streams/bitbucket.svg"
    object_types = ("issue", "review", "changeset", "comment", "job", "repository")
    verbs = ("post", "update", "close", "resolve", "reopen", "merge", "approve", "review", "push", "finish", "fail")
    config_form = config.BitbucketForm
    # It has no log: a repository is three lists.
    poll_seconds = 120
    webhook = Webhook(
        signing=(Signed("X-Hub-Signature", "sha256="),), event=("X-Event-Key",), delivery=("X-Request-UUID",)
    )
    filter_options = (
        FilterOption("state", "State", {"open": "Open", "merged": "Merged", "declined": "Declined"}),
        FilterOption("result", "Result", {"successful": "Passed", "failed": "Failed", "stopped": "Stopped"}),
        FilterOption("label", "Priority or branch"),
    )
    shapes = finding.SHAPES
    repository = finding.REPOSITORY
    rels = ("reply-to", *doing.DOINGS)
    doings = doing.DOINGS

    def read(self, provider: Provider, delivery: Delivery) -> Iterable[Document]:
        return read(Event(delivery.event, delivery.payload, delivery.delivery_id))

    def news(self, place: Place, cursor: dict[str, Any]) -> Iterator[Batch]:
        """Cursor: {"pulls": {…}, "branches": {…}, "issues": {…}}."""
        return log.each({"pulls": pulls.new, "branches": pushed.new, "issues": issues.new}, place, cursor)

    def listings(self, place: Place) -> list[Listing]:
        return [pulls.listing(place), issues.listing(place)]

    def owned(self, api: Outbound, owner: str) -> Iterable[str]:
        return finding.owned(api, owner)

    def links(self, document: Document, url: str) -> dict[str, str]:
        return doing.links(document, url)

    def answered(self, api: Outbound, where: str, text: str) -> list[Document]:
        return doing.answered(api, where, text)

    def headers(self, config: dict[str, Any]) -> dict[str, str]:
        """An account's token needs its e-mail address beside it; a repository's or workspace's stands alone."""
        if not config["token"]:
            return {}
        if config["email"]:
            pair = b64encode(f"{config['email']}:{config['token']}".encode()).decode()
            return {"Authorization": f"Basic {pair}"}
        return {"Authorization": f"Bearer {config['token']}"}

    def web(self, url: str) -> str:
        return config.web(url)

    def whoami(self, api: Outbound) -> str:
        return finding.whoami(api)

    def page(self, name: str) -> str:
        return f"repositories/{name}"
