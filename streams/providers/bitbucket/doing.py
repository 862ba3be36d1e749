"""What can be done about Bitbucket's things from here. All of it is done by the token's account."""

from __future__ import annotations

import re
from typing import Any

from streams.outbound import Outbound
from streams.providers.base import Document, Done
from streams.providers.bitbucket.event import Event
from streams.providers.bitbucket.readers import read
from streams.providers.forge.backend import Doing
from streams.providers.forge.doing import possible

_ITEM = re.compile(r"(?P<repo>[\w.-]+/[\w.-]+)(?P<kind>/pull-requests/|#)(?P<number>\d+)")
_COMMENTS = re.compile(r"(?P<item>.*/repositories/(?P<repo>[^/]+/[^/]+)/(?P<kind>pullrequests|issues)/\d+)/comments")


def links(document: Document, url: str) -> dict[str, str]:
    """A pull request or an issue, also the one that a comment is on."""
    for thing in (document["object"], document.get("target", {})):
        if found := _ITEM.fullmatch(thing.get("id", "")):
            is_pull = found["kind"] != "#"
            item = f"{url}/repositories/{found['repo']}/{'pullrequests' if is_pull else 'issues'}/{found['number']}"
            known = _of_pull(item) if is_pull else _of_issue(item)
            rels = (*possible(document, "review" if is_pull else "issue"), "watch")
            return {rel: known[rel] for rel in rels if rel in known}
    return {}


def _of_pull(item: str) -> dict[str, str]:
    """What was declined cannot be opened again, and nobody can be made to watch one."""
    places = {"reply-to": "comments", "close": "decline", "merge": "merge", "approve": "approve"}
    return {rel: f"{item}/{place}" for rel, place in places.items()}


def _of_issue(item: str) -> dict[str, str]:
    return {"reply-to": f"{item}/comments", "close": item, "reopen": item, "watch": f"{item}/watch"}


def answered(api: Outbound, where: str, text: str) -> list[Document]:
    comment = api.post(where, json={"content": {"raw": text}}).json()
    found = _COMMENTS.fullmatch(where)
    if not found:
        return []
    repo = api.get(f"repositories/{found['repo']}").json()
    part = "pullrequest" if found["kind"] == "pullrequests" else "issue"
    item = api.get(found["item"]).json()
    payload = {"actor": comment.get("user"), "repository": repo, "comment": comment, part: item}
    return list(read(Event(f"{part}:comment_created", payload, "")))


def watch(api: Outbound, where: str, undo: dict[str, Any]) -> Done:
    if undo:
        api.delete(where)
        return Done("No longer watched.")
    api.put(where)
    return Done("Watched.", undo={"watched": True})


def close(api: Outbound, where: str, undo: dict[str, Any]) -> Done:
    if where.endswith("/decline"):
        api.post(where)
        return Done("Declined.")
    return _state(api, where, "open" if undo else "closed")


def reopen(api: Outbound, where: str, undo: dict[str, Any]) -> Done:
    return _state(api, where, "closed" if undo else "open")


def merge(api: Outbound, where: str, undo: dict[str, Any]) -> Done:
    api.post(where, json={})
    return Done("Merged.")


def approve(api: Outbound, where: str, undo: dict[str, Any]) -> Done:
    if undo:
        api.delete(where)
        return Done("The approval was taken back.")
    api.post(where)
    return Done("Approved.", undo={"approved": True})


def _state(api: Outbound, where: str, state: str) -> Done:
    api.put(where, json={"state": state})
    return Done("Closed." if state == "closed" else "Reopened.", undo={"state": state})


DOINGS: dict[str, Doing] = {
    "watch": watch,
    "close": close,
    "reopen": reopen,
    "merge": merge,
    "approve": approve,
}
