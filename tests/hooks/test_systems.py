"""What each system delivers, in the shapes that it documents, and what a reader then sees."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from streams.feed.render.sentence import plain_title
from streams.models import Activity, Delivery
from tests.conftest import Api
from tests.hooks.conftest import SECRET, Sender, signature

FIXTURES = Path(__file__).resolve().parent / "fixtures"
FILES = sorted(FIXTURES.rglob("*.json"))

# How each system proves who it is.
PROOFS: dict[str, Callable[[bytes], dict[str, str]]] = {
    "gitlab": lambda body: {"X-Gitlab-Token": SECRET},
    "gitea": lambda body: {"X-Gitea-Signature": signature(body)},
    "bitbucket": lambda body: {"X-Hub-Signature": f"sha256={signature(body)}"},
    "bitbucket-dc": lambda body: {"X-Hub-Signature": f"sha256={signature(body)}"},
    "jira": lambda body: {"X-Hub-Signature": f"sha256={signature(body)}"},
    "confluence": lambda body: {"X-Hub-Signature": f"sha256={signature(body)}"},
    "jenkins": lambda body: {"Authorization": "Basic " + base64.b64encode(f"ci:{SECRET}".encode()).decode()},
    "sentry": lambda body: {"Sentry-Hook-Signature": signature(body)},
    "pagerduty": lambda body: {"X-PagerDuty-Signature": f"v1={signature(body, 'old')},v1={signature(body)}"},
    "grafana": lambda body: {"X-Grafana-Alerting-Signature": signature(body)},
}


def deliver(sender: Sender, system: str, body: Any, headers: dict[str, str]) -> Any:
    raw = orjson.dumps(body)
    return sender.post(system, raw, **headers, **PROOFS[system](raw))


def seen(item: dict[str, Any]) -> dict[str, Any]:
    """What a reader sees of an activity, by the words of the fixtures."""
    activity = Activity.objects.get(uid=item["id"])
    return {
        "sentence": plain_title(item),
        "verb": item["verb"]["key"],
        "type": item["object"]["type"],
        "entity": activity.entity.removeprefix(f"{activity.source}:"),
        "project": activity.project_key,
        "bot": activity.is_bot,
        "avatar": item["actor"]["avatar"],
        "content": item["content_html"],
        "summary": item["summary_html"],
        **{name: item[name] for name in ("url", "categories", "published", "links")},
    }


@pytest.mark.parametrize("system", PROOFS)
def test_what_a_system_delivers_is_told_once(system: str, make_hook: Any, sender: Sender, as_bob: Api) -> None:
    make_hook(system)
    for path in (path for path in FILES if path.parent.name == system):
        fixture = json.loads(path.read_text())
        answer = deliver(sender, system, fixture["body"], fixture["headers"])
        assert answer.status_code == 200, (path.name, answer.content)
        assert Delivery.objects.get().message == fixture.get("skipped", ""), path.name
        check(as_bob.items(), fixture.get("activities", []), path.name)
        again = deliver(sender, system, fixture["body"], fixture["headers"])
        assert again.json()["outcome"] == "duplicate", path.name
        Activity.objects.all().delete()
        Delivery.objects.all().delete()


def check(items: list[dict[str, Any]], expected: list[dict[str, Any]], name: str) -> None:
    assert len(items) == len(expected), (name, items)
    for one, wanted in zip(map(seen, items), expected, strict=True):
        content = wanted.pop("content", "")
        assert content in one["content"], name
        assert {key: one[key] for key in wanted} == wanted, name


@pytest.mark.parametrize("system", PROOFS)
def test_every_system_has_examples_and_something_it_leaves_out(system: str) -> None:
    fixtures = [json.loads(path.read_text()) for path in FILES if path.parent.name == system]
    assert len(fixtures) >= 3
    assert any("skipped" in fixture for fixture in fixtures)
    assert any("activities" in fixture for fixture in fixtures)


def test_an_edited_comment_changes_and_a_deleted_one_loses_its_words(make_hook: Any, sender: Sender) -> None:
    make_hook("jira")
    body = json.loads((FIXTURES / "jira/comment_created.json").read_text())["body"]
    deliver(sender, "jira", body, {"X-Atlassian-Webhook-Identifier": "1"})
    body["comment"]["body"] = "Mended for good"
    deliver(sender, "jira", body | {"webhookEvent": "comment_updated"}, {"X-Atlassian-Webhook-Identifier": "2"})
    assert (Activity.objects.get().content, Activity.objects.get().revision) == ("<p>Mended for good</p>", 2)
    deliver(sender, "jira", body | {"webhookEvent": "comment_deleted"}, {"X-Atlassian-Webhook-Identifier": "3"})
    assert (Activity.objects.get().content, Activity.objects.get().summary) == ("", "This comment was deleted.")


def test_a_build_that_is_completed_and_then_finalized_is_one_activity(make_hook: Any, sender: Sender) -> None:
    make_hook("jenkins")
    body = json.loads((FIXTURES / "jenkins/finalized.json").read_text())["body"]
    for phase in ("STARTED", "COMPLETED", "FINALIZED"):
        deliver(sender, "jenkins", body | {"build": body["build"] | {"phase": phase}}, {})
    assert sorted(Activity.objects.values_list("verb", flat=True)) == ["finish", "start"]


def test_a_job_of_another_source_s_name_takes_none_of_its_reactions(make_hook: Any, sender: Sender) -> None:
    jenkins = make_hook("jenkins")
    body = json.loads((FIXTURES / "jenkins/finalized.json").read_text())["body"]
    deliver(sender, "jenkins", body | {"name": "provider:1:acme/payments"}, {})
    assert Activity.objects.get().entity.startswith(f"provider:{jenkins.pk}:webhook:provider:1:")


def test_an_alert_notified_again_is_the_same_activity(make_hook: Any, sender: Sender) -> None:
    make_hook("grafana")
    body = json.loads((FIXTURES / "grafana/firing.json").read_text())["body"]
    deliver(sender, "grafana", body, {})
    deliver(sender, "grafana", body | {"message": "still firing"}, {})
    assert (Activity.objects.count(), Delivery.objects.count()) == (2, 2)


def test_reactions_gather_on_the_thing(make_hook: Any, sender: Sender) -> None:
    make_hook("gitlab")
    for name in ("merge_request_merged", "merge_request_approved", "note_on_merge_request"):
        fixture = json.loads((FIXTURES / f"gitlab/{name}.json").read_text())
        deliver(sender, "gitlab", fixture["body"], fixture["headers"])
    assert len(set(Activity.objects.values_list("entity", flat=True))) == 1
