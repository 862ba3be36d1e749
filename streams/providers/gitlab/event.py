"""What all of GitLab's events have in common: who, in which project, when."""

from __future__ import annotations

import re
from typing import Any

from streams.providers.base import Document
from streams.providers.payload import Payload, actor, document, thing

# How access tokens of projects and groups are called.
_BOT = re.compile(r"(project|group)_\d+_bot(_\w+)?|ghost|support-bot|alert-bot", re.ASCII)


class Event:
    """What a delivery or an entry of a log says. `project` is its full path, such as "group/project"."""

    def __init__(self, payload: Any, at: str) -> None:
        """`at`: the time, or whatever else tells it from the next where the payload does not say when it was."""
        self.payload = Payload(payload)
        self.kind = self.payload.text("object_kind", "event_name")
        self.item = self.payload.part("object_attributes")
        self.action = self.item.text("action") or self.payload.text("action")
        self.at = at
        self.project = self.payload.text("project.path_with_namespace")

    def tell(self, verb: str, about: dict[str, str], at: str = "", kind: str = "", **fields: Any) -> list[Document]:
        entity = fields.pop("entity", about["id"])
        told = {"actor": _actor(self.payload), "target": self.place(), "url": about.get("url")} | fields
        kind = kind or f"{self.kind}.{self.action}"
        return [document(kind, at or self.at, entity, **told, project=self.project, verb=verb, object=about)]

    def place(self) -> dict[str, str]:
        url = self.payload.address("project.web_url")
        return thing("repository", self.project, self.project, url)


def _actor(payload: Payload) -> dict[str, Any]:
    """Pushes name their person flatly; releases name none."""
    name, username = payload.text("user.name", "user_name"), payload.text("user.username", "user_username")
    avatar, is_bot = payload.address("user.avatar_url", "user_avatar"), bool(_BOT.fullmatch(username))
    url = payload.address("user.web_url", "user_url")
    return actor(name, username, url, avatar, is_bot) if name or username else actor("GitLab", "gitlab", is_bot=True)
