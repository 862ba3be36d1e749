"""GitHub asked: its log, and its runs of workflows."""

from __future__ import annotations

from typing import Any

import pytest

from streams.feed.render.sentence import plain_title
from streams.models import Activity, Provider
from streams.providers.base import Batch
from streams.providers.github import GitHub
from streams.testing.web_server import Reply, WebServer
from tests.conftest import Api
from tests.forges.conftest import asked, listed, polled
from tests.forges.github_log import ANA, LOG, RUNS, event, issue, run


def sentences(reader: Api) -> list[str]:
    return [plain_title(item) for item in reader.items()]


def batches(github: Provider) -> list[Batch]:
    return list(GitHub().fetch(github, github.cursor))


def test_the_log_is_read_once_and_then_only_what_is_new(github: Provider, server: WebServer, as_bob: Api) -> None:
    listed(server, LOG, [issue(2, "closed"), issue(1)])
    assert polled(github).failures == 0
    assert sentences(as_bob) == [
        "ana closed #2 - Refunds fail in acme/payments",
        "ana posted #1 - Refunds fail in acme/payments",
    ]
    listed(server, LOG, [issue(3), issue(2, "closed"), issue(1)])
    github.refresh_from_db()
    assert [document["object"]["displayName"] for one in batches(github) for document in one.documents] == ["#3"]


def test_an_unchanged_log_is_asked_for_by_its_etag_and_read_no_further(github: Provider, server: WebServer) -> None:
    listed(server, LOG, [issue(2)], [issue(1)])
    polled(github)
    assert asked(server, LOG) == 2
    before = polled(github).cursor
    assert asked(server, LOG) == 3
    assert server.asked[-2].headers["If-None-Match"] == before["places"]["acme/payments"]["events"]["etag"]


def test_pages_are_followed_as_far_as_there_is_anything_new(github: Provider, server: WebServer) -> None:
    listed(server, LOG, [issue(4), issue(3)], [issue(2), issue(1)])
    polled(github)
    listed(server, LOG, [issue(6), issue(5)], [issue(4), issue(3)], [issue(2), issue(1)])
    before = asked(server, LOG)
    polled(github)
    assert asked(server, LOG) - before == 2
    assert Activity.objects.count() == 6


def test_what_was_read_before_a_limit_stays_and_the_next_poll_goes_on_there(
    github: Provider, server: WebServer
) -> None:
    pushes = [event(46, "PushEvent", {"ref": "refs/heads/main", "before": "a" * 40, "head": "b" * 40})]
    listed(server, LOG, [*pushes, *(issue(number) for number in range(45, 0, -1))])
    compare = f"/repos/acme/payments/compare/{'a' * 40}...{'b' * 40}"
    server.routes[compare] = Reply({}, 403, {"X-RateLimit-Remaining": "0", "Retry-After": "60"})
    after = polled(github)
    assert (after.throttled_until is not None, Activity.objects.count()) == (True, 40)
    server.routes[compare] = {"total_commits": 0, "commits": []}
    assert polled(github).message == ""
    assert Activity.objects.count() == 45


def test_the_server_says_how_often_it_wants_to_be_asked(github: Provider, server: WebServer) -> None:
    listed(server, LOG, [issue(1)], **{"X-Poll-Interval": "120"})
    assert {batch.pause for batch in batches(github)} == {120}
    polled(github)
    github.refresh_from_db()
    assert {batch.pause for batch in batches(github)} == {120}


def test_the_commits_that_the_log_leaves_out_are_asked_for(github: Provider, server: WebServer, as_bob: Api) -> None:
    before, head = "a" * 40, "b" * 40
    listed(server, LOG, [event(1, "PushEvent", {"ref": "refs/heads/main", "before": before, "head": head})])
    author = {"name": "Ana Ruiz", "email": "ana@example.com"}
    commits = [{"sha": sha, "commit": {"message": f"Mend {sha[:2]}", "author": author}} for sha in ("c" * 40, head)]
    server.routes[f"/repos/acme/payments/compare/{before}...{head}"] = {"total_commits": 2, "commits": commits}
    polled(github)
    (item,) = as_bob.items()
    assert plain_title(item) == "ana pushed 2 commits on main to acme/payments"
    assert "Mend cc (Ana Ruiz)" in item["content_html"]
    assert "example.com" not in item["content_html"]


def test_a_push_whose_commits_are_gone_is_told_without_them(github: Provider, server: WebServer, as_bob: Api) -> None:
    listed(server, LOG, [event(1, "PushEvent", {"ref": "refs/heads/main", "before": "a" * 40, "head": "b" * 40})])
    polled(github)
    assert sentences(as_bob) == ["ana pushed bbbbbbbbbb to acme/payments"]


