"""What GitHub delivers and what its log has of the same happening is one activity, whichever comes first."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from streams.models import Activity, Delivery, Provider
from streams.providers.base import Skipped
from streams.providers.github import GitHub
from streams.testing.web_server import WebServer
from tests.forges.conftest import listed, polled
from tests.forges.github_events import compared, deliveries, logged
from tests.hooks.conftest import Sender
from tests.npm import install

HOOKS = Path(__file__).resolve().parents[1] / "hooks"
REPOSITORY = "Codertocat/Hello-World"


@pytest.fixture(scope="module")
def happenings() -> list[tuple[str, dict[str, Any]]]:
    """Deliveries of one repository that its log tells of, too."""
    install(HOOKS, "GitHub's log has not been read")
    found = [(name, body) for name, body in deliveries() if body["repository"]["full_name"] == REPOSITORY]
    assert len(found) > 40
    return [(name, body) for name, body in found if _documents(name, body)]


def _documents(name: str, body: dict[str, Any]) -> list[Any]:
    delivery = Delivery(delivery_id="d", event=name)
    delivery.payload = body
    try:
        return list(GitHub().receive(Provider(), delivery))
    except Skipped:
        return []


def noted(name: str, body: dict[str, Any], number: int) -> str:
    """The log notes two seconds later what happened; what does not say when it was, when it was received or now."""
    received = Delivery.objects.filter(delivery_id=f"d{number}").values_list("received", flat=True).first()
    published = _documents(name, body)[0].get("published") or (received or timezone.now()).isoformat()
    return (datetime.fromisoformat(published) + timedelta(seconds=2)).isoformat()


@pytest.fixture
def source(server: WebServer, make_source: Any, happenings: Any) -> Provider:
    for name, body in happenings:
        if pull := body.get("pull_request"):
            server.routes[f"/repos/{REPOSITORY}/pulls/{pull['number']}"] = pull
        if name == "push":
            server.routes[f"/repos/{REPOSITORY}/compare/{body['before']}...{body['after']}"] = compared(body)
            server.routes[f"/repos/{REPOSITORY}/commits/{body['after']}"] = compared(body)["commits"][0]
    return make_source("github", repositories=[REPOSITORY])


def poll_all(happenings: Any, source: Provider, server: WebServer) -> Provider:
    """The log has all of it, newest first, in pages of twenty."""
    entries = [logged(name, body, 1000 + n, noted(name, body, n)) for n, (name, body) in enumerate(happenings)]
    newest = entries[::-1]
    listed(server, f"/repos/{REPOSITORY}/events", *(newest[start : start + 20] for start in range(0, len(newest), 20)))
    return polled(source)


def deliver_all(happenings: Any, are_polled: bool = False) -> None:
    for number, (name, body) in enumerate(happenings):
        if are_polled:
            # However long this takes, what says no time is delivered a moment after it was noted.
            recent = timezone.now() - timedelta(minutes=10)
            Activity.objects.filter(published__gt=recent).update(published=timezone.now())
        answer = Sender().github(name, body, delivery=f"d{number}")
        assert answer.json()["outcome"] == "stored", answer.content


def stored() -> list[tuple[Any, ...]]:
    return sorted(Activity.objects.values_list("foreign_id", "verb", "entity", "actor_username"))


def test_what_was_delivered_is_not_told_again_by_a_poll(happenings: Any, source: Provider, server: WebServer) -> None:
    deliver_all(happenings)
    before = stored()
    after = poll_all(happenings, source, server)
    assert (after.failures, after.message) == (0, "")
    assert stored() == before


def test_what_was_polled_is_not_told_again_by_a_delivery(happenings: Any, source: Provider, server: WebServer) -> None:
    poll_all(happenings, source, server)
    before = stored()
    deliver_all(happenings, are_polled=True)
    assert stored() == before


def test_either_way_tells_the_same(happenings: Any, source: Provider, server: WebServer) -> None:
    deliver_all(happenings)
    delivered = {row[1:] for row in stored()}
    Activity.objects.all().delete()
    poll_all(happenings, source, server)
    assert {row[1:] for row in stored()} == delivered


def test_a_comment_that_was_edited_meanwhile_keeps_its_new_words(
    happenings: Any, source: Provider, server: WebServer
) -> None:
    body = next(body for name, body in happenings if name == "issue_comment")
    edited = {**body, "action": "edited", "comment": {**body["comment"], "body": "Mended"}}
    Sender().github("issue_comment", edited, delivery="e1")
    poll_all(happenings, source, server)
    (activity,) = Activity.objects.filter(foreign_id__endswith=f"#comment-{body['comment']['id']}")
    assert activity.content == "<p>Mended</p>"
