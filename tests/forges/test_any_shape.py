"""Whatever a log holds in place of what is documented breaks no poll, and the write door takes what is told of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from streams.models import Activity
from streams.testing.web_server import Reply, WebServer
from tests.forges import github_log, test_bitbucket, test_gitea, test_gitlab
from tests.forges.conftest import polled
from tests.hooks.test_any_shape import STRANGE, changed, places

PULL = {"action": "merged", "number": 7, "pull_request": {"number": 7, "merged_at": None}}
PUSH = {"ref": "refs/heads/main", "before": "a" * 40, "head": "b" * 40, "commits": [{"sha": "b" * 40}], "size": 1}
ENTRIES: dict[str, list[dict[str, Any]]] = {
    "github": [
        github_log.issue(1, "closed"),
        github_log.event(2, "PullRequestEvent", PULL),
        github_log.event(3, "PushEvent", PUSH),
        github_log.event(4, "GollumEvent", {"pages": [{"page_name": "Home", "action": "edited", "sha": "c" * 40}]}),
    ],
    "gitlab": [test_gitlab.LOG[name] for name in ("issue_opened", "note_on_merge_request", "push", "wiki_page")],
    "gitea": [test_gitea.SAME[name] for name in ("issue_closed", "issue_comment", "push", "review_approved")],
    "bitbucket": list(test_bitbucket.SAME.values()),
}
LOGS = {
    "github": ("", github_log.LOG),
    "gitlab": ("/api/v4", f"{test_gitlab.PROJECT}/events"),
    "gitea": ("/api/v1", test_gitea.LOG),
    "bitbucket": ("/2.0", test_bitbucket.LOG),
}


def strange_entries(backend: str) -> Iterator[dict[str, Any]]:
    """Each entry with each of its parts in turn replaced by something strange, and an id of its own."""
    for entry in ENTRIES[backend]:
        for number, path in enumerate(places(entry)):
            one = changed(entry, path, STRANGE[number % len(STRANGE)])
            yield one if path == ("id",) else one | {"id": len(path) * 1000 + number}


@pytest.mark.parametrize("backend", ENTRIES)
def test_nothing_strange_breaks_a_poll_or_is_refused(
    backend: str, server: WebServer, make_source: Any, caplog: Any
) -> None:
    folder, path = LOGS[backend]
    entries = [7, None, *strange_entries(backend)]
    server.routes[path] = {"values": entries} if backend == "bitbucket" else entries
    after = polled(make_source(backend, folder, repositories=["acme/payments"]))
    assert (after.message, after.failures) == ("", 0)
    assert "refused" not in caplog.text
    assert Activity.objects.count() >= 10


@pytest.mark.parametrize("backend", LOGS)
@pytest.mark.parametrize("answer", [{}, 7, "x", None, [[]], {"values": 7, "next": 7}])
def test_no_answer_of_another_shape_breaks_a_poll(
    backend: str, answer: Any, server: WebServer, make_source: Any
) -> None:
    folder, path = LOGS[backend]
    server.routes[path] = Reply(orjson.dumps(answer), headers={"Content-Type": "application/json"})
    after = polled(make_source(backend, folder, repositories=["acme/payments"]))
    assert "own code" not in after.message
    assert not Activity.objects.exists()
