"""What can be done about GitHub's things from here."""

from __future__ import annotations

from typing import Any

import pytest

from streams.models import Activity, Provider
from streams.providers.base import ProviderError
from streams.providers.github import GitHub
from streams.publishing.document import Door
from streams.publishing.publish import Source, publish
from streams.testing.web_server import Asked, Reply, WebServer
from tests.forges.conftest import listed, polled
from tests.forges.github_log import ANA, ISSUE, LOG, RUNS, event, issue, run


@pytest.fixture
def told(github: Provider, server: WebServer) -> Any:
    """An activity of the github by what happened, with its links."""

    def tell(*entries: dict[str, Any]) -> Activity:
        listed(server, LOG, list(entries))
        server.routes["/repos/acme/payments/pulls/7"] = {"number": 7, "title": "Faster", "state": "open"}
        polled(github)
        return Activity.objects.newest_first()[0]

    return tell


PULL = event(2, "PullRequestEvent", {"action": "opened", "number": 7, "pull_request": {"number": 7}})


def test_what_can_be_done_depends_on_what_it_is(told: Any, server: WebServer) -> None:
    repo = f"{server.url}repos/acme/payments"
    assert told(PULL).links == {
        "reply-to": f"{repo}/issues/7/comments",
        "watch": f"{repo}/subscription",
        "close": f"{repo}/issues/7",
        "merge": f"{repo}/pulls/7/merge",
        "approve": f"{repo}/pulls/7/reviews",
    }
    assert set(told(issue(3, "closed")).links) == {"reply-to", "watch", "reopen"}
    assert told(event(4, "WatchEvent", {"action": "started"})).links == {}


SENT = [
    ("close", {}, "PATCH", "issues/7", {"state": "closed"}, "Closed."),
    ("close", {"state": "closed"}, "PATCH", "issues/7", {"state": "open"}, "Reopened."),
    ("merge", {}, "PUT", "pulls/7/merge", {}, "Merged."),
    ("approve", {}, "POST", "pulls/7/reviews", {"event": "APPROVE"}, "Approved."),
    ("approve", {"review": 80}, "PUT", "pulls/7/reviews/80/dismissals", {"message": "Taken back"}, ""),
    ("watch", {}, "PUT", "subscription", {"subscribed": True}, "The repository is watched."),
    ("watch", {"watched": True}, "DELETE", "subscription", None, "No longer watched."),
]


@pytest.mark.parametrize(("rel", "undo", "method", "where", "body", "message"), SENT)
def test_what_is_clicked_is_asked_of_github(
    rel: str, undo: dict[str, Any], method: str, where: str, body: Any, message: str, told: Any, server: WebServer,
    github: Provider, viewer_bob: Any,
) -> None:  # fmt: skip
    activity = told(PULL)
    server.routes[f"{method} /repos/acme/payments/{where}"] = {"id": 80}
    done = GitHub().send(github, activity, rel, viewer_bob, undo)
    assert message in done.message
    assert bool(done.undo) == (not undo and rel != "merge") or rel == "close"
    assert server.asked[-1].method == method
    assert body is None or server.asked[-1].json() == body


def test_what_github_refuses_is_said(told: Any, server: WebServer, github: Provider, viewer_bob: Any) -> None:
    activity = told(PULL)
    server.routes["PUT /repos/acme/payments/pulls/7/merge"] = Reply({"message": "not mergeable"}, 405)
    with pytest.raises(ProviderError) as caught:
        GitHub().send(github, activity, "merge", viewer_bob, {})
    assert caught.value.code == "rejected"


def test_a_reply_is_posted_with_the_name_of_who_wrote_it(
    told: Any, server: WebServer, github: Provider, viewer_bob: Any
) -> None:
    activity = told(issue(12))
    page = "https://github.com/acme/payments/issues/12"

    def posted(asked: Asked) -> Reply:
        user = ANA | {"login": "stream-bot", "type": "User"}
        words = {"body": asked.json()["body"], "html_url": f"{page}#issuecomment-5"}
        return Reply({"id": 5, "user": user, "created_at": "2026-01-02T04:00:00Z", **words}, 201)

    server.routes["POST /repos/acme/payments/issues/12/comments"] = posted
    server.routes["/repos/acme/payments/issues/12"] = ISSUE | {"html_url": page}
    done = GitHub().reply(github, activity, "Mended", viewer_bob)
    assert server.asked[-2].json() == {"body": "Mended\n\n— Bob Berg"}
    (document,) = done.documents
    assert (document["verb"], document["entity"]) == ("post", "acme/payments#12")
    # The poll that finds it later tells nothing new.
    publish(done.documents, Source(Door.PROVIDER, github, github.audience))
    comment = {"id": 5, "user": ANA, "body": "Mended", "created_at": "2026-01-02T04:00:00Z"}
    listed(server, LOG, [event(20, "IssueCommentEvent", {"action": "created", "issue": ISSUE, "comment": comment})])
    before = Activity.objects.count()
    polled(github)
    assert Activity.objects.count() == before


def test_a_run_is_tried_again_and_its_end_awaited(server: WebServer, github: Provider, viewer_bob: Any) -> None:
    listed(server, LOG, [])
    server.routes[RUNS] = {"workflow_runs": [run(9, "failure")]}
    polled(github)
    activity, one = Activity.objects.get(), "/repos/acme/payments/actions/runs/9"
    server.routes[one], server.routes[f"POST {one}/rerun"] = run(9, "failure"), Reply({}, 201)
    done = GitHub().send(github, activity, "rerun", viewer_bob, {})
    assert done.pending
    assert GitHub().settled(github, done.pending) is None
    server.routes[one] = run(9, "success", attempt=2)
    ended = GitHub().settled(github, done.pending)
    assert ended
    assert ended.message == "Ran again: success."
