"""Bitbucket Cloud asked: pull requests, branches, issues; what it delivers of the same is the same activity."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest

from streams import polling
from streams.feed.render.sentence import plain_title
from streams.models import Activity, Provider
from streams.providers.base import ProviderError
from streams.providers.bitbucket import Bitbucket
from streams.testing.web_server import Reply, WebServer
from tests.conftest import Api
from tests.forges.conftest import TOKEN, asked, polled
from tests.hooks.conftest import Sender, signature

REPO = "/2.0/repositories/acme/payments"
LOG = f"{REPO}/pullrequests/activity"
FIXTURES = Path(__file__).resolve().parents[1] / "hooks/fixtures/bitbucket"
HEAD, BEFORE = "a74e68d0c1" + "0" * 30, "b0" * 20


def fixture(name: str) -> dict[str, Any]:
    return json.loads((FIXTURES / f"{name}.json").read_text())


ANA = fixture("push")["body"]["actor"]
REPOSITORY = fixture("push")["body"]["repository"]
PULL = fixture("pull_request_created")["body"]["pullrequest"]
STUB = {"type": "pullrequest", "id": 7, "title": PULL["title"], "links": PULL["links"]}
NOTED = "2026-01-02T03:04:06.305565+00:00"


def update(state: str, date: str = NOTED, **fields: Any) -> dict[str, Any]:
    words = {"title": PULL["title"], "description": "On Mondays.", "reason": "", "author": ANA, "changes": {}}
    return {"pull_request": STUB, "update": {**words, "state": state, "date": date, **fields}}


COMMENT = fixture("pull_request_comment")["body"]["comment"] | {"user": ANA, "deleted": False}
TRAIN = fixture("pull_request_merged")["body"]["actor"]
# What the log of pull requests has of the deliveries in the fixtures, noted a second after what it tells of.
SAME = {
    "pull_request_created": update("OPEN"),
    "pull_request_approved": {"pull_request": STUB, "approval": {"date": NOTED, "user": ANA, "pullrequest": STUB}},
    "pull_request_comment": {"pull_request": STUB, "comment": COMMENT},
    "pull_request_declined": update("DECLINED", reason="Not this way."),
    "pull_request_merged": update("MERGED", author=TRAIN),
}


@pytest.fixture
def source(make_source: Any, server: WebServer) -> Provider:
    server.routes[REPO] = REPOSITORY
    server.routes[f"{REPO}/pullrequests/7"] = PULL | {"created_on": "2026-01-02T03:04:05+00:00"}
    for path in ("refs/branches", "issues", "pullrequests/activity"):
        server.routes[f"{REPO}/{path}"] = {"values": []}
    return make_source("bitbucket", "/2.0", repositories=["acme/payments"])


def branch(name: str, sha: str, **fields: Any) -> dict[str, Any]:
    target = fixture("push")["body"]["push"]["changes"][0]["new"]["target"]
    return {"type": "branch", "name": name, "target": target | {"hash": sha, **fields}}


def deliver(name: str) -> None:
    delivered = fixture(name)
    raw = orjson.dumps(delivered["body"])
    proof = {"X_Hub_Signature": f"sha256={signature(raw)}"}
    answer = Sender().post("bitbucket", raw, **delivered["headers"], **proof)
    assert answer.json()["outcome"] == "stored", answer.content


def ids() -> list[tuple[str, str]]:
    return sorted(Activity.objects.values_list("verb", "foreign_id"))


@pytest.mark.parametrize("name", SAME)
@pytest.mark.parametrize("is_polled_first", [False, True])
def test_delivered_and_polled_it_is_one_activity(
    name: str, is_polled_first: bool, source: Provider, server: WebServer
) -> None:
    server.routes[LOG] = {"values": [SAME[name]]}
    ways = [lambda: deliver(name), lambda: polled(source)]
    first, second = reversed(ways) if is_polled_first else ways
    first()
    before = ids()
    second()
    assert len(before) == 1
    assert ids() == before


def serve_push(source: Provider, server: WebServer) -> None:
    """A branch that moves between two polls."""
    server.routes[f"{REPO}/refs/branches"] = {"values": [branch("main", BEFORE)]}
    polled(source)
    server.routes[f"{REPO}/refs/branches"] = {"values": [branch("main", HEAD)]}
    commits = fixture("push")["body"]["push"]["changes"][0]["commits"]
    server.routes[f"{REPO}/commits"] = {"values": commits}


@pytest.mark.parametrize("is_polled_first", [False, True])
def test_a_push_delivered_and_found_is_one_activity(is_polled_first: bool, source: Provider, server: WebServer) -> None:
    serve_push(source, server)
    ways = [lambda: deliver("push"), lambda: polled(source)]
    first, second = reversed(ways) if is_polled_first else ways
    first()
    second()
    # The delivery also tells of a tag.
    assert sorted(Activity.objects.values_list("verb", flat=True)) == ["create", "push"]
    assert Activity.objects.get(verb="push").actor_username == "ana"


def test_what_was_pushed_is_found_by_comparing_the_branches(source: Provider, server: WebServer, as_bob: Api) -> None:
    serve_push(source, server)
    assert not Activity.objects.exists()
    polled(source)
    assert [plain_title(item) for item in as_bob.items()] == ["Ana Ruiz pushed 2 commits on main to acme/payments"]
    (request,) = (one for one in server.asked if one.path == f"{REPO}/commits")
    assert (request.query["include"], request.query["exclude"]) == ([HEAD], [BEFORE])
    assert Activity.objects.get().project_key == "PAY"
    polled(source)
    assert Activity.objects.count() == 1


def test_a_new_branch_without_commits_of_its_own_is_no_push(source: Provider, server: WebServer) -> None:
    server.routes[f"{REPO}/refs/branches"] = {"values": [branch("main", HEAD)]}
    polled(source)
    server.routes[f"{REPO}/refs/branches"] = {"values": [branch("mend", HEAD), branch("main", HEAD)]}
    server.routes[f"{REPO}/commits"] = {"values": []}
    polled(source)
    assert not Activity.objects.exists()
    assert server.asked[-2].query["exclude"] == [HEAD]


def test_the_log_of_pull_requests_is_read_once_and_then_only_what_is_new(
    source: Provider, server: WebServer, as_bob: Api
) -> None:
    second = {"values": [update("OPEN", "2026-01-02T03:04:05+00:00")]}
    first = {"values": [update("OPEN", "2026-01-02T04:00:00+00:00")], "next": f"{server.url}2.0/repositories/next"}
    server.routes["/2.0/repositories/next"] = second
    server.routes[LOG] = second
    polled(source)
    server.routes[LOG] = first
    polled(source)
    assert [plain_title(item) for item in as_bob.items()] == [
        "Ana Ruiz updated #7 - Mend refunds in acme/payments",
        "Ana Ruiz posted #7 - Mend refunds in acme/payments",
    ]
    assert asked(server, "/2.0/repositories/next") == 1


def test_a_next_page_that_leads_away_is_not_asked_for(source: Provider, server: WebServer) -> None:
    server.routes[LOG] = {"values": [update("OPEN")]}
    polled(source)
    later = update("OPEN", "2026-01-02T05:00:00+00:00")
    server.routes[LOG] = {"values": [later], "next": "http://169.254.169.254/latest"}
    assert "lies outside" in polled(source).message


def test_a_deleted_comment_is_left_out(source: Provider, server: WebServer) -> None:
    server.routes[LOG] = {
        "values": [{"pull_request": STUB, "comment": COMMENT | {"deleted": True}}, {"pull_request": 7}]
    }
    assert polled(source).message == ""
    assert not Activity.objects.exists()


ISSUE = fixture("issue_resolved")["body"]["issue"] | {"reporter": ANA, "created_on": "2026-01-01T00:00:00+00:00"}


def test_an_issue_is_told_as_it_begins_changes_and_is_talked_about(
    source: Provider, server: WebServer, as_bob: Api
) -> None:
    server.routes[f"{REPO}/issues"] = {"values": [ISSUE | {"updated_on": "2026-01-01T00:00:00+00:00"}]}
    polled(source)
    server.routes[f"{REPO}/issues"] = {"values": [ISSUE]}
    change = {"created_on": "2026-01-02T03:04:05+00:00", "user": ANA}
    states = {"changes": {"state": {"old": "open", "new": "resolved"}}}
    server.routes[f"{REPO}/issues/12/changes"] = {"values": [{**change, **states}]}
    empty, said = ({"id": number, "content": {"raw": words}, **change} for number, words in ((1, None), (2, "Mended")))
    server.routes[f"{REPO}/issues/12/comments"] = {"values": [empty, said]}
    assert polled(source).message == ""
    assert sorted(plain_title(item) for item in as_bob.items()) == [
        "Ana Ruiz commented on acme/payments#12 - Refunds fail",
        "Ana Ruiz posted #12 - Refunds fail in acme/payments",
        "Ana Ruiz resolved #12 - Refunds fail in acme/payments",
    ]
    before = ids()
    deliver("issue_resolved")
    assert ids() == before


def serve_issues(server: WebServer, *issues: dict[str, Any]) -> None:
    """The latest change first; nobody said or changed anything yet."""
    server.routes[f"{REPO}/issues"] = {"values": sorted(issues, key=lambda one: one["updated_on"], reverse=True)}
    for one in issues:
        for name in ("changes", "comments"):
            server.routes[f"{REPO}/issues/{one['id']}/{name}"] = {"values": []}


def an_issue(number: int, created: str, updated: str) -> dict[str, Any]:
    """Times of one day."""
    moments = {"created_on": f"2026-01-02T{created}+00:00", "updated_on": f"2026-01-02T{updated}+00:00"}
    return ISSUE | moments | {"id": number, "title": f"Issue {number}"}


def test_a_poll_that_stops_on_its_way_loses_nothing_of_the_issues_behind(
    source: Provider, server: WebServer, as_bob: Api
) -> None:
    serve_issues(server, an_issue(1, "01:00:00", "01:00:00"))
    polled(source)
    others = [an_issue(number, "01:00:00", f"02:{number}:00") for number in range(10, 30)]
    serve_issues(server, *others, an_issue(40, "02:05:00", "03:00:00"))
    said = {"id": 2, "content": {"raw": "Why?"}, "created_on": "2026-01-02T02:06:00+00:00", "user": ANA}
    server.routes[f"{REPO}/issues/40/comments"] = {"values": [said]}
    polling.poll(Provider.objects.get(), is_over=lambda: Activity.objects.count() > 1)
    assert not [item for item in as_bob.items() if "#40" in plain_title(item)]
    after = polled(source)
    assert {plain_title(item) for item in as_bob.items() if "#40" in plain_title(item)} == {
        "Ana Ruiz commented on acme/payments#40 - Issue 40",
        "Ana Ruiz posted #40 - Issue 40 in acme/payments",
    }
    assert "since" not in str(after.cursor)


def test_an_issue_that_is_listed_after_a_later_one_is_told(source: Provider, server: WebServer) -> None:
    serve_issues(server, an_issue(1, "01:00:00", "02:00:00"))
    polled(source)
    serve_issues(server, an_issue(1, "01:00:00", "02:00:00"), an_issue(2, "01:59:59", "01:59:59"))
    polled(source)
    polled(source)
    assert Activity.objects.count() == 2
    assert (asked(server, f"{REPO}/issues/1/changes"), asked(server, f"{REPO}/issues/2/changes")) == (0, 1)


@pytest.mark.parametrize("status", [403, 404])
def test_a_repository_without_issues_and_branches_is_read_all_the_same(
    status: int, source: Provider, server: WebServer
) -> None:
    for path in ("issues", "refs/branches"):
        server.routes[f"{REPO}/{path}"] = Reply({}, status)
    server.routes[LOG] = {"values": [SAME["pull_request_created"]]}
    assert polled(source).message == ""
    assert Activity.objects.count() == 1


def test_history_is_the_log_and_how_issues_began(source: Provider, server: WebServer) -> None:
    old, recent = (update("MERGED", f"202{year}-01-01T00:00:00+00:00") for year in (3, 5))
    server.routes[LOG] = {"values": [recent, old], "next": f"{server.url}2.0/repositories/never"}
    server.routes[f"{REPO}/issues"] = {"values": [ISSUE]}
    found = Bitbucket().history(source, {}, datetime(2024, 1, 1, tzinfo=UTC))
    told = [f"{one['verb']} {one['object']['id']}" for batch in found for one in batch.documents]
    assert told == ["merge acme/payments/pull-requests/7", "post acme/payments#12"]


def test_a_workspace_stands_for_its_repositories(make_source: Any, server: WebServer) -> None:
    server.routes["/2.0/repositories/acme"] = {"values": [{"full_name": "acme/api"}], "next": None}
    assert Bitbucket().keys(make_source("bitbucket", "/2.0", owners=["acme"])) == {"acme/api": "acme/api"}


@pytest.mark.parametrize(
    ("config", "credentials"),
    [
        ({}, f"Bearer {TOKEN}"),
        ({"email": "a@example.com"}, "Basic " + b64encode(f"a@example.com:{TOKEN}".encode()).decode()),
    ],
    ids=["access token", "API token"],
)
def test_the_check_says_as_whom(config: dict[str, str], credentials: str, make_source: Any, server: WebServer) -> None:
    server.routes["/2.0/user"], server.routes[REPO] = {"display_name": "Stream"}, REPOSITORY
    source = make_source("bitbucket", "/2.0", repositories=["acme/payments"], **config)
    assert Bitbucket().check(source) == f"Reached {server.url}2.0 as Stream: 1 repository."
    assert server.asked[0].headers["Authorization"] == credentials
    server.routes["/2.0/user"] = Reply({}, 403)
    assert "as a repository's or workspace's token" in Bitbucket().check(source)


@pytest.fixture
def pull_request(source: Provider, server: WebServer) -> Activity:
    server.routes[LOG] = {"values": [SAME["pull_request_created"]]}
    polled(source)
    return Activity.objects.get()


@pytest.fixture
def issue(source: Provider, server: WebServer) -> Activity:
    server.routes[f"{REPO}/issues"] = {"values": [ISSUE]}
    polled(source)
    return Activity.objects.get()


SENT = [
    ("pull_request", "close", {}, "POST", "pullrequests/7/decline", None),
    ("pull_request", "merge", {}, "POST", "pullrequests/7/merge", {}),
    ("pull_request", "approve", {}, "POST", "pullrequests/7/approve", None),
    ("pull_request", "approve", {"approved": True}, "DELETE", "pullrequests/7/approve", None),
    ("issue", "close", {}, "PUT", "issues/12", {"state": "closed"}),
    ("issue", "close", {"state": "closed"}, "PUT", "issues/12", {"state": "open"}),
    ("issue", "watch", {}, "PUT", "issues/12/watch", None),
    ("issue", "watch", {"watched": True}, "DELETE", "issues/12/watch", None),
]


@pytest.mark.parametrize(("thing", "rel", "undo", "method", "where", "sent"), SENT)
def test_what_is_clicked_is_asked_of_bitbucket(
    thing: str, rel: str, undo: dict[str, Any], method: str, where: str, sent: Any, source: Provider,
    server: WebServer, viewer_bob: Any, request: Any,
) -> None:  # fmt: skip
    server.routes[f"{method} {REPO}/{where}"] = {}
    activity = request.getfixturevalue(thing)
    assert Bitbucket().send(source, activity, rel, viewer_bob, undo).message
    assert (server.asked[-1].method, server.asked[-1].path) == (method, f"{REPO}/{where}")
    assert sent is None or server.asked[-1].json() == sent


def test_what_it_refuses_is_said(pull_request: Activity, source: Provider, server: WebServer, viewer_bob: Any) -> None:
    assert set(pull_request.links) == {"reply-to", "close", "merge", "approve"}
    server.routes[f"POST {REPO}/pullrequests/7/merge"] = Reply({"error": {"message": "conflict"}}, 409)
    with pytest.raises(ProviderError) as caught:
        Bitbucket().send(source, pull_request, "merge", viewer_bob, {})
    assert caught.value.code == "conflict"


def test_a_reply_is_posted_and_told(
    pull_request: Activity, source: Provider, server: WebServer, viewer_bob: Any
) -> None:
    server.routes[f"POST {REPO}/pullrequests/7/comments"] = Reply(COMMENT, 201)
    (document,) = Bitbucket().reply(source, pull_request, "Mended", viewer_bob).documents
    posted = next(one for one in server.asked if one.method == "POST")
    assert posted.json() == {"content": {"raw": "Mended\n\n— Bob Berg"}}
    assert (document["entity"], document["project"]) == ("acme/payments/pull-requests/7", "PAY")
