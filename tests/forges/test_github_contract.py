"""GitHub keeps the contract of all providers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from streams.providers.base import Entity
from streams.providers.github import GitHub
from streams.testing import Asked, ProviderContract, Reply, Sent, WebServer
from tests.forges.conftest import TOKEN
from tests.forges.github_log import ANA, ISSUE, LOG, RUNS, event, run

START = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
REPOSITORY = {"id": 3, "name": "payments", "full_name": "acme/payments", "html_url": "https://github.com/acme/payments"}


class TestGitHub(ProviderContract):
    backend = GitHub
    cannot: ClassVar = {
        "edit": "what happened stays in the log as it was",
        "delete": "what happened has happened",
    }
    # Of a page of the log, and of a first fetch.
    PAGE = 2

    def prepare(self) -> None:
        self.log: list[dict[str, Any]] = []
        self.runs: list[dict[str, Any]] = []
        self.issues: list[dict[str, Any]] = []
        repo = "/repos/acme/payments"
        self.things: dict[str, Any] = {
            "/user": {"login": "ana"},
            repo: REPOSITORY,
            f"{repo}/pulls/7": {"number": 7, "title": "Faster", "state": "open"},
            f"{repo}/issues/1": ISSUE | {"number": 1, "html_url": "https://github.com/acme/payments/issues/1"},
            f"{repo}/actions/runs/9": run(9, "failure"),
        }
        self.trouble: Reply | None = None
        self.server = self.enter(WebServer())
        self.server.answer = self._answer  # type: ignore[method-assign]

    def configured(self) -> dict[str, Any]:
        return {"url": self.server.url.rstrip("/"), "token": TOKEN, "repositories": ["acme/payments"]}

    def add(self, count: int) -> None:
        for _ in range(count):
            self._add()

    def say(self, text: str) -> None:
        self._add(title=text, body=text, user={"login": "ana", "name": text}, labels=[{"name": text}])

    def add_at(self, moment: datetime) -> None:
        self._add(at=moment)

    def fail(self) -> None:
        self.trouble = Reply({"message": "Server Error"}, 500)

    def mend(self) -> None:
        self.trouble = None

    def throttle(self, seconds: int) -> None:
        self.trouble = Reply({"message": "secondary rate limit"}, 403, {"Retry-After": str(seconds)})

    def hang(self) -> None:
        self.trouble = Reply(self.server.hang())

    def delivery(self) -> Sent:
        return self.add_delivered()

    def add_delivered(self) -> Sent:
        issue = self._add()
        told = {"action": "opened", "issue": issue, "sender": ANA, "repository": REPOSITORY}
        return Sent(told, {"X-GitHub-Event": "issues", "X-GitHub-Delivery": f"d{issue['number']}"})

    def add_linked(self, rel: str) -> None:
        if rel == "rerun":
            self.runs.append(run(9, "failure"))
        elif rel == "reopen":
            self._add("closed")
        elif rel in {"merge", "approve"}:
            pull = {"action": "opened", "number": 7, "pull_request": {"number": 7}}
            number = len(self.log) + 1
            when = (START + timedelta(minutes=number)).isoformat()
            self.log.append(event(number, "PullRequestEvent", pull, created_at=when))
        else:
            self._add()

    def entities(self) -> Mapping[str, Entity]:
        page = f"{self.server.url}acme/payments/issues/12"
        return {page: Entity("issue", "acme/payments#12", page, "acme/payments")}

    def _add(self, action: str = "opened", at: datetime | None = None, **fields: Any) -> dict[str, Any]:
        number = len(self.log) + 1
        when = (at or START + timedelta(minutes=number)).isoformat()
        page = f"https://github.com/acme/payments/issues/{number}"
        times = {"created_at": when, "updated_at": when, "closed_at": None}
        issue = ISSUE | {"id": number, "number": number, "html_url": page, "user": ANA} | times | fields
        self.issues.append(issue)
        self.log.append(event(number, "IssuesEvent", {"action": action, "issue": issue}, created_at=when))
        return issue

    def _answer(self, asked: Asked) -> Reply:
        if self.trouble:
            return self.trouble
        if asked.headers["Authorization"] != f"Bearer {TOKEN}":
            return Reply({"message": "Bad credentials"}, 401)
        lists = {LOG: self.log, "/repos/acme/payments/issues": self.issues}
        if asked.path == RUNS:
            return Reply({"total_count": len(self.runs), "workflow_runs": self.runs})
        if asked.path in self.things:
            return Reply(self.things[asked.path])
        if asked.method != "GET":
            return Reply({"id": 80, "user": ANA, "body": "I have seen it.", "created_at": "2026-01-02T04:00:00Z"}, 201)
        return self._page(asked, lists.get(asked.path, []))

    def _page(self, asked: Asked, entries: list[dict[str, Any]]) -> Reply:
        number = int(asked.query.get("page", ["1"])[0])
        newest = sorted(entries, key=lambda entry: entry["created_at"], reverse=True)
        start = (number - 1) * self.PAGE
        link = f'<{self.server.url.rstrip("/")}{asked.path}?page={number + 1}>; rel="next"'
        headers = {"Link": link} if start + self.PAGE < len(newest) else {}
        return Reply(newest[start : start + self.PAGE], headers=headers)
