"""What can be done about the issues and pull requests of the dialect. All of it is done by the token's account."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from streams.outbound import Answer, Outbound
from streams.providers.base import Document, Done
from streams.providers.forge.event import Event
from streams.providers.forge.talk import READERS
from streams.providers.payload import Payload

_NUMBERED = re.compile(r"(?P<repo>[\w.-]+/[\w.-]+)#(?P<number>\d+)")


def links(document: Document, url: str) -> dict[str, str]:
    """Of an issue or pull request, also the one that a comment is on, by what came of it."""
    for thing in (document["object"], document.get("target", {})):
        found = _NUMBERED.fullmatch(thing.get("id", ""))
        if found and thing["objectType"] in {"issue", "review"}:
            repo, number = f"{url}/repos/{found['repo']}", found["number"]
            known = {
                "reply-to": f"{repo}/issues/{number}/comments",
                "close": f"{repo}/issues/{number}",
                "reopen": f"{repo}/issues/{number}",
                "merge": f"{repo}/pulls/{number}/merge",
                "approve": f"{repo}/pulls/{number}/reviews",
            }
            return {rel: known[rel] for rel in possible(document, thing["objectType"])}
    return {}


def possible(document: Document, kind: str) -> Sequence[str]:
    """The rels of an issue or pull request ("review") after what the document tells."""
    if document.get("verb") == "close":
        return ("reply-to", "reopen")
    if document.get("verb") == "merge":
        return ("reply-to",)
    return ("reply-to", "close", "merge", "approve") if kind == "review" else ("reply-to", "close")


def answered(api: Outbound, where: str, text: str) -> list[Document]:
    comment = api.post(where, json={"body": text}).json()
    item = api.get(where.removesuffix("/comments")).json()
    repo = re.search(r"/repos/([^/]+/[^/]+)/issues/", where)
    page = Payload(item).text("html_url").rpartition("/")[0].rpartition("/")[0]
    about = {"full_name": repo[1] if repo else "", "html_url": page}
    payload = {"action": "created", "comment": comment, "issue": item, "repository": about}
    return list(READERS["issue_comment"](Event("issue_comment", payload, "")))


def close(api: Outbound, where: str, undo: dict[str, Any]) -> Done:
    return _state(api, where, "open" if undo else "closed")


def reopen(api: Outbound, where: str, undo: dict[str, Any]) -> Done:
    return _state(api, where, "closed" if undo else "open")


def reviewed(api: Outbound, where: str, undo: dict[str, Any], approval: str, dismiss: Callable[..., Answer]) -> Done:
    """`approval` and `dismiss`: the word, and the method, in which the servers differ."""
    if undo:
        dismiss(f"{where}/{undo['review']}/dismissals", json={"message": "Taken back"})
        return Done("The approval was taken back.")
    review = Payload(api.post(where, json={"event": approval}).json())
    return Done("Approved.", undo={"review": review.number("id")})


def _state(api: Outbound, where: str, state: str) -> Done:
    api.patch(where, json={"state": state})
    return Done("Closed." if state == "closed" else "Reopened.", undo={"state": state})
