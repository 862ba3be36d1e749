"""Gitea and Forgejo asked: the log of a repository; what they deliver of the same is the same activity."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.utils import timezone

from streams.feed.render.sentence import plain_title
from streams.models import Activity, Provider
from streams.providers.base import ProviderError
from streams.providers.gitea import Gitea
from streams.testing.web_server import Asked, Reply, WebServer
from tests.conftest import Api
from tests.forges.conftest import TOKEN, asked, polled
from tests.hooks.conftest import Sender, signature

REPO = "/api/v1/repos/acme/payments"
LOG = f"{REPO}/activities/feeds"
FIXTURES = Path(__file__).resolve().parents[1] / "hooks/fixtures/gitea"
ANA = {
    "id": 1,
    "login": "ana",
    "full_name": "Ana Ruiz",
    "avatar_url": "https://git.example.com/avatars/1",
    "html_url": "https://git.example.com/ana",
}


def fixture(name: str) -> dict[str, Any]:
    return json.loads((FIXTURES / f"{name}.json").read_text())


def entry(number: int, kind: str, content: str = "", **fields: Any) -> dict[str, Any]:
    """An entry of the log, noted a second after what it tells of."""
    return {
        "id": number,
        "op_type": kind,
        "act_user": ANA,
        "repo": {"id": 1, "full_name": "acme/payments", "html_url": "https://git.example.com/acme/payments"},
        "comment": None,
        "ref_name": "",
        "content": content,
        "created": "2026-01-02T03:04:06Z",
        **fields,
    }


def pushed(*shas: str) -> str:
    commits = [{"Sha1": sha, "Message": "Mend refunds\n\nOn Mondays.\n", "AuthorName": "Ana Ruiz"} for sha in shas]
    whole = {"Commits": commits, "HeadCommit": commits[0], "CompareURL": "acme/payments/compare/b0...a7"}
    return orjson.dumps({**whole, "Len": len(commits)}).decode()


HEAD = "a74e68d0c1" + "0" * 30
COMMENT = fixture("issue_comment")["body"]["comment"]
# What the log has of the deliveries in the fixtures.
SAME = {
    "branch_created": entry(1, "commit_repo", ref_name="refs/heads/mend"),
    "forgejo_review_rejected": entry(2, "reject_pull_request", "13|Not yet.", comment=COMMENT | {"body": "Not yet."}),
    "issue_closed": entry(3, "close_issue", "12|"),
    "issue_comment": entry(4, "comment_issue", "12|Mended.", comment=COMMENT),
    "pull_request_merged": entry(5, "merge_pull_request", "13|Mend refunds"),
    "push": entry(6, "commit_repo", pushed(HEAD), ref_name="refs/heads/develop"),
    "release_published": entry(7, "publish_release", "Payments 4.2", ref_name="refs/tags/v4.2"),
    "review_approved": entry(8, "approve_pull_request", "13|Good.", comment=COMMENT | {"body": "Good."}),
}


def serve(server: WebServer, *entries: dict[str, Any]) -> None:
    """Its log, which counts what there is, and what is asked for to complete it."""
    newest = sorted(entries, key=lambda one: -one["id"])

    def answer(asked: Asked) -> Reply:
        page, limit = int(asked.query.get("page", ["1"])[0]), int(asked.query["limit"][0])
        return Reply(newest[(page - 1) * limit : page * limit], headers={"X-Total-Count": str(len(newest))})

    server.routes[LOG] = answer
    server.routes[f"{REPO}/issues/12"] = fixture("issue_closed")["body"]["issue"]
    server.routes[f"{REPO}/pulls/13"] = fixture("pull_request_merged")["body"]["pull_request"]
    server.routes[f"{REPO}/releases/tags/v4.2"] = fixture("release_published")["body"]["release"]


@pytest.fixture
def source(make_source: Any) -> Provider:
    return make_source("gitea", repositories=["acme/payments"])


def now(name: str) -> dict[str, Any]:
    """Of a branch and of a review a delivery does not say when it was: a moment ago."""
    return {"created": timezone.now().isoformat()} if name in {"branch_created"} or "review" in name else {}


def deliver(name: str) -> None:
    delivered = fixture(name)
    raw = orjson.dumps(delivered["body"])
    answer = Sender().post("gitea", raw, **delivered["headers"], X_Gitea_Signature=signature(raw))
    assert answer.json()["outcome"] == "stored", answer.content


def ids() -> list[tuple[str, str]]:
    return sorted(Activity.objects.values_list("verb", "foreign_id"))


@pytest.mark.parametrize("name", SAME)
@pytest.mark.parametrize("is_polled_first", [False, True])
def test_delivered_and_polled_it_is_one_activity(
    name: str, is_polled_first: bool, source: Provider, server: WebServer
) -> None:
    serve(server, SAME[name] | now(name))
    ways = [lambda: deliver(name), lambda: polled(source)]
    first, second = reversed(ways) if is_polled_first else ways
    first()
    before = ids()
    second()
    assert len(before) == 1
    assert ids() == before


def test_the_log_is_told_as_webhooks_tell_it(source: Provider, server: WebServer, as_bob: Api) -> None:
    gone = entry(9, "delete_tag", ref_name="refs/tags/v4.1")
    serve(server, *SAME.values(), gone, entry(10, "star_repo"), {"id": 11, "op_type": 7}, entry(12, "rename_repo"))
    assert polled(source).message == ""
    assert sorted(plain_title(item) for item in as_bob.items()) == [
        "Ana Ruiz approved #13 - Mend refunds in acme/payments",
        "Ana Ruiz closed #12 - Refunds fail in acme/payments",
        "Ana Ruiz commented on acme/payments#12 - Refunds fail",
        "Ana Ruiz created branch mend in acme/payments",
        "Ana Ruiz deleted tag v4.1 in acme/payments",
        "Ana Ruiz merged #13 - Mend refunds in acme/payments",
        "Ana Ruiz pushed a74e68d0c1 - Mend refunds to acme/payments",
        "Ana Ruiz released v4.2 - Payments 4.2 in acme/payments",
        "Ana Ruiz renamed acme/payments",
        "Ana Ruiz reviewed #13 - Mend refunds in acme/payments",
    ]
    assert Activity.objects.get(verb="close").categories == ["bug", "closed"]
    assert server.asked[0].headers["Authorization"] == f"token {TOKEN}"


def test_pages_are_counted_where_no_link_leads_on(source: Provider, server: WebServer) -> None:
    serve(server, *(entry(number, "close_issue", f"{number}|") for number in range(1, 61)))
    polled(source)
    assert (Activity.objects.count(), asked(server, LOG)) == (60, 2)
    polled(source)
    assert asked(server, LOG) == 3


def test_what_is_gone_meanwhile_is_told_without_its_words(source: Provider, server: WebServer) -> None:
    serve(server, entry(1, "close_issue", "99|"), entry(2, "publish_release", ref_name="refs/tags/v0"))
    polled(source)
    assert Activity.objects.get().object["url"] == f"{server.url}acme/payments/issues/99"


def test_history_is_the_log_to_its_beginning(source: Provider, server: WebServer) -> None:
    old = entry(1, "close_issue", "12|", created="2023-01-01T00:00:00+01:00")
    serve(server, old, entry(2, "close_issue", "12|", created="2025-01-01T00:00:00+01:00"))
    found = Gitea().history(source, {}, datetime(2024, 1, 1, tzinfo=UTC))
    assert [one["published"] for batch in found for one in batch.documents] == ["2024-12-31T23:00:00+00:00"]


def test_the_address_of_the_server_is_needed(source: Provider) -> None:
    source.config = {"repositories": ["acme/payments"]}
    source.save()
    assert polled(source).message == "Address: Write where the server is, such as https://codeberg.org."


def test_an_owner_stands_for_the_repositories_that_are_in_use(make_source: Any, server: WebServer) -> None:
    server.routes["/api/v1/orgs/acme/repos"] = [{"full_name": "acme/api"}, {"full_name": "acme/old", "archived": True}]
    server.routes["/api/v1/users/bo/repos"] = [{"full_name": "bo/notes"}]
    assert set(Gitea().keys(make_source("gitea", owners=["acme", "bo"]))) == {"acme/api", "bo/notes"}


def test_the_check_says_as_whom(source: Provider, server: WebServer) -> None:
    server.routes["/api/v1/user"], server.routes[REPO] = {"login": "stream-bot"}, {"id": 1}
    assert Gitea().check(source) == f"Reached {server.url}api/v1 as stream-bot: 1 repository."


@pytest.fixture
def pull_request(source: Provider, server: WebServer) -> Activity:
    serve(server, entry(1, "create_pull_request", "13|Mend refunds"))
    server.routes["/api/v1/user"] = {"login": "stream-bot"}
    polled(source)
    return Activity.objects.get()


SENT = [
    ("close", {}, "PATCH", "issues/13", {"state": "closed"}),
    ("close", {"state": "closed"}, "PATCH", "issues/13", {"state": "open"}),
    ("merge", {}, "POST", "pulls/13/merge", {"Do": "merge"}),
    ("approve", {}, "POST", "pulls/13/reviews", {"event": "APPROVED"}),
    ("approve", {"review": 80}, "POST", "pulls/13/reviews/80/dismissals", {"message": "Taken back"}),
    ("watch", {}, "PUT", "issues/13/subscriptions/stream-bot", None),
    ("watch", {"user": "stream-bot"}, "DELETE", "issues/13/subscriptions/stream-bot", None),
]


@pytest.mark.parametrize(("rel", "undo", "method", "where", "sent"), SENT)
def test_what_is_clicked_is_asked_of_gitea(
    rel: str, undo: dict[str, Any], method: str, where: str, sent: Any, pull_request: Activity, source: Provider,
    server: WebServer, viewer_bob: Any,
) -> None:  # fmt: skip
    server.routes[f"{method} {REPO}/{where}"] = {"id": 80}
    assert Gitea().send(source, pull_request, rel, viewer_bob, undo).message
    assert (server.asked[-1].method, server.asked[-1].path) == (method, f"{REPO}/{where}")
    assert sent is None or server.asked[-1].json() == sent


def test_what_it_refuses_is_said(pull_request: Activity, source: Provider, server: WebServer, viewer_bob: Any) -> None:
    server.routes[f"POST {REPO}/pulls/13/merge"] = Reply({"message": "not mergeable"}, 405)
    with pytest.raises(ProviderError) as caught:
        Gitea().send(source, pull_request, "merge", viewer_bob, {})
    assert caught.value.code == "rejected"


def test_a_reply_is_posted_and_told(
    pull_request: Activity, source: Provider, server: WebServer, viewer_bob: Any
) -> None:
    server.routes[f"POST {REPO}/issues/13/comments"] = Reply(COMMENT | {"id": 15, "body": "Mended"}, 201)
    page = "https://git.example.com/acme/payments/pulls/13"
    server.routes[f"{REPO}/issues/13"] = {"number": 13, "html_url": page, "pull_request": {"merged": False}}
    (document,) = Gitea().reply(source, pull_request, "Mended", viewer_bob).documents
    assert server.asked[-2].json() == {"body": "Mended\n\n— Bob Berg"}
    assert (document["entity"], document["project"]) == ("acme/payments#13", "acme/payments")
