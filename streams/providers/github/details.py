"""What GitHub's log leaves out since October 2025: the commits of a push, the words of a pull request."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.dateparse import parse_datetime

from streams.providers.forge.place import Place, detail
from streams.providers.payload import Payload

NOTHING = "0" * 40
# A pull request that was merged so long before or after the event was merged by another.
SAME = timedelta(minutes=1)


class Details:
    """Each is asked for once in a fetch."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._pulls: dict[str, dict[str, Any]] = {}

    def push(self, said: Payload) -> dict[str, Any]:
        """Some servers send the commits along, at most twenty."""
        before, head = said.text("before"), said.text("head", "after")
        sent = said.parts("commits")
        if sent and len(sent) >= said.number("size"):
            page = {"commits": said.value("commits"), "total_commits": len(sent)}
        elif before in {"", NOTHING}:
            page = {"commits": [self._ask("commits", head) or {"sha": head}]}
        else:
            page = self._ask("compare", f"{before}...{head}") or {"commits": [{"sha": head}]}
        compared = Payload(page)
        commits = [self._commit(one) for one in compared.parts("commits")]
        return {
            "commits": commits,
            "head_commit": {"id": head},
            "total_commits": compared.number("total_commits"),
            "compare": f"{self._place.url}/compare/{before[:12]}...{head[:12]}",
        }

    def pull(self, said: Payload, at: str) -> dict[str, Any]:
        """As it is now, but of the event's time and state."""
        number = said.text("pull_request.number", "number")
        if not number:
            return {}
        if number not in self._pulls:
            self._pulls[number] = self._ask("pulls", number)
        sent = said.value("pull_request") if said.part("pull_request") else {}
        pull = {"html_url": f"{self._place.url}/pull/{number}", "number": number, **sent, **self._pulls[number]}
        return _as_it_was(pull, said.text("action"), at)

    def _commit(self, commit: Payload) -> dict[str, Any]:
        sha = commit.text("sha", "id")
        return {
            "id": sha,
            "message": commit.text("commit.message", "message"),
            "author": {"name": commit.text("commit.author.name", "author.name")},
            "url": f"{self._place.url}/commit/{sha}",
        }

    def _ask(self, *path: str) -> dict[str, Any]:
        return detail(self._place, "repos", *self._place.name.split("/"), *path)


def _as_it_was(pull: dict[str, Any], action: str, at: str) -> dict[str, Any]:
    """What a webhook would have said when it happened: of merging, for one, that it was closed."""
    merged = action == "merged" or (action == "closed" and _is_near(pull.get("merged_at"), at))
    states = {"opened": "open", "reopened": "open", "closed": "closed", "merged": "closed"}
    state = states.get(action, pull.get("state"))
    then = {"pull_request": {**pull, "updated_at": at, "merged": merged, "state": state}}
    return then | ({"action": "closed"} if merged else {})


def _is_near(moment: Any, at: str) -> bool:
    when, then = parse_datetime(moment) if isinstance(moment, str) else None, parse_datetime(at)
    return bool(when and then and abs(when - then) < SAME)
