"""Replies, votes, watches and the proxy by the original's addresses (contract.md §6.5), and what they must not do."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.test import Client
from lxml import etree

from streams.models import AccessToken, ActionHandler, ActionRun, Activity, Comment, Provider, Reaction, Version
from streams.testing.obliging import Obliging, refusing

ATOM = "{http://www.w3.org/2005/Atom}"
PROXY = "/rest/activity-stream/1.0/url-proxy"
COMMENTS = "/plugins/servlet/streamscomments"
VOTE = "/rest/jira-activity-stream/1.0/actions/issue-vote/"
WATCH = "/rest/jira-activity-stream/1.0/actions/issue-watch/"
TRIGGER = "https://ci.example/app/trigger?job=7"
REPLY = "https://ci.example/app/plugins/servlet/streamscomments/builds/7"
ISSUE = {"objectType": "issue", "id": "i", "displayName": "PAY-42"}
NO_CHECK = {"X-Atlassian-Token": "no-check"}


@pytest.fixture(autouse=True)
def obliging(settings: Any) -> None:
    settings.STREAMS_PROVIDERS = [*settings.STREAMS_PROVIDERS, "streams.testing.obliging.Obliging"]
    Obliging.reset()


@pytest.fixture
def job(provider: Provider, make_activity: Any) -> Activity:
    Provider.objects.filter(pk=provider.pk).update(backend="obliging", name="The CI")
    Version.bump()
    job = {"objectType": "job", "id": "job-7", "displayName": "payments #7"}
    return make_activity(object=job, verb="fail", links={"build-trigger": TRIGGER, "reply-to": REPLY})


@pytest.fixture
def issue(make_activity: Any) -> Activity:
    return make_activity(object=ISSUE, project="PAY")


def browser(user: User) -> Client:
    """One that is signed in, and whose requests are checked as any browser's."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(user)
    return client


def proxy(client: Client, url: str, method: str = "post", **headers: str) -> Any:
    return client.generic(method.upper(), f"{PROXY}?{urlencode({'url': url})}", headers=headers or NO_CHECK)


# The proxy


@pytest.mark.parametrize("method", ["get", "post", "put"])
def test_the_proxy_acts_on_a_link_that_the_viewer_sees(bob: User, job: Activity, method: str) -> None:
    response = proxy(browser(bob), TRIGGER, method)
    assert (response.status_code, response.content) == (200, b"")
    assert Obliging.asked == [("build-trigger", TRIGGER, {}, "bob")]
    assert ActionRun.objects.get().action == "trigger-build"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://ci.example/app/trigger",
        "https://ci.example/app/trigger?job=8",
        "https://CI.example/app/trigger?job=7",
        "https://ci.example.evil/app/trigger?job=7",
        "https://ci.example@evil.example/app/trigger?job=7",
        "https://evil.example#@ci.example/app/trigger?job=7",
        "https://ci.example:8443/app/trigger?job=7",
        "http://ci.example/app/trigger?job=7",
        "https://ci.example/app/../app/trigger?job=7",
        "https://ci.example/app/%2e%2e/app/trigger?job=7",
        "https://ci.example/app%2ftrigger?job=7",
        "https://ci.example\\@evil.example/app/trigger?job=7",
        "https://[::ffff:169.254.169.254]/latest/meta-data/",
        "http://169.254.169.254/latest/meta-data/",
        "http://2852039166/latest/meta-data/",
        "http://0x7f.1/",
        "http://[::1]:5432/",
        "http://localhost:6379/",
        "http://127.0.0.1.nip.io/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:6379/_FLUSHALL",
        "javascript:alert(1)",
        "//ci.example/app/trigger?job=7",
        "https://ci.example/app/trigger?job=7#fragment",
        "https://ci.example/app/trigger?job=7\r\nX: y",
    ],
)
def test_any_other_address_is_refused_and_never_asked(bob: User, job: Activity, url: str) -> None:
    assert proxy(browser(bob), url).status_code == 403
    assert Obliging.asked == []


def test_a_link_that_no_action_acts_on_is_refused(bob: User, job: Activity) -> None:
    job.links["related"] = "https://ci.example/app/secret"
    job.save()
    assert proxy(browser(bob), "https://ci.example/app/secret").status_code == 403


def test_what_eve_cannot_see_is_refused_like_any_address(eve: User, job: Activity) -> None:
    assert proxy(browser(eve), TRIGGER).status_code == 403
    assert Obliging.asked == []


def test_nobody_is_asked_to_sign_in(job: Activity, db: Any) -> None:
    assert proxy(Client(), TRIGGER).status_code == 401


def test_another_page_cannot_make_a_browser_act(bob: User, job: Activity) -> None:
    client = browser(bob)
    assert proxy(client, TRIGGER, Origin="https://evil.example").status_code == 403
    assert client.get(f"{PROXY}?{urlencode({'url': TRIGGER})}").status_code == 403
    assert client.post(VOTE + "PAY-42").status_code == 403
    assert Obliging.asked == []


