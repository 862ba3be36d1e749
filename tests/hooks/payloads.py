"""Bodies as systems send them."""

from __future__ import annotations

from typing import Any


def push(*messages: str, pushed_at: int = 1767323045) -> dict[str, Any]:
    """What GitHub says of a push by Ana."""
    commits = [
        {
            "id": f"{pushed_at * 1000 + number:040x}",
            "message": message,
            "timestamp": "2026-01-02T03:04:05Z",
            "url": f"https://github.com/acme/payments/commit/{pushed_at * 1000 + number:040x}",
            "author": {"name": "Ana Ruiz", "email": "ana@example.com"},
        }
        for number, message in enumerate(messages, start=1)
    ]
    return {
        "ref": "refs/heads/main",
        "compare": "https://github.com/acme/payments/compare/a...b",
        "commits": commits,
        "head_commit": commits[-1] if commits else None,
        "repository": {
            "full_name": "acme/payments",
            "html_url": "https://github.com/acme/payments",
            "pushed_at": pushed_at,
        },
        "sender": {
            "login": "ana",
            "type": "User",
            "html_url": "https://github.com/ana",
            "avatar_url": "https://avatars.githubusercontent.com/u/1",
        },
    }
