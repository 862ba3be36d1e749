"""A gadget's page before an API that the test plays: as many activities as it wants, as often as it wants."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import Page, Route

from tests.e2e.dashboard import Server

WORDS = "<p>" + "Two of its tests failed in <code>ledger/rounding.py</code>, again. " * 6 + "</p>"
# So long ago that none of a thousand is of tomorrow.
START = datetime.now(UTC) - timedelta(days=2)
VOTE = {"key": "vote", "label": "Vote", "icon": "vote", "state": "available", "undo": True, "count": 0, "weight": 1}


# In the page: its reader was here a day ago, and knows what is older than 25 minutes before the newest.
LONG_AGO = """() => {
  const key = Object.keys(localStorage).find(key => key.includes(" seen "));
  const { seen, at } = JSON.parse(localStorage[key] ?? '{"seen": 0, "at": 0}');
  if (key) localStorage[key] = JSON.stringify({ seen: seen - 25 * 60000, at: at - 86400000 });
}"""


def activity(n: int, **more: Any) -> dict[str, Any]:
    """The nth activity of a stream, a minute younger than the one before; every fifth has a lot to say."""
    at = START + timedelta(minutes=n)
    person = f"Person {n % 7}"
    return {
        "id": f"a{n:05}",
        "revision": 1,
        "published": at.isoformat(),
        "updated": at.isoformat(),
        "provider": {"key": "git", "name": "Git", "icon": None},
        "application": None,
        "actor": {"name": person, "username": person, "url": None, "avatar": None},
        "verb": {"key": "update", "id": ""},
        "object": {"type": "issue", "id": f"PAY-{n}", "title": f"Rounding of refund {n}", "summary": "", "url": ""},
        "target": None,
        "title_html": "",
        "summary_html": "",
        "content_html": WORDS if n % 5 == 0 else "",
        "url": f"https://issues.example.com/{n}",
        "icon": None,
        "links": {},
        "categories": [],
        "changes": [],
        "actions": [VOTE],
    } | more


def burst(n: int, size: int) -> list[dict[str, Any]]:
    """Pushes of one person to one place, newest first."""
    return [
        activity(
            n - i,
            actor={"name": "Jun Kato", "username": "jun", "url": None, "avatar": None},
            verb={"key": "push", "id": ""},
            object={
                "type": "changeset",
                "id": f"sha{n - i}",
                "title": f"sha{n - i}",
                "summary": "Half even",
                "url": "",
            },
            target={"type": "repository", "id": "payments", "title": "payments", "summary": "", "url": ""},
        )
        for i in range(size)
    ]


class Played:
    """The activities that the API answers with now."""

    def __init__(self, page: Page, server: Server, items: list[dict[str, Any]]) -> None:
        self.items = items
        self.answers = 0
        self._page = page
        self._address = f"{server.origin}/embed/team/"
        page.route("**/api/v1/gadgets/team/activities/**", self._answer)

    def open(self, query: str = "") -> None:
        self._page.goto(f"{self._address}?{query}")
        self._page.get_by_role("article").first.wait_for()
        # It draws the footer, so the last of its parts is here.
        if "wallboard" not in query:
            self._page.locator("footer").wait_for()

    def _answer(self, route: Route) -> None:
        self.answers += 1
        body = json.dumps({"items": self.items, "next": None, "sources": []})
        headers = {"Content-Type": "application/json", "ETag": f'"{self.answers}"', "X-Poll-Interval": "5"}
        route.fulfill(status=200, headers=headers, body=body)