def test_a_token_needs_no_proof_but_the_scope(bob: User, job: Activity) -> None:
    for scope, status in (("act", 200), ("read", 403)):
        _, secret = AccessToken.issue(bob, scope, [scope])
        assert proxy(Client(), TRIGGER, Authorization=f"Bearer {secret}").status_code == status


def test_which_activity_is_meant_may_be_said(bob: User, job: Activity, make_activity: Any) -> None:
    make_activity(id="newer", object={"objectType": "job", "id": "other"}, links={"build-trigger": TRIGGER})
    query = urlencode({"url": TRIGGER, "activity": str(job.uid)})
    assert browser(bob).post(f"{PROXY}?{query}", headers=NO_CHECK).status_code == 200
    assert ActionRun.objects.get().activity == job


@pytest.mark.parametrize(
    ("code", "status"),
    [("unauthorized", 401), ("forbidden", 403), ("missing", 404), ("conflict", 409), ("precondition", 412),
     ("rate_limited", 503), ("broken", 502), ("timeout", 504)],
)  # fmt: skip
def test_a_refusal_of_the_source_is_its_status_and_no_body(bob: User, job: Activity, code: str, status: int) -> None:
    Obliging.answer = refusing(code)
    response = proxy(browser(bob), TRIGGER)
    assert (response.status_code, response.content) == (status, b"")
    assert ActionRun.objects.get().state == "failed"


def test_how_often_somebody_may_is_limited(bob: User, job: Activity, settings: Any) -> None:
    settings.STREAMS_POSTS_PER_MINUTE = 1
    client = browser(bob)
    assert [proxy(client, TRIGGER).status_code for _ in range(2)] == [200, 429]


# Replies


def test_a_reply_goes_to_the_activity_of_our_own_address(bob: User, issue: Activity) -> None:
    response = browser(bob).post(f"{COMMENTS}/source/{issue.uid}", {"comment": "On it"}, headers=NO_CHECK)
    assert (response.status_code, response.content) == (201, b"")
    assert response["Location"].endswith(f"/api/v1/activities/{issue.uid}/")
    assert Comment.objects.get().text == "On it"


def test_reply_to_may_name_our_own_address(bob: User, issue: Activity) -> None:
    told = {"comment": "On it", "replyTo": f"http://testserver{COMMENTS}/source/{issue.uid}"}
    assert browser(bob).post(COMMENTS, told, headers=NO_CHECK).status_code == 201
    assert Comment.objects.get().activity == issue


def test_reply_to_may_be_the_source_s_own_link(bob: User, job: Activity) -> None:
    told = {"comment": "On it", "replyTo": REPLY}
    assert browser(bob).post(COMMENTS, told, headers=NO_CHECK).status_code == 201
    assert Obliging.asked == [("reply", REPLY, "On it", "bob")]


def test_an_issue_is_named_by_its_key(bob: User, issue: Activity) -> None:
    told = {"comment": "On it"}
    assert browser(bob).post(f"{COMMENTS}/issues/issues/PAY-42", told, headers=NO_CHECK).status_code == 201


@pytest.mark.parametrize(
    ("where", "told", "status", "text"),
    [
        ("/source/{uid}", {}, 400, "unknown.error"),
        ("/source/{uid}", {"comment": "  "}, 400, "unknown.error"),
        ("/source/0190a0c6-0000-7000-8000-000000000000", {"comment": "x"}, 404, "comment.deleted.or.denied"),
        ("/source/issues/NO-1", {"comment": "x"}, 404, "comment.deleted.or.denied"),
        ("", {"comment": "x"}, 404, "comment.deleted.or.denied"),
        ("", {"comment": "x", "replyTo": "https://evil.example/plugins/servlet/streamscomments/a"}, 403, "forbidden"),
    ],
)
def test_a_refused_reply_says_why(
    where: str, told: dict[str, str], status: int, text: str, bob: User, issue: Activity
) -> None:
    response = browser(bob).post(COMMENTS + where.format(uid=issue.uid), told, headers=NO_CHECK)
    assert response.status_code == status
    assert response.json()["subCode"] == f"streams.comment.action.{text}"
    assert not Comment.objects.exists()


def test_a_reply_without_a_proof_is_a_conflict(bob: User, issue: Activity) -> None:
    response = browser(bob).post(f"{COMMENTS}/source/{issue.uid}", {"comment": "x"})
    assert (response.status_code, response.json()["subCode"]) == (409, "streams.comment.action.conflict")


def test_the_session_s_own_token_is_a_proof(bob: User, issue: Activity) -> None:
    client = browser(bob)
    client.get("/admin/login/")
    token = client.cookies["csrftoken"].value
    told = {"comment": "On it", "xsrfToken": token}
    assert client.post(f"{COMMENTS}/source/{issue.uid}", told).status_code == 201


def test_a_source_that_refuses_a_reply_loses_nothing(bob: User, job: Activity) -> None:
    Obliging.answer = refusing("broken")
    response = browser(bob).post(COMMENTS, {"comment": "On it", "replyTo": REPLY}, headers=NO_CHECK)
    assert (response.status_code, response.json()["subCode"]) == (502, "streams.comment.action.remote.error")
    assert ActionRun.objects.get().input == {"text": "On it"}


