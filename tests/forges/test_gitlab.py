"""GitLab asked: its events, pipelines and releases; what it delivers of the same is the same activity."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from streams.feed.render.sentence import plain_title
from streams.models import Activity, Provider
from streams.providers.base import ProviderError
from streams.providers.gitlab import GitLab
from streams.testing.web_server import Asked, Reply, WebServer
from tests.conftest import Api
from tests.forges.conftest import TOKEN, asked, listed, polled
from tests.hooks.conftest import SECRET, Sender

PROJECT = "/api/v4/projects/acme%2Fpayments"
FIXTURES = Path(__file__).resolve().parents[1] / "hooks/fixtures/gitlab"
ANA = {
    "id": 7,
    "name": "Ana Ruiz",
    "username": "ana",
    "state": "active",
    "avatar_url": "https://gitlab.example.com/avatars/7.png",
    "web_url": "https://gitlab.example.com/ana",
}
BOT = {"id": 9, "name": "Project bot", "username": "project_3_bot_4ffca233d8298ea1"}


def body(name: str) -> dict[str, Any]:
    return json.loads((FIXTURES / f"{name}.json").read_text())["body"]


def entry(number: int, action: str, target: str | None = None, iid: int | None = None, **fields: Any) -> dict[str, Any]:
    """An entry of the log, noted a second after what it tells of."""
    return {
        "id": number,
        "project_id": 3,
        "action_name": action,
        "target_id": iid and 100 + iid,
        "target_iid": iid,
        "target_type": target,
        "target_title": "Mend refunds",
        "created_at": "2026-01-02T03:04:06.120Z",
        "author": ANA,
        "author_username": "ana",
        **fields,
    }


def note(number: int, iid: int | None, kind: str, words: str) -> dict[str, Any]:
    said = {"id": number, "body": words, "system": False, "noteable_type": kind, "noteable_iid": iid, "author": ANA}
    return entry(number, "commented on", "Note", note=said | {"created_at": "2026-01-02T03:04:05Z"})


PUSHED = {
    "commit_count": 2,
    "action": "pushed",
    "ref_type": "branch",
    "commit_from": "b0" * 20,
    "commit_to": "a74e68d0c1" + "0" * 30,
    "ref": "main",
    "commit_title": "Test <refunds> & more",
}
# What the log has of the deliveries in the fixtures.
LOG = {
    "issue_opened": entry(1, "opened", "Issue", 23),
    "merge_request_approved": entry(2, "approved", "MergeRequest", 7, author=BOT),
    "merge_request_merged": entry(3, "accepted", "MergeRequest", 7),
    "note_on_merge_request": note(1244, 7, "MergeRequest", "Looks good."),
    "note_on_commit": note(1243, None, "Commit", "Why?"),
    "push": entry(6, "pushed to", push_data=PUSHED),
    "tag_deleted": entry(7, "deleted", push_data=PUSHED | {"ref_type": "tag", "ref": "v4.1", "commit_to": None}),
    "wiki_page": entry(8, "updated", "WikiPage::Meta", wiki_page={"slug": "runbook", "title": "Runbook"}),
}
# What is no event there.
LISTED = ["pipeline_failed", "release"]


@pytest.fixture
def source(make_source: Any, server: WebServer) -> Provider:
    for name in ("events", "pipelines", "releases"):
        listed(server, f"{PROJECT}/{name}", [])
    return make_source("gitlab", repositories=["acme/payments"])


def serve(server: WebServer, *entries: dict[str, Any]) -> None:
    """Its log, newest first, and what is asked for to complete it."""
    listed(server, f"{PROJECT}/events", sorted(entries, key=lambda one: -one["id"]))
    web = "https://gitlab.example.com/acme/payments/-"
    issue = {"iid": 23, "title": "Refunds fail", "description": "On Mondays.", "state": "closed", "labels": ["bug"]}
    merge = {"iid": 7, "title": "Mend refunds", "description": "", "state": "merged", "labels": []}
    server.routes[f"{PROJECT}/issues"] = [issue | {"web_url": f"{web}/issues/23"}]
    server.routes[f"{PROJECT}/merge_requests"] = [merge | {"web_url": f"{web}/merge_requests/7"}]
    commits = [{**commit, "author_name": "Ana Ruiz"} for commit in body("push")["commits"]]
    server.routes[f"{PROJECT}/repository/compare"] = {"commits": commits}


def serve_lists(server: WebServer) -> None:
    run = body("pipeline_failed")["object_attributes"] | {"project_id": 3, "updated_at": "2026-01-02T03:04:07Z"}
    run["web_url"] = "https://gitlab.example.com/acme/payments/-/pipelines/31"
    listed(server, f"{PROJECT}/pipelines", [run])
    server.routes[f"{PROJECT}/pipelines/31"] = run | {"finished_at": "2026-01-02T03:04:05.5Z", "user": ANA}
    release = {"tag_name": "v4.2", "name": "Payments 4.2", "description": "Faster.", "author": ANA}
    release |= {"released_at": "2026-01-02T03:04:05Z", "_links": {"self": "https://gitlab.example.com/r/v4.2"}}
    listed(server, f"{PROJECT}/releases", [release])


def now(name: str) -> dict[str, Any]:
    """What says no time of its own in a delivery happened a moment ago."""
    untimed = "updated_at" not in str(body(name)) and "created_at" not in str(body(name))
    return {"created_at": timezone.now().isoformat()} if untimed else {}


def deliver(name: str, **headers: str) -> None:
    answer = Sender().post("gitlab", body(name), X_Gitlab_Token=SECRET, **headers)
    assert answer.json()["outcome"] == "stored", answer.content


def ids() -> list[tuple[str, str]]:
    return sorted(Activity.objects.values_list("verb", "foreign_id"))


def serve_pipelines(server: WebServer, **ended: str) -> None:
    """By their number and when each ended, the latest first."""
    one = body("pipeline_failed")["object_attributes"] | {"project_id": 3, "user": ANA}
    runs = [
        one
        | {"id": int(name[1:]), "updated_at": at, "finished_at": at, "web_url": f"https://gitlab.example.com/{name}"}
        for name, at in ended.items()
    ]
    listed(server, f"{PROJECT}/pipelines", sorted(runs, key=lambda run: run["updated_at"], reverse=True))
    for run in runs:
        server.routes[f"{PROJECT}/pipelines/{run['id']}"] = run


def test_a_pipeline_that_is_listed_after_another_of_its_second_is_told(source: Provider, server: WebServer) -> None:
    at, earlier = "2026-01-02T03:04:07Z", "2026-01-02T03:04:05Z"
    serve_pipelines(server, p31=at)
    polled(source)
    serve_pipelines(server, p31=at, p32=at, p33=earlier)
    polled(source)
    assert sorted(Activity.objects.values_list("url", flat=True)) == [
        f"https://gitlab.example.com/p{number}" for number in (31, 32, 33)
    ]


def test_a_pipeline_that_is_known_is_asked_for_only_once(source: Provider, server: WebServer) -> None:
    for at in ("2026-01-02T03:04:07Z", "2026-01-02T03:04:07Z", "2026-01-02T03:04:09Z"):
        serve_pipelines(server, p31=at)
        polled(source)
    # It ended twice.
    assert asked(server, f"{PROJECT}/pipelines/31") == 2


@pytest.mark.parametrize("name", [*LOG, *LISTED])
@pytest.mark.parametrize("is_polled_first", [False, True])
def test_delivered_and_polled_it_is_one_activity(
    name: str, is_polled_first: bool, source: Provider, server: WebServer
) -> None:
    if name in LOG:
        serve(server, LOG[name] | now(name))
    else:
        serve_lists(server)
        other = {"pipeline_failed": "releases", "release": "pipelines"}[name]
        listed(server, f"{PROJECT}/{other}", [])
    ways = [lambda: deliver(name), lambda: polled(source)]
    first, second = reversed(ways) if is_polled_first else ways
    first()
    before = ids()
    second()
    assert len(before) == 1
    assert ids() == before


def test_the_log_is_told_as_webhooks_tell_it(source: Provider, server: WebServer, as_bob: Api) -> None:
    serve(server, *(one | {"id": number} for number, one in enumerate(LOG.values(), 1)))
    serve_lists(server)
    assert polled(source).message == ""
    assert sorted(plain_title(item) for item in as_bob.items()) == [
        "Ana Ruiz commented on acme/payments",
        "Ana Ruiz commented on acme/payments!7 - Mend refunds",
        "Ana Ruiz deleted tag v4.1 in acme/payments",
        "Ana Ruiz failed pipeline #3 of acme/payments",
        "Ana Ruiz merged !7 - Mend refunds in acme/payments",
        "Ana Ruiz posted #23 - Refunds fail in acme/payments",
        "Ana Ruiz pushed 2 commits on main to acme/payments",
        "Ana Ruiz released Payments 4.2 in acme/payments",
        "Ana Ruiz updated Runbook in acme/payments",
        "Project bot approved !7 - Mend refunds in acme/payments",
    ]
    (opened,) = Activity.objects.filter(verb="post", object__type="issue")
    assert (opened.content, opened.categories) == ("<p>On Mondays.</p>", ["bug", "opened"])
    assert "Mend refunds" in Activity.objects.get(verb="push").content
    assert Activity.objects.get(verb="approve").is_bot


def test_issues_are_completed_with_one_request(source: Provider, server: WebServer) -> None:
    serve(server, *(entry(number, "closed", "Issue", number) for number in range(1, 11)))
    polled(source)
    assert Activity.objects.count() == 10
    (request,) = (one for one in server.asked if one.path == f"{PROJECT}/issues")
    assert request.query["iids[]"] == [str(number) for number in sorted(map(str, range(1, 11)))]
    assert request.headers["PRIVATE-TOKEN"] == TOKEN


def test_the_first_poll_goes_back_a_month_and_the_next_one_only_to_the_last(
    source: Provider, server: WebServer
) -> None:
    serve(server, LOG["issue_opened"])
    polled(source)
    polled(source)
    day = (timezone.now() - timedelta(days=30)).date().isoformat()
    first, second = (one for one in server.asked if one.path == f"{PROJECT}/events")
    assert first.query["after"] == [day]
    assert "after" not in second.query
    assert second.headers["If-None-Match"]
    assert asked(server, f"{PROJECT}/issues") == 1


@pytest.mark.parametrize("status", [403, 404])
def test_what_a_project_has_switched_off_is_left_out(status: int, source: Provider, server: WebServer) -> None:
    serve(server, LOG["issue_opened"])
    for name in ("issues", "pipelines", "releases"):
        server.routes[f"{PROJECT}/{name}"] = Reply({}, status)
    assert polled(source).failures == 0
    assert Activity.objects.get().object["title"] == "#23"


def test_what_is_no_activity_is_left_out(source: Provider, server: WebServer) -> None:
    strange = [entry(1, "joined"), entry(2, "pushed to", push_data=7), entry(3, "opened", "Snippet", 4), {"id": 5}]
    serve(server, *strange, entry(6, "deleted", push_data=PUSHED | {"commit_to": None, "commit_count": 0}))
    assert polled(source).message == ""
    assert not Activity.objects.exists()


def test_a_group_stands_for_its_projects_and_a_user_for_theirs(make_source: Any, server: WebServer) -> None:
    listed(server, "/api/v4/groups/acme%2Fteam/projects", [{"path_with_namespace": "acme/team/api"}])
    listed(server, "/api/v4/users/bo/projects", [{"path_with_namespace": "bo/notes"}])
    source = make_source("gitlab", owners=["acme/team", "bo"])
    assert set(GitLab().keys(source)) == {"acme/team/api", "bo/notes"}


def test_history_is_the_log_to_its_beginning(source: Provider, server: WebServer) -> None:
    old = entry(1, "closed", "Issue", 23, created_at="2023-01-01T00:00:00Z")
    recent = entry(2, "closed", "Issue", 23, created_at="2025-01-01T00:00:00Z")
    serve(server)
    listed(server, f"{PROJECT}/events", [recent], [old])
    since = datetime(2024, 1, 1, tzinfo=UTC)
    told = [one for batch in GitLab().history(source, {}, since) for one in batch.documents]
    assert [one["published"] for one in told] == ["2025-01-01T00:00:00+00:00"]
    assert asked(server, f"{PROJECT}/events") == 2


def test_the_check_says_as_whom(source: Provider, server: WebServer) -> None:
    server.routes["/api/v4/user"], server.routes[PROJECT] = {"username": "stream-bot"}, {"id": 3}
    assert GitLab().check(source) == f"Reached {server.url}api/v4 as stream-bot: 1 repository."


ITEM = "merge_requests/7"
SENT = [
    ("close", {}, "PUT", ITEM, {"state_event": "close"}),
    ("close", {"event": "close"}, "PUT", ITEM, {"state_event": "reopen"}),
    ("merge", {}, "PUT", f"{ITEM}/merge", None),
    ("approve", {}, "POST", f"{ITEM}/approve", None),
    ("approve", {"approved": True}, "POST", f"{ITEM}/unapprove", None),
    ("watch", {}, "POST", f"{ITEM}/subscribe", None),
    ("watch", {"watched": True}, "POST", f"{ITEM}/unsubscribe", None),
]


@pytest.fixture
def merge_request(source: Provider, server: WebServer) -> Activity:
    serve(server, entry(3, "opened", "MergeRequest", 7))
    polled(source)
    return Activity.objects.get()


@pytest.mark.parametrize(("rel", "undo", "method", "where", "sent"), SENT)
def test_what_is_clicked_is_asked_of_gitlab(
    rel: str, undo: dict[str, Any], method: str, where: str, sent: Any, merge_request: Activity, source: Provider,
    server: WebServer, viewer_bob: Any,
) -> None:  # fmt: skip
    server.routes[f"{method} {PROJECT}/{where}"] = {"id": 80}
    assert GitLab().send(source, merge_request, rel, viewer_bob, undo).message
    assert (server.asked[-1].method, server.asked[-1].path) == (method, f"{PROJECT}/{where}")
    assert sent is None or server.asked[-1].json() == sent


def test_what_gitlab_refuses_is_said(
    merge_request: Activity, source: Provider, server: WebServer, viewer_bob: Any
) -> None:
    server.routes[f"PUT {PROJECT}/{ITEM}/merge"] = Reply({"message": "405 Method Not Allowed"}, 405)
    with pytest.raises(ProviderError) as caught:
        GitLab().send(source, merge_request, "merge", viewer_bob, {})
    assert caught.value.code == "rejected"


def test_a_reply_is_posted_and_told(
    merge_request: Activity, source: Provider, server: WebServer, viewer_bob: Any
) -> None:
    def posted(asked: Asked) -> Reply:
        words = {"id": 5, "body": asked.json()["body"], "created_at": "2026-01-02T04:00:00Z"}
        return Reply({**words, "author": {"name": "Stream", "username": "stream-bot"}}, 201)

    server.routes[f"POST {PROJECT}/{ITEM}/notes"] = posted
    page = "https://gitlab.example.com/acme/payments/-/merge_requests/7"
    server.routes[f"{PROJECT}/{ITEM}"] = {"iid": 7, "title": "Mend refunds", "web_url": page}
    (document,) = GitLab().reply(source, merge_request, "Mended", viewer_bob).documents
    assert server.asked[-2].json() == {"body": "Mended\n\n— Bob Berg"}
    assert (document["entity"], document["url"]) == ("acme/payments!7", f"{page}#note_5")


def test_a_pipeline_is_tried_again_and_its_end_awaited(source: Provider, server: WebServer, viewer_bob: Any) -> None:
    serve_lists(server)
    polled(source)
    run = Activity.objects.get(object__type="job")
    server.routes[f"POST {PROJECT}/pipelines/31/retry"] = {"id": 31, "status": "pending"}
    server.routes[f"{PROJECT}/pipelines/31"] = {"id": 31, "status": "running"}
    done = GitLab().send(source, run, "rerun", viewer_bob, {})
    assert GitLab().settled(source, done.pending) is None
    server.routes[f"{PROJECT}/pipelines/31"] = {"id": 31, "status": "success"}
    ended = GitLab().settled(source, done.pending)
    assert ended
    assert ended.message == "Ran again: success."
