"""GitHub, with the collection of real payloads that its own client libraries are tested with."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from streams.feed.render.sentence import plain_title
from streams.models import Activity, Delivery, Provider
from streams.providers.base import Document, Skipped
from streams.providers.github import GitHub
from streams.publishing.document import Door
from streams.publishing.publish import Source, publish
from tests.conftest import Api
from tests.hooks.conftest import Sender
from tests.hooks.payloads import push
from tests.npm import install

HERE = Path(__file__).resolve().parent

# "verb type": the events of the collection that are told so.
TOLD = {
    "add person": "member.added membership.added organization.member_added",
    "add team": "team.added_to_repository",
    "close alert": "code_scanning_alert.closed_by_user repository_vulnerability_alert.dismiss",
    "close milestone": "milestone.closed",
    "close review": "pull_request.closed",
    "create key": "deploy_key.created",
    "create milestone": "milestone.created",
    "create project": "project.created",
    "create repository": "repository.created",
    "create rule": "branch_protection_rule.created",
    "create tag": "create",
    "create team": "team.created",
    "delete issue": "issues.deleted",
    "delete milestone": "milestone.deleted",
    "delete release": "release.deleted",
    "delete repository": "repository.deleted",
    "delete rule": "branch_protection_rule.deleted",
    "delete tag": "delete",
    "delete team": "team.deleted",
    "deploy deployment": "deployment_status deployment_status.created",
    "finish job": "check_suite.completed page_build status workflow_run.completed",
    "fork repository": "fork",
    "import repository": "repository_import",
    "invite person": "organization.member_invited",
    "like repository": "star.created",
    "move discussion": "discussion.transferred",
    "move issue": "issues.transferred",
    "move repository": "repository.transferred",
    "post alert": "code_scanning_alert.created dependabot_alert.created repository_vulnerability_alert.create",
    "post comment": "commit_comment.created discussion_comment.created discussion_comment.deleted "
    "discussion_comment.edited issue_comment.created issue_comment.deleted issue_comment.edited "
    "pull_request_review_comment.created pull_request_review_comment.deleted pull_request_review_comment.edited",
    "post discussion": "discussion.created",
    "post issue": "issues.opened",
    "post review": "pull_request.opened",
    "privatize repository": "repository.privatized",
    "publicize repository": "public repository.publicized",
    "publish package": "package.published",
    "push changeset": "push",
    "release release": "release.published",
    "remove person": "membership.removed organization.member_removed",
    "remove team": "team.removed_from_repository",
    "rename organization": "organization.renamed",
    "rename repository": "repository.renamed",
    "reopen alert": "code_scanning_alert.reopened secret_scanning_alert.reopened",
    "reopen discussion": "discussion.unanswered",
    "reopen issue": "issues.reopened",
    "reopen review": "pull_request.reopened",
    "resolve alert": "code_scanning_alert.fixed dependabot_alert.fixed",
    "resolve discussion": "discussion.answered",
    "update discussion": "discussion.category_changed discussion.edited discussion.labeled discussion.locked "
    "discussion.pinned discussion.unlabeled discussion.unlocked",
    "update issue": "issues.assigned issues.edited issues.labeled issues.locked issues.pinned issues.unassigned "
    "issues.unlabeled issues.unlocked issues.unpinned",
    "update page": "gollum",
    "update person": "member.edited",
    "update release": "release.edited",
    "update repository": "repository.edited",
    "update review": "issues.demilestoned issues.milestoned pull_request.assigned pull_request.converted_to_draft "
    "pull_request.labeled pull_request.locked pull_request.ready_for_review pull_request.review_request_removed "
    "pull_request.review_requested pull_request.synchronize pull_request.unassigned pull_request.unlabeled "
    "pull_request.unlocked pull_request_review.dismissed pull_request_review_thread.resolved "
    "pull_request_review_thread.unresolved",
    "update rule": "branch_protection_rule.edited",
    "update team": "team.edited",
}
EXAMPLES = 726


def deliveries() -> Iterator[Delivery]:
    """Every example of every edition of GitHub, as it would be received."""
    folder = HERE / "node_modules/@octokit/webhooks-examples"
    for edition in sorted(folder.glob("*/index.json")):
        for event in json.loads(edition.read_text()):
            for number, example in enumerate(event["examples"]):
                name = ".".join(filter(None, [event["name"], example.get("action")]))
                delivery = Delivery(delivery_id=f"{edition.parent.name}-{event['name']}-{number}", event=name)
                delivery.payload = example
                yield delivery


@pytest.fixture(scope="module")
def read() -> tuple[dict[str, list[Document]], Counter[str]]:
    """What came of all of them: documents by event, and the skipped ones counted by their reason."""
    install(HERE, "the examples of GitHub's payloads have not been read")
    told: dict[str, list[Document]] = {}
    skipped: Counter[str] = Counter()
    for delivery in deliveries():
        try:
            documents = list(GitHub().receive(Provider(), delivery))
        except Skipped as reason:
            skipped[str(reason)] += 1
            continue
        assert documents, delivery.event
        told.setdefault(delivery.event, []).extend(documents)
    return told, skipped


def test_every_example_is_told_or_left_out_for_a_reason(read: Any) -> None:
    told, skipped = read
    assert sum(map(len, told.values())) + sum(skipped.values()) == EXAMPLES
    assert not [reason for reason in skipped if reason.startswith("unknown")]
    assert all(reason and len(reason) < 80 for reason in skipped)


def test_each_event_is_told_by_its_verb_and_type(read: Any) -> None:
    told, _ = read
    words = {(f"{one['verb']} {one['object']['objectType']}", event) for event, all_ in told.items() for one in all_}
    assert words == {(word, event) for word, events in TOLD.items() for event in events.split()}


def test_the_write_door_takes_all_of_it(read: Any, make_hook: Any) -> None:
    github = make_hook("github")
    documents = [document for documents in read[0].values() for document in documents]
    receipts = publish(documents, Source(Door.PROVIDER, github, github.audience))
    assert not [receipt.problems for receipt in receipts if receipt.problems]
    for activity in Activity.objects.whole():
        item = json.loads(activity.rendered)
        assert item["actor"]["name"]
        assert item["actor"]["username"]
        # Who, did, what: at least.
        assert len(plain_title(item).split()) >= 3, item
        assert re.match(r"https?://\w", item["object"]["url"] or "https://none"), item
        assert activity.entity


def test_the_same_examples_again_change_nothing(read: Any, make_hook: Any) -> None:
    github = make_hook("github")
    documents = [document for documents in read[0].values() for document in documents if "published" in document]
    source = Source(Door.PROVIDER, github, github.audience)
    publish(documents, source)
    # Of several that are one activity the last one counts.
    last = {document["id"]: document for document in documents}
    assert {receipt.outcome for receipt in publish(list(last.values()), source)} == {"unchanged"}


def test_bots_are_known_as_such(github: Provider, sender: Sender, as_bob: Api) -> None:
    body = push("Bump")
    sender.github("push", body | {"sender": body["sender"] | {"login": "dependabot[bot]", "type": "Bot"}})
    sender.github("push", push("x", pushed_at=1767323046), delivery="d2")
    assert [item["actor"]["name"] for item in as_bob.items("/api/v1/activities/?streams=bots+IS+no")] == ["ana"]


def test_a_push_of_many_commits_is_one_activity_with_their_messages(
    github: Provider, sender: Sender, as_bob: Api
) -> None:
    sender.github("push", push(*(f"Commit {number}" for number in range(30))))
    (item,) = as_bob.items()
    assert plain_title(item) == "ana pushed 30 commits on main to acme/payments"
    assert item["content_html"].startswith("<ul><li><code>")
    assert item["content_html"].count("<li>") == 20
    assert item["content_html"].endswith("<p>and 10 more</p>")
    assert "example.com" not in item["content_html"]


def issue(action: str, at: str, **fields: Any) -> dict[str, Any]:
    whole = {"number": 12, "title": "Refunds fail", "updated_at": at, "html_url": "https://github.com/a/b/issues/12"}
    return {**push(), "action": action, "issue": whole | fields}


def test_what_happens_to_an_issue_gathers_on_it(github: Provider, sender: Sender) -> None:
    comment = {"id": 1, "created_at": "2026-01-02T03:05:00Z", "body": "Why?", "user": {"login": "bob", "type": "User"}}
    told = [issue("opened", "2026-01-02T03:04:00Z"), issue("closed", "2026-01-02T03:06:00Z")]
    for number, body in enumerate(told):
        sender.github("issues", body, delivery=f"i{number}")
    sender.github("issue_comment", issue("created", "2026-01-02T03:05:00Z") | {"comment": comment}, delivery="c1")
    assert Activity.objects.count() == 3
    assert {activity.entity for activity in Activity.objects.all()} == {f"provider:{github.pk}:acme/payments#12"}


def test_labels_put_on_at_once_are_one_activity(github: Provider, sender: Sender) -> None:
    for number in range(3):
        labels = [{"name": f"label {one}"} for one in range(number + 1)]
        sender.github("issues", issue("labeled", "2026-01-02T03:04:00Z", labels=labels), delivery=f"l{number}")
    assert Activity.objects.get().summary == "Labels: label 0, label 1, label 2"


@pytest.mark.parametrize(
    ("event", "body"),
    [
        ("issues", {}),
        ("issues", {"action": 7, "issue": [], "sender": "ana", "repository": None}),
        ("push", {"commits": [{}], "ref": None, "head_commit": 5}),
        ("pull_request", {"pull_request": {"labels": {"a": 1}, "requested_reviewers": [None, 3]}}),
        ("gollum", {"pages": [{"html_url": "x" * 5000, "title": "y" * 5000}]}),
        ("release", {"action": "published", "release": {"published_at": "soon", "tag_name": "\x00\x01"}}),
        ("workflow_run", {"action": "completed", "workflow_run": {"conclusion": "success", "updated_at": 1e300}}),
    ],
)
def test_a_payload_of_another_shape_breaks_nothing(
    event: str, body: dict[str, Any], github: Provider, sender: Sender
) -> None:
    assert sender.github(event, body).json()["outcome"] in {"stored", "skipped"}