def test_eve_cannot_reply_to_what_she_cannot_see(eve: User, issue: Activity) -> None:
    hidden = browser(eve).post(f"{COMMENTS}/source/{issue.uid}", {"comment": "x"}, headers=NO_CHECK)
    missing = browser(eve).post(f"{COMMENTS}/nowhere/{job_less(issue)}", {"comment": "x"}, headers=NO_CHECK)
    assert (hidden.status_code, hidden.content) == (missing.status_code, missing.content)


def job_less(activity: Activity) -> str:
    """An id like the activity's, that is nobody's."""
    return str(activity.uid)[:-1] + ("0" if str(activity.uid)[-1] != "0" else "1")


# Votes and watches


@pytest.mark.parametrize(("where", "kind"), [(VOTE, "vote"), (WATCH, "watch")])
def test_an_issue_is_voted_for_and_watched_by_its_key(bob: User, issue: Activity, where: str, kind: str) -> None:
    assert browser(bob).post(f"{where}pay-42", headers=NO_CHECK).status_code == 200
    assert Reaction.objects.get().kind == kind


def test_a_vote_by_the_key_is_for_the_issue_and_not_for_the_latest_comment_on_it(
    bob: User, issue: Activity, make_activity: Any
) -> None:
    make_activity(id="later", object={"objectType": "comment", "id": "c"}, target=ISSUE)
    assert browser(bob).post(f"{VOTE}PAY-42", headers=NO_CHECK).status_code == 200
    assert Reaction.objects.get().entity == issue.entity


def test_a_reply_to_a_reply_is_about_the_issue(bob: User, issue: Activity) -> None:
    """contract.md §1.7: clients look for its key in the target."""
    for text in ("First", "Second"):
        posted = browser(bob).post(f"{COMMENTS}/issues/issues/PAY-42", {"comment": text}, headers=NO_CHECK)
        assert posted.status_code == 201
    first = Activity.objects.get(content__contains="First")
    replied = browser(bob).post(f"{COMMENTS}/source/{first.uid}", {"comment": "Third"}, headers=NO_CHECK)
    assert replied.status_code == 201
    comments = Activity.objects.filter(kind__object_type="comment")
    assert [(one.target["title"], one.issue_key) for one in comments if one.target] == [("PAY-42", "PAY-42")] * 3


def test_an_issue_cannot_be_called_so(bob: User, issue: Activity) -> None:
    assert browser(bob).post(f"{VOTE}PAY%0042", headers=NO_CHECK).status_code == 404


def test_an_issue_that_eve_cannot_see_is_not_there(eve: User, issue: Activity) -> None:
    assert browser(eve).post(f"{VOTE}PAY-42", headers=NO_CHECK).status_code == 404
    assert browser(eve).post(f"{VOTE}NO-1", headers=NO_CHECK).status_code == 404


# The feed says where


def rels(client: Client) -> dict[str, str]:
    entry = etree.fromstring(client.get("/activity").content).find(f"{ATOM}entry")
    assert entry is not None
    return {link.get("rel", "").rsplit("/", 1)[-1]: link.get("href", "") for link in entry.iterfind(f"{ATOM}link")}


def test_the_feed_says_where_a_reply_a_vote_and_a_watch_go(bob: User, issue: Activity) -> None:
    links = rels(browser(bob))
    assert links["reply-to"] == f"http://testserver{COMMENTS}/source/{issue.uid}"
    assert links["issue-vote"] == f"http://testserver{VOTE}PAY-42"
    assert links["watch"] == f"http://testserver{WATCH}PAY-42"


def test_a_source_s_own_reply_link_becomes_ours(bob: User, job: Activity) -> None:
    links = rels(browser(bob))
    assert links["reply-to"] == f"http://testserver{COMMENTS}/source/{job.uid}"
    assert links["build-trigger"] == TRIGGER
    assert "issue-vote" not in links


def test_of_a_comment_the_issue_can_be_watched_and_not_voted_for(bob: User, make_activity: Any) -> None:
    """contract.md §6.5, as it was seen on the wire."""
    make_activity(object={"objectType": "comment", "id": "c"}, target=ISSUE)
    assert rels(browser(bob)).keys() & {"reply-to", "watch", "issue-vote"} == {"reply-to", "watch"}


@pytest.mark.parametrize(
    ("off", "left"),
    [
        ({"key": "vote", "enabled": False}, {"reply-to", "watch"}),
        ({"key": "comment", "object_types": ["review"]}, {"issue-vote", "watch"}),
        ({"key": "watch", "providers": ["wiki"]}, {"reply-to", "issue-vote"}),
    ],
)
def test_what_an_administrator_switched_off_has_no_such_place(
    bob: User, issue: Activity, off: dict[str, Any], left: set[str]
) -> None:
    ActionHandler.objects.update_or_create(key=off["key"], defaults=off)
    Version.bump(settles=True)
    assert rels(browser(bob)).keys() & {"reply-to", "watch", "issue-vote"} == left


def test_who_may_not_act_is_told_no_such_place(bob: User, issue: Activity) -> None:
    _, secret = AccessToken.issue(bob, "reader", ["read"])
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    assert "reply-to" not in rels(client)
