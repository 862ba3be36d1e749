"""What all events have in common: who, in which repository, when."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from streams.models import Delivery
from streams.providers.base import Document
from streams.providers.payload import Payload, actor, document, thing

# `document` fields: what an activity says beyond actor, verb, object and target.
Fields = dict[str, Any]


class Event:
    """What a delivery or an entry of a log says. `repo` is "owner/name"; "" for what belongs to an organization."""

    def __init__(self, name: str, payload: Any, at: str) -> None:
        """`at`: the time, or whatever else tells it from the next where the payload does not say when it was."""
        self.payload = Payload(payload)
        self.name = name
        self.action = self.payload.text("action")
        self.at = at
        self.repo = self.payload.text("repository.full_name")

    @classmethod
    def delivered(cls, delivery: Delivery) -> Event:
        return cls(delivery.event.partition(".")[0], delivery.payload, delivery.delivery_id)

    def tell(
        self,
        verb: str,
        about: dict[str, str],
        at: str = "",
        kind: str = "",
        target: dict[str, str] | None = None,
        **fields: Any,
    ) -> list[Document]:
        """The one activity of most events. `at` tells it from the next event of this `kind` on the same thing."""
        told = document(
            kind or f"{self.name}.{self.action}",
            at or self.at,
            fields.pop("entity", about["id"]),
            **{"actor": user(self.payload.part("sender")), "url": about.get("url"), "project": self.repo} | fields,
            verb=verb,
            object=about,
            target=self.place() if target is None else target,
        )
        return [told]

    def place(self) -> dict[str, str]:
        """The repository, else the organization: where things happen."""
        return repository(self.payload.part("repository")) if self.repo else self.organization()

    def organization(self) -> dict[str, str]:
        """Nothing where there is none. Its page lies beside that of whoever acted."""
        login, beside = self.payload.text("organization.login"), self.payload.address("sender.html_url")
        url = f"{beside.rpartition('/')[0]}/{login}" if beside else ""
        return thing("organization", login, login, url) if login else {}


Reader = Callable[[Event], Iterable[Document]]


def user(person: Payload) -> dict[str, Any]:
    """Whoever it was; what nobody did, GitHub did itself, which signs as an organization."""
    login = person.text("login") or "github"
    is_bot = person.text("type") not in {"User", ""} or not person.text("login")
    return actor(
        person.text("name", "full_name") or login,
        login,
        person.address("html_url"),
        person.address("avatar_url"),
        is_bot,
    )


def repository(repo: Payload) -> dict[str, str]:
    name = repo.text("full_name")
    return thing("repository", name, name, repo.address("html_url"))


def labels(item: Payload) -> list[str]:
    return [label.text("name") for label in item.parts("labels")]
