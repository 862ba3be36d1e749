"""What can be done about GitHub's things from here."""

from __future__ import annotations

import re
from typing import Any

from streams.outbound import Outbound
from streams.providers.base import Document, Done
from streams.providers.forge import doing
from streams.providers.forge.backend import Doing
from streams.providers.payload import Payload

_RUN = re.compile(r"(?P<repo>[\w.-]+/[\w.-]+)/runs/(?P<run>\d+)")


def links(document: Document, url: str) -> dict[str, str]:
    if run := _RUN.fullmatch(document["object"].get("id", "")):
        return {"rerun": f"{url}/repos/{run['repo']}/actions/runs/{run['run']}"}
    found = doing.links(document, url)
    # A token can subscribe to a repository only, not to one of its issues.
    return found and {**found, "watch": f"{found['reply-to'].partition('/issues/')[0]}/subscription"}


def watch(api: Outbound, where: str, undo: dict[str, Any]) -> Done:
    if undo:
        api.delete(where)
        return Done("No longer watched.")
    api.put(where, json={"subscribed": True})
    return Done("The repository is watched.", undo={"watched": True})


def merge(api: Outbound, where: str, undo: dict[str, Any]) -> Done:
    api.put(where, json={})
    return Done("Merged.")


def approve(api: Outbound, where: str, undo: dict[str, Any]) -> Done:
    return doing.reviewed(api, where, undo, "APPROVE", api.put)


def rerun(api: Outbound, where: str, undo: dict[str, Any]) -> Done:
    attempt = Payload(api.get(where).json()).number("run_attempt")
    api.post(f"{where}/rerun")
    return Done("Runs again.", pending={"run": where, "after": attempt})


def settled(api: Outbound, pending: dict[str, Any]) -> Done | None:
    """The run's own activity comes with the next poll."""
    run = Payload(api.get(pending["run"]).json())
    if run.number("run_attempt") <= pending["after"] or run.text("status") != "completed":
        return None
    return Done(f"Ran again: {run.text('conclusion').replace('_', ' ')}.")


DOINGS: dict[str, Doing] = {
    "watch": watch,
    "close": doing.close,
    "reopen": doing.reopen,
    "merge": merge,
    "approve": approve,
    "rerun": rerun,
}
