"""What can be done about GitLab's things from here. All of it is done by the token's account."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

from streams.outbound import Outbound
from streams.providers.base import Document, Done
from streams.providers.forge.backend import Doing
from streams.providers.forge.doing import possible
from streams.providers.gitlab.event import Event
from streams.providers.gitlab.finding import where
from streams.providers.gitlab.readers import READERS
from streams.providers.payload import Payload

_NUMBERED = re.compile(r"(?P<project>[\w./-]+)(?P<mark>[#!])(?P<iid>\d+)")
_PIPELINE = re.compile(r"(?P<project>[\w./-]+)/pipelines/(?P<id>\d+)")
_NOTES = re.compile(r"(?P<item>.*/projects/(?P<project>[^/]+)/(?P<kind>issues|merge_requests)/\d+)/notes")
RUNNING = {"created", "waiting_for_resource", "preparing", "pending", "running", "scheduled"}


def links(document: Document, url: str) -> dict[str, str]:
    """An issue or merge request, also the one that a comment is on; a pipeline."""
    if run := _PIPELINE.fullmatch(document["object"].get("id", "")):
        return {"rerun": f"{url}/{where(run['project'])}/pipelines/{run['id']}"}
    for thing in (document["object"], document.get("target", {})):
        if found := _NUMBERED.fullmatch(thing.get("id", "")):
            kind = "merge_requests" if found["mark"] == "!" else "issues"
            return _of(document, kind, f"{url}/{where(found['project'])}/{kind}/{found['iid']}")
    return {}


def _of(document: Document, kind: str, item: str) -> dict[str, str]:
    places = {"reply-to": f"{item}/notes", "merge": f"{item}/merge"}
    rels = possible(document, "review" if kind == "merge_requests" else "issue")
    return {rel: places.get(rel, item) for rel in (*rels, "watch")}


def answered(api: Outbound, where: str, text: str) -> list[Document]:
    note = Payload(api.post(where, json={"body": text}).json())
    found = _NOTES.fullmatch(where)
    if not found:
        return []
    item = Payload(api.get(found["item"]).json())
    url, project = item.text("web_url"), unquote(found["project"])
    said = {"id": note.text("id"), "note": note.text("body"), "created_at": note.text("created_at")}
    about = {"iid": item.text("iid"), "title": item.text("title"), "url": url}
    payload = {
        "object_kind": "note",
        "user": note.value("author"),
        "project": {"path_with_namespace": project, "web_url": url.partition("/-/")[0]},
        "object_attributes": said | {"url": f"{url}#note_{note.text('id')}"},
        found["kind"].removesuffix("s"): about,
    }
    return READERS["note"](Event(payload, ""))


def watch(api: Outbound, where: str, undo: dict[str, Any]) -> Done:
    api.post(f"{where}/unsubscribe" if undo else f"{where}/subscribe")
    return Done("No longer watched.") if undo else Done("Watched.", undo={"watched": True})


def close(api: Outbound, where: str, undo: dict[str, Any]) -> Done:
    return _state(api, where, "reopen" if undo else "close")


def reopen(api: Outbound, where: str, undo: dict[str, Any]) -> Done:
    return _state(api, where, "close" if undo else "reopen")


def merge(api: Outbound, where: str, undo: dict[str, Any]) -> Done:
    api.put(where)
    return Done("Merged.")


def approve(api: Outbound, where: str, undo: dict[str, Any]) -> Done:
    api.post(f"{where}/unapprove" if undo else f"{where}/approve")
    return Done("The approval was taken back.") if undo else Done("Approved.", undo={"approved": True})


def rerun(api: Outbound, where: str, undo: dict[str, Any]) -> Done:
    """GitLab tries the failed jobs of a pipeline again."""
    api.post(f"{where}/retry")
    return Done("Runs again.", pending={"run": where})


def settled(api: Outbound, pending: dict[str, Any]) -> Done | None:
    """The pipeline's own activity comes with the next poll."""
    status = Payload(api.get(pending["run"]).json()).text("status")
    return None if status in RUNNING else Done(f"Ran again: {status}.")


def _state(api: Outbound, where: str, event: str) -> Done:
    api.put(where, json={"state_event": event})
    return Done("Closed." if event == "close" else "Reopened.", undo={"event": event})


DOINGS: dict[str, Doing] = {
    "watch": watch,
    "close": close,
    "reopen": reopen,
    "merge": merge,
    "approve": approve,
    "rerun": rerun,
}
