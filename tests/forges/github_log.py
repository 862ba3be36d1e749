"""A repository at GitHub: entries of its log and runs of its workflows, as the API documents them."""

from __future__ import annotations

from typing import Any

LOG = "/repos/acme/payments/events"
RUNS = "/repos/acme/payments/actions/runs"
ANA = {
    "id": 1,
    "login": "ana",
    "url": "https://api.github.com/users/ana",
    "avatar_url": "https://avatars.example.com/1",
}
ISSUE = {"number": 12, "title": "Refunds fail", "body": "Since Monday", "state": "open", "labels": [{"name": "bug"}]}


def event(number: int, kind: str, payload: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {
        "id": str(number),
        "type": kind,
        "actor": ANA,
        "repo": {"id": 3, "name": "acme/payments", "url": "https://api.github.com/repos/acme/payments"},
        "payload": payload,
        "created_at": f"2026-01-02T03:{number:02}:00Z",
        **fields,
    }


def issue(number: int, action: str = "opened", **fields: Any) -> dict[str, Any]:
    return event(number, "IssuesEvent", {"action": action, "issue": ISSUE | {"number": number} | fields})


def run(number: int, conclusion: str = "success", attempt: int = 1) -> dict[str, Any]:
    return {
        "id": number,
        "name": "CI",
        "run_number": number,
        "run_attempt": attempt,
        "status": "completed",
        "conclusion": conclusion,
        "head_branch": "main",
        "display_title": "Mend",
        "html_url": f"https://github.com/acme/payments/actions/runs/{number}",
        "created_at": "2026-01-02T03:00:00Z",
        "updated_at": f"2026-01-02T03:{number + attempt:02}:00Z",
        "actor": ANA | {"type": "User", "html_url": "https://github.com/ana"},
    }
