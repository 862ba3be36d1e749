"""What all of Bitbucket's events have in common: who, in which repository, when."""

from __future__ import annotations

from typing import Any

from streams.providers.base import Document
from streams.providers.payload import Payload, actor, document, thing


class Event:
    """What a delivery or an entry of a log says."""

    def __init__(self, key: str, payload: Any, at: str) -> None:
        """`key`, such as "pullrequest:created"; `at` tells it from the next where the payload does not say when."""
        self.payload = Payload(payload)
        self.key = key
        self.action = key.partition(":")[2]
        self.at = at
        self.repo = self.payload.text("repository.full_name")

    def tell(self, verb: str, about: dict[str, str], at: str = "", kind: str = "", **fields: Any) -> Document:
        entity, project = fields.pop("entity", about["id"]), self.payload.text("repository.project.key") or self.repo
        told = {"actor": person(self.payload.part("actor")), "target": self.place(), "url": about.get("url")} | fields
        return document(kind or self.key, at or self.at, entity, **told, project=project, verb=verb, object=about)

    def place(self) -> dict[str, str]:
        return thing("repository", self.repo, self.repo, page(self.payload.part("repository")))


def person(who: Payload) -> dict[str, Any]:
    name, username = who.text("display_name"), who.text("nickname", "username", "display_name")
    is_bot = who.text("type") == "app_user" or not name
    return actor(name or "Bitbucket", username, page(who), who.address("links.avatar.href"), is_bot)


def page(item: Payload) -> str:
    return item.address("links.html.href")
