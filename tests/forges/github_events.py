"""GitHub's events API, made of what its webhooks deliver: the log has less of it, by other names.

https://docs.github.com/en/rest/using-the-rest-api/github-event-types
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).resolve().parents[1] / "hooks/node_modules/@octokit/webhooks-examples/api.github.com"
TYPES = {
    "commit_comment": "CommitCommentEvent",
    "create": "CreateEvent",
    "delete": "DeleteEvent",
    "fork": "ForkEvent",
    "gollum": "GollumEvent",
    "issue_comment": "IssueCommentEvent",
    "issues": "IssuesEvent",
    "member": "MemberEvent",
    "public": "PublicEvent",
    "pull_request": "PullRequestEvent",
    "pull_request_review": "PullRequestReviewEvent",
    "pull_request_review_comment": "PullRequestReviewCommentEvent",
    "push": "PushEvent",
    "release": "ReleaseEvent",
    "star": "WatchEvent",
}
# What the log tells of; of others a webhook alone does.
LOGGED = {
    "issues": {"opened", "closed", "reopened", "labeled", "unlabeled", "assigned", "unassigned"},
    "pull_request": {"opened", "closed", "reopened", "labeled", "unlabeled", "assigned", "unassigned"},
    "pull_request_review": {"submitted"},
    "issue_comment": {"created"},
    "pull_request_review_comment": {"created"},
    "commit_comment": {"created"},
    "release": {"published"},
    "star": {"created"},
    "member": {"added"},
}
ACTIONS = {("star", "created"): "started", ("pull_request_review", "submitted"): "created"}


def deliveries() -> Iterator[tuple[str, dict[str, Any]]]:
    """What GitHub delivers of the happenings that its log has, too."""
    for event in json.loads((EXAMPLES / "index.json").read_text()):
        for example in event["examples"] if event["name"] in TYPES else []:
            actions = LOGGED.get(event["name"])
            if (actions is None or example.get("action") in actions) and "repository" in example:
                yield event["name"], example


def logged(name: str, body: dict[str, Any], number: int, at: str) -> dict[str, Any]:
    """The entry of the log for a delivery, noted at `at`."""
    sender, repo = body["sender"], body["repository"]
    return {
        "id": str(number),
        "type": TYPES[name],
        "actor": {
            "id": sender["id"],
            "login": sender["login"],
            "display_login": sender["login"],
            "gravatar_id": "",
            "url": sender["url"],
            "avatar_url": sender["avatar_url"],
        },
        "repo": {
            "id": repo["id"],
            "name": repo["full_name"],
            "url": f"https://api.github.com/repos/{repo['full_name']}",
        },
        "payload": _payload(name, body),
        "public": True,
        "created_at": at,
    }


def _payload(name: str, body: dict[str, Any]) -> dict[str, Any]:
    if name == "push":
        return {
            "repository_id": body["repository"]["id"],
            "push_id": 1,
            "ref": body["ref"],
            "head": body["after"],
            "before": body["before"],
        }
    kept = {key: value for key, value in body.items() if key not in {"sender", "repository", "organization", "changes"}}
    if "action" in kept:
        kept["action"] = ACTIONS.get((name, kept["action"]), kept["action"])
    if name.startswith("pull_request"):
        whole = body["pull_request"]
        kept["pull_request"] = {key: whole[key] for key in ("url", "id", "number", "head", "base")}
    if name == "pull_request" and kept["action"] == "closed" and body["pull_request"]["merged"]:
        kept["action"] = "merged"
    return {} if name == "public" else kept


def compared(body: dict[str, Any]) -> dict[str, Any]:
    """What the comparison of a push's two ends says."""
    commits = [
        {
            "sha": commit["id"],
            "html_url": commit["url"],
            "commit": {"message": commit["message"], "author": commit["author"]},
        }
        for commit in body["commits"]
    ]
    return {"status": "ahead", "total_commits": len(commits), "commits": commits}
