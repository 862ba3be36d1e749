"""GitHub's history, and what an address means there."""

from __future__ import annotations

from datetime import UTC, datetime

from streams.models import Provider
from streams.providers.github import GitHub
from streams.testing.web_server import WebServer
from tests.forges.conftest import TOKEN, listed
from tests.forges.github_log import ANA, ISSUE


def back_filled(github: Provider, since: datetime) -> list[str]:
    found = GitHub().history(github, {}, since)
    return [f"{one['verb']} {one['object']['id']}" for batch in found for one in batch.documents]


def test_history_goes_as_far_back_as_it_is_asked_for(github: Provider, server: WebServer) -> None:
    user = ANA | {"type": "User", "html_url": "https://github.com/ana"}
    base = "/repos/acme/payments"
    first, second = ({**ISSUE, "number": n, "user": user, "created_at": f"202{n}-01-01T00:00:00Z"} for n in (1, 2))
    pull = second | {"number": 3, "pull_request": {"merged_at": "2025-01-01T00:00:00Z"}}
    listed(server, f"{base}/issues", [pull, second], [first])
    done = {"actor": user, "created_at": "2025-01-01T00:00:00Z"}
    listed(server, f"{base}/issues/events", [
        {**done, "event": "merged", "issue": pull},
        {**done, "event": "closed", "issue": pull},
        {**done, "event": "labeled", "issue": second},
        {**done, "event": "closed", "issue": second},
    ])  # fmt: skip
    comment = {"id": 5, "user": user, "body": "Yes", "created_at": "2025-01-01T00:00:00Z"}
    comment |= {"issue_url": "x/issues/2", "html_url": "https://github.com/acme/payments/issues/2#issuecomment-5"}
    listed(server, f"{base}/issues/comments", [comment])
    listed(server, f"{base}/pulls/comments", [comment | {"id": 6}])
    release = {"id": 8, "tag_name": "v1", "author": user, "published_at": "2025-01-01T00:00:00Z"}
    listed(server, f"{base}/releases", [release, release | {"id": 9, "draft": True}])
    told = back_filled(github, datetime(2022, 1, 1, tzinfo=UTC))
    assert told == [
        "post acme/payments#3",
        "post acme/payments#2",
        "merge acme/payments#3",
        "close acme/payments#2",
        "post acme/payments#comment-5",
        "post acme/payments#comment-6",
        "release acme/payments/releases/8",
    ]
    assert "post acme/payments#1" in back_filled(github, datetime(2020, 1, 1, tzinfo=UTC))


def test_history_goes_on_where_it_was_interrupted(github: Provider, server: WebServer) -> None:
    user = ANA | {"type": "User"}
    pages = [[{**ISSUE, "number": n, "user": user, "created_at": "2025-01-01T00:00:00Z"}] for n in (3, 2, 1)]
    listed(server, "/repos/acme/payments/issues", *pages)
    since = datetime(2020, 1, 1, tzinfo=UTC)
    first = next(GitHub().history(github, {}, since))
    rest = list(GitHub().history(github, first.cursor, since))
    assert [document["object"]["id"][-1] for batch in rest for document in batch.documents] == ["2", "1"]
    assert rest[-1].cursor["places"] == {"acme/payments": {"list": 6}}


def test_the_check_says_as_whom_and_how_many(github: Provider, server: WebServer) -> None:
    server.routes["/user"] = {"login": "stream-bot"}
    server.routes["/repos/acme/payments"] = {"full_name": "acme/payments"}
    assert GitHub().check(github) == f"Reached {server.url.rstrip('/')} as stream-bot: 1 repository."
    assert server.asked[0].headers["Authorization"] == f"Bearer {TOKEN}"
