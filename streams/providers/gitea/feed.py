"""Gitea's log, the feed of a repository's activities, in the words of its webhooks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from streams.providers.base import Document, Skipped
from streams.providers.forge.event import Event
from streams.providers.forge.log import Tell
from streams.providers.forge.paging import Entry
from streams.providers.forge.place import Place, detail
from streams.providers.gitea.readers import reader
from streams.providers.payload import Payload

PAGE = 50
# What webhooks call it: the event and its action.
ISSUES = {
    "create_issue": ("issues", "opened"),
    "close_issue": ("issues", "closed"),
    "reopen_issue": ("issues", "reopened"),
    "comment_issue": ("issue_comment", "created"),
}
PULLS = {
    "create_pull_request": ("pull_request", "opened"),
    "close_pull_request": ("pull_request", "closed"),
    "reopen_pull_request": ("pull_request", "reopened"),
    "merge_pull_request": ("pull_request", "closed"),
    "auto_merge_pull_request": ("pull_request", "closed"),
    "pull_request_ready_for_review": ("pull_request", "ready_for_review"),
    "comment_pull": ("pull_request_comment", "created"),
    "approve_pull_request": ("pull_request_review_approved", "reviewed"),
    "reject_pull_request": ("pull_request_review_rejected", "reviewed"),
}
REPOSITORY = {"create_repo": "created", "rename_repo": "renamed", "transfer_repo": "transferred"}
REFS = {
    "push_tag": "create",
    "delete_tag": "delete",
    "delete_branch": "delete",
    "mirror_sync_create": "create",
    "mirror_sync_delete": "delete",
}
PUSHES = {"commit_repo", "mirror_sync_push"}
STATES = {"opened": "open", "reopened": "open", "closed": "closed"}


def where(place: Place) -> tuple[str, dict[str, Any]]:
    return f"repos/{place.name}/activities/feeds", {"limit": PAGE}


def tell(place: Place) -> Tell:
    found: dict[tuple[str, ...], dict[str, Any]] = {}

    def ask(*path: str) -> dict[str, Any]:
        """Once in a fetch."""
        if path not in found:
            found[path] = detail(place, "repos", *place.name.split("/"), *path)
        return found[path]

    def told(entries: Sequence[Entry]) -> list[Document]:
        return [document for entry in entries for document in _Telling(place, Payload(entry), ask).told()]

    return told


class _Telling:
    """One entry of the log."""

    def __init__(self, place: Place, entry: Payload, ask: Any) -> None:
        self._place, self._entry, self._ask = place, entry, ask
        self._kind, self._at = entry.text("op_type"), entry.moment("created")

    def told(self) -> list[Document]:
        """[] for what is no activity, such as a star."""
        name, payload = self._delivered()
        read = reader(name) if name else None
        if read is None:
            return []
        about = {"full_name": self._entry.text("repo.full_name") or self._place.name}
        about["html_url"] = self._entry.text("repo.html_url") or self._place.url
        whole = {"sender": self._entry.value("act_user"), "repository": about, **payload}
        try:
            return list(read(Event(name, whole, self._at)))
        except Skipped:
            return []

    def _delivered(self) -> tuple[str, dict[str, Any]]:
        """What a webhook would have said: the event's name and the payload; ("", {}) for what it has no word for."""
        if self._kind in ISSUES or self._kind in PULLS:
            return self._numbered()
        if self._kind in PUSHES:
            return self._pushed()
        if self._kind in REFS:
            return self._ref(REFS[self._kind])
        if self._kind in REPOSITORY:
            return "repository", {"action": REPOSITORY[self._kind]}
        if self._kind == "publish_release":
            tag = self._entry.text("ref_name").removeprefix("refs/tags/")
            item = self._ask("releases", "tags", tag)
            return ("release", {"action": "published", "release": item}) if item else ("", {})
        return "", {}

    def _numbered(self) -> tuple[str, dict[str, Any]]:
        """The content is "12|title" or "12|the beginning of a comment"."""
        number, _, words = self._entry.text("content").partition("|")
        is_pull = self._kind in PULLS
        name, action = (PULLS if is_pull else ISSUES)[self._kind]
        folder = "pulls" if is_pull else "issues"
        item = {"number": number, "html_url": f"{self._place.url}/{folder}/{number}", **self._ask(folder, number)}
        state = STATES.get(action, item.get("state"))
        item |= {"updated_at": self._at, "state": state, "merged": "merge_pull" in self._kind}
        payload = {"action": action, "pull_request" if is_pull else "issue": item, "comment": self._said()}
        return name, payload | {"review": {"content": self._entry.text("comment.body") or words}}

    def _said(self) -> dict[str, Any]:
        said = self._entry.value("comment") if self._entry.part("comment") else {}
        return {"user": self._entry.value("act_user"), **said}

    def _pushed(self) -> tuple[str, dict[str, Any]]:
        """A branch that was made holds no commits of its own."""
        pushed = Payload(_read(self._entry.text("content")))
        commits = [self._commit(commit) for commit in pushed.parts("Commits")]
        if not commits:
            return self._ref("create")
        head = pushed.text("HeadCommit.Sha1") or commits[0]["id"]
        compare = pushed.text("CompareURL").lstrip("/")
        web = self._place.url.removesuffix(self._place.name)
        return "push", {
            "ref": self._entry.text("ref_name"),
            "after": head,
            "commits": commits,
            "total_commits": pushed.number("Len"),
            "compare_url": compare if "://" in compare else f"{web}{compare}",
        }

    def _commit(self, commit: Payload) -> dict[str, Any]:
        sha = commit.text("Sha1")
        return {
            "id": sha,
            "message": commit.text("Message"),
            "author": {"name": commit.text("AuthorName")},
            "url": f"{self._place.url}/commit/{sha}",
        }

    def _ref(self, event: str) -> tuple[str, dict[str, Any]]:
        ref = self._entry.text("ref_name")
        kind = "tag" if ref.startswith("refs/tags/") or self._kind.endswith("_tag") else "branch"
        return event, {"ref_type": kind, "ref": ref.removeprefix("refs/tags/").removeprefix("refs/heads/")}


def _read(content: str) -> Any:
    try:
        return orjson.loads(content or "{}")
    except orjson.JSONDecodeError:
        return {}
