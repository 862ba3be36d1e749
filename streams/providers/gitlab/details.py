"""What GitLab's log leaves out: the words of issues and merge requests, the commits of a push."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from streams.outbound import OutboundError
from streams.providers.forge.paging import Entry, listed
from streams.providers.forge.place import ABSENT, Place
from streams.providers.gitlab.finding import where
from streams.providers.gitlab.readers import NOBODY
from streams.providers.payload import Payload
from streams.providers.pushes import MAX_COMMITS

# Its list in the API, by what the log calls a target.
LISTS = {"Issue": "issues", "WorkItem": "issues", "MergeRequest": "merge_requests"}
KINDS = {
    "Issue": "issue",
    "WorkItem": "work_item",
    "MergeRequest": "merge_request",
    "Milestone": "milestone",
    "WikiPage::Meta": "wiki_page",
}
NOTES = {"Note", "DiscussionNote", "DiffNote"}
# The log's words for what happened, in those of webhooks.
ACTIONS = {
    "opened": "open",
    "created": "open",
    "closed": "close",
    "reopened": "reopen",
    "accepted": "merge",
    "merged": "merge",
    "approved": "approved",
    "updated": "update",
    "destroyed": "delete",
    "deleted": "delete",
}
STATES = {"open": "opened", "close": "closed", "reopen": "opened", "merge": "merged"}


class Details:
    """For some entries of the log at once: one request for each sort of thing, and one for a push."""

    def __init__(self, place: Place, entries: Sequence[Entry]) -> None:
        self._place = place
        self._found = {name: self._asked(name, entries) for name in ("issues", "merge_requests")}

    def completed(self, entry: Payload) -> dict[str, Any] | None:
        """A webhook's payload; None for what is no activity, such as that somebody joined."""
        at, kind = entry.moment("created_at"), entry.text("target_type")
        whole = {"at": at, "user": entry.value("author")}
        if entry.part("push_data"):
            return whole | self._push(entry.part("push_data"))
        if kind in NOTES:
            return whole | self._note(entry.part("note"), entry.text("target_title"))
        action = ACTIONS.get(entry.text("action_name"))
        if kind not in KINDS or not action:
            return None
        return whole | {"object_kind": KINDS[kind]} | self._thing(kind, action, entry, at)

    def _thing(self, kind: str, action: str, entry: Payload, at: str) -> dict[str, Any]:
        if kind == "WikiPage::Meta":
            page = entry.part("wiki_page")
            words = {"slug": page.text("slug"), "title": page.text("title", "slug")}
            url = f"{self._place.url}/-/wikis/{page.text('slug')}"
            return {"object_attributes": {**words, "url": url, "action": "create" if action == "open" else action}}
        if kind == "Milestone":
            words = {"iid": entry.text("target_iid", "target_id"), "title": entry.text("target_title")}
            return {
                "object_attributes": {**words, "updated_at": at, "action": "create" if action == "open" else action}
            }
        found = self._item(LISTS[kind], entry.text("target_iid"), entry.text("target_title"))
        state = STATES.get(action, found.get("state"))
        labels = [{"title": label} for label in found.get("labels") or () if isinstance(label, str)]
        return {"object_attributes": {**found, "action": action, "updated_at": at, "state": state}, "labels": labels}

    def _note(self, note: Payload, title: str) -> dict[str, Any]:
        kind, iid = note.text("noteable_type"), note.text("noteable_iid")
        said = {"id": note.text("id"), "note": note.text("body"), "system": note.value("system")}
        said["created_at"] = note.text("created_at")
        whole: dict[str, Any] = {"object_kind": "note", "object_attributes": said}
        if kind in LISTS and iid:
            about = self._item(LISTS[kind], iid, title)
            said["url"] = f"{about['url']}#note_{note.text('id')}"
            whole["merge_request" if kind == "MergeRequest" else "issue"] = about
        return whole

    def _push(self, data: Payload) -> dict[str, Any]:
        head, before = data.text("commit_to") or NOBODY, data.text("commit_from")
        if data.text("ref_type") == "tag":
            return {"object_kind": "tag_push", "ref": f"refs/tags/{data.text('ref')}", "after": head}
        count = data.number("commit_count")
        commits = self._commits(before, head, count) if count and head != NOBODY else []
        return {
            "object_kind": "push",
            "ref": f"refs/heads/{data.text('ref')}",
            "before": before or NOBODY,
            "after": head,
            "checkout_sha": head,
            "commits": commits or [{"id": head, "message": data.text("commit_title")}] * bool(count),
            "total_commits_count": count,
        }

    def _commits(self, before: str, head: str, count: int) -> list[dict[str, Any]]:
        """The newest of them, oldest first."""
        params: dict[str, Any] = {"from": before, "to": head}
        path, name = ("compare", "commits")
        if not before:
            params, path, name = {"ref_name": head, "per_page": min(count, MAX_COMMITS)}, "commits", ""
        try:
            answer = self._place.api.get(f"{where(self._place.name)}/repository/{path}", params=params)
        except OutboundError as error:
            # A branch that is gone, or a repository that the token may not read.
            if error.code not in ABSENT:
                raise
            return []
        found = listed(answer, name)
        return [_commit(Payload(one)) for one in (found if before else reversed(found))]

    def _item(self, name: str, iid: str, title: str) -> dict[str, Any]:
        url = f"{self._place.url}/-/{name}/{iid}"
        return {"iid": iid, "title": title, "url": url, **self._found[name].get(iid, {})}

    def _asked(self, name: str, entries: Sequence[Entry]) -> dict[str, dict[str, Any]]:
        """As they are now, by their numbers."""
        iids = sorted(set(filter(None, (_iid(Payload(entry), name) for entry in entries))))
        if not iids:
            return {}
        params = {"iids[]": iids, "per_page": 100, "scope": "all", "state": "all"}
        try:
            found = listed(self._place.api.get(f"{where(self._place.name)}/{name}", params=params))
        except OutboundError as error:
            if error.code not in ABSENT:
                raise
            return {}
        return {str(item.get("iid")): {**item, "url": item.get("web_url")} for item in found}


def _iid(entry: Payload, name: str) -> str:
    for kind, iid in (("target_type", "target_iid"), ("note.noteable_type", "note.noteable_iid")):
        if LISTS.get(entry.text(kind)) == name:
            return entry.text(iid)
    return ""


def _commit(commit: Payload) -> dict[str, Any]:
    return {
        "id": commit.text("id"),
        "message": commit.text("message", "title"),
        "author": {"name": commit.text("author_name")},
        "url": commit.text("web_url"),
    }
