"""What can be done about Gitea's things from here."""

from __future__ import annotations

from typing import Any

from streams.outbound import Outbound
from streams.providers.base import Document, Done
from streams.providers.forge import doing
from streams.providers.forge.backend import Doing
from streams.providers.payload import Payload


def links(document: Document, url: str) -> dict[str, str]:
    found = doing.links(document, url)
    return found and {**found, "watch": found["reply-to"].removesuffix("/comments") + "/subscriptions"}


def watch(api: Outbound, where: str, undo: dict[str, Any]) -> Done:
    """It is asked on somebody's behalf by name: the token's own account."""
    if undo:
        api.delete(f"{where}/{undo['user']}")
        return Done("No longer watched.")
    user = Payload(api.get("user").json()).text("login")
    api.put(f"{where}/{user}")
    return Done("Watched.", undo={"user": user})


def merge(api: Outbound, where: str, undo: dict[str, Any]) -> Done:
    api.post(where, json={"Do": "merge"})
    return Done("Merged.")


def approve(api: Outbound, where: str, undo: dict[str, Any]) -> Done:
    return doing.reviewed(api, where, undo, "APPROVED", api.post)


DOINGS: dict[str, Doing] = {
    "watch": watch,
    "close": doing.close,
    "reopen": doing.reopen,
    "merge": merge,
    "approve": approve,
}