def test_a_pull_request_is_asked_for_once_in_a_poll(github: Provider, server: WebServer, as_bob: Api) -> None:
    stub = {"url": "https://api.github.com/repos/acme/payments/pulls/7", "id": 70, "number": 7}
    merged = event(2, "PullRequestEvent", {"action": "merged", "number": 7, "pull_request": stub})
    opened = event(1, "PullRequestEvent", {"action": "opened", "number": 7, "pull_request": stub})
    listed(server, LOG, [merged, opened])
    whole = {"number": 7, "title": "Faster", "state": "closed", "merged": True, "merged_at": "2026-01-02T03:02:00Z"}
    server.routes["/repos/acme/payments/pulls/7"] = whole
    polled(github)
    assert sentences(as_bob) == ["ana merged #7 - Faster in acme/payments", "ana posted #7 - Faster in acme/payments"]
    assert [item["categories"] for item in as_bob.items()] == [["merged"], ["open"]]
    assert asked(server, "/repos/acme/payments/pulls/7") == 1


def test_a_bot_is_known_by_its_name(github: Provider, server: WebServer) -> None:
    listed(server, LOG, [event(1, "WatchEvent", {"action": "started"}, actor=ANA | {"login": "renovate[bot]"})])
    polled(github)
    assert Activity.objects.get().is_bot


def test_what_no_reader_knows_is_left_out(github: Provider, server: WebServer) -> None:
    strange = [event(3, "SponsorshipEvent", {}), {"id": None}, 7, event(2, "PushEvent", {"commits": "x"})]
    listed(server, LOG, [*strange, issue(1)])
    assert polled(github).failures == 0
    assert Activity.objects.filter(verb="post").count() == 1


def test_a_renamed_repository_goes_on_under_its_new_name(github: Provider, server: WebServer, as_bob: Api) -> None:
    server.routes[LOG] = Reply(status=301, headers={"Location": f"{server.url}repositories/3/events"})
    renamed = {"id": 3, "name": "acme/billing", "url": "https://api.github.com/repos/acme/billing"}
    listed(server, "/repositories/3/events", [issue(1) | {"repo": renamed}])
    polled(github)
    assert sentences(as_bob) == ["ana posted #1 - Refunds fail in acme/billing"]


def test_an_owner_stands_for_the_repositories_that_are_in_use(make_source: Any, server: WebServer) -> None:
    repositories = [{"full_name": "acme/payments"}, {"full_name": "acme/old", "archived": True}]
    listed(server, "/orgs/acme/repos", repositories)
    listed(server, "/users/bo/repos", [{"full_name": "bo/notes"}])
    github = make_source("github", owners=["acme", "bo"], repositories=["acme/payments"])
    assert GitHub().keys(github) == {"acme/payments": "acme/payments", "bo/notes": "bo/notes"}


def test_a_run_that_is_listed_after_another_of_its_second_is_told(github: Provider, server: WebServer) -> None:
    server.routes[LOG] = []
    server.routes[RUNS] = {"workflow_runs": [run(2)]}
    polled(github)
    same, earlier = (
        run(number) | {"updated_at": f"2026-01-02T03:{at}Z"} for number, at in ((4, "03:00"), (5, "02:30"))
    )
    server.routes[RUNS] = {"workflow_runs": [run(2), same, earlier]}
    polled(github)
    assert sorted(Activity.objects.values_list("url", flat=True)) == [run(number)["html_url"] for number in (2, 4, 5)]


def test_a_run_that_was_removed_is_not_told_again(github: Provider, server: WebServer) -> None:
    server.routes[LOG] = []
    server.routes[RUNS] = {"workflow_runs": [run(2)]}
    polled(github)
    Activity.objects.all().delete()
    server.routes[RUNS] = {"workflow_runs": [run(3), run(2)]}
    polled(github)
    assert Activity.objects.get().url == run(3)["html_url"]


def test_runs_of_workflows_are_told_once_an_attempt(github: Provider, server: WebServer, as_bob: Api) -> None:
    listed(server, LOG, [])
    server.routes[RUNS] = {"workflow_runs": [run(2, "failure"), run(1), run(3, "skipped")]}
    polled(github)
    assert sentences(as_bob) == [
        "ana failed CI #2 - Mend of acme/payments",
        "ana finished CI #1 - Mend of acme/payments",
    ]
    server.routes[RUNS] = {"workflow_runs": [run(2, "success", attempt=4), run(1)]}
    polled(github)
    assert sentences(as_bob)[0] == "ana finished CI #2 - Mend of acme/payments"
    assert Activity.objects.count() == 3
    assert server.asked[-1].query["created"] == [">=2026-01-01"]


@pytest.mark.parametrize("status", [403, 404])
def test_a_repository_without_workflows_is_read_all_the_same(status: int, github: Provider, server: WebServer) -> None:
    listed(server, LOG, [issue(1)])
    server.routes[RUNS] = Reply({}, status)
    assert polled(github).failures == 0
    assert Activity.objects.count() == 1
