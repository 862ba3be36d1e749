"""Our own server as a peer: another instance, with a database of its own, read over HTTP."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from streams import registry
from streams.models import Activity, Audience, Provider, Version
from streams.models.activity import rel_key
from streams.rendering import timestamp
from tests.actions.test_perform import click
from tests.conftest import Api
from tests.documents import make_document
from tests.processes import ROOT, demo, end, free_port, lines_until
from tests.providers import asking

PASSWORD = "of-the-other-instance"
NOW = int(time.time() * 1000)

pytestmark = pytest.mark.peer


class Peer:
    """Another instance, and its administrator's way to it."""

    def __init__(self, url: str) -> None:
        self.url = url

    def post(self, **fields: Any) -> None:
        answer = self._asked("/api/v1/activities/", json.dumps(make_document(**fields)).encode())
        assert answer.status in {200, 201}

    def items(self) -> list[dict[str, Any]]:
        return json.load(self._asked("/api/v1/activities/?limit=100"))["items"]

    def _asked(self, path: str, body: bytes | None = None) -> Any:
        credentials = base64.b64encode(f"ana:{PASSWORD}".encode()).decode()
        headers = {"Authorization": f"Basic {credentials}", "Content-Type": "application/json"}
        return urllib.request.urlopen(urllib.request.Request(f"{self.url}{path}", body, headers))


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peer]:
    folder, port = tmp_path_factory.mktemp("peer"), free_port()
    process = demo(folder, port, command="serve")
    try:
        lines_until(process, "Listening")
        _make_administrator(folder)
        yield Peer(f"http://127.0.0.1:{port}")
    finally:
        end(process)


def _make_administrator(folder: Path) -> None:
    account = {"DJANGO_SUPERUSER_PASSWORD": PASSWORD, "DATABASE_URL": "", "REDIS_URL": "", "DATA_DIR": str(folder)}
    command = [sys.executable, "manage.py", "createsuperuser", "--noinput", "--username=ana", "--email=ana@x.example"]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **account}, check=True, capture_output=True)


@pytest.fixture
def source(peer: Peer, team: Audience) -> Provider:
    source = Provider(key="peer", backend="atlassian", name="Peer", audience=team)
    source.config = {"address": peer.url, "user": "ana"}
    source.set_credentials({"password": PASSWORD})
    source.save()
    return source


def polled(source: Provider) -> Provider:
    after = asking.polled(source)
    assert after.failures == 0, after.message
    return after


def told(activity: Activity) -> tuple[Any, ...]:
    """What both instances must say alike."""
    thing = activity.object or {}
    return timestamp(activity.published), thing.get("title"), activity.kind.verb, activity.actor["name"]


def same(peer: Peer) -> list[tuple[Any, ...]]:
    return [
        (item["published"], (item["object"] or {}).get("title"), item["verb"]["key"], item["actor"]["name"])
        for item in peer.items()
    ]


def test_one_instance_reads_the_other(peer: Peer, source: Provider) -> None:
    for number in range(30):
        page = f"https://jira.example/browse/PAY-{number}"
        thing = {"objectType": "issue", "id": page, "displayName": f"PAY-{number}", "url": page}
        # Three of each moment: their order is the order in which they came.
        published = NOW - 3_600_000 + number // 3 * 1000
        peer.post(id=f"urn:first:{number}", verb="resolve", object=thing, published=published)
    polled(source)
    stored = [told(activity) for activity in Activity.objects.select_related("kind").newest_first()]
    assert stored == same(peer)
    one = Activity.objects.get(object__title="PAY-7")
    assert {rel_key(rel) for rel in one.links} == {"reply-to", "issue-vote", "watch"}
    assert (one.issue_key, one.project_key, one.entity) == ("PAY-7", "PAY", "https://jira.example/browse/PAY-7")

    # The second poll is answered with a 304; the third brings only what is new.
    before = polled(source).cursor
    version = Version.current()
    assert before["etag"] and polled(source).cursor == before
    assert Version.current() == version
    peer.post(id="urn:new", verb="post", object={"objectType": "page", "id": "p", "displayName": "News"}, published=NOW)
    polled(source)
    assert [told(activity) for activity in Activity.objects.select_related("kind").newest_first()] == same(peer)
    assert Activity.objects.filter(revision=1).count() == 31

    # An edit updates in place, and what was deleted there stays here: the feed does not tell.
    peer.post(
        id="urn:new", verb="post", object={"objectType": "page", "id": "p", "displayName": "Newer"}, published=NOW
    )
    polled(source)
    edited = Activity.objects.get(object__title="Newer")
    assert (edited.revision, Activity.objects.count()) == (2, 31)


def test_a_click_here_is_done_there(peer: Peer, source: Provider, as_bob: Api) -> None:
    page = "https://jira.example/browse/WEB-1"
    thing = {"objectType": "issue", "id": page, "displayName": "WEB-1", "url": page}
    peer.post(id="urn:clicked", verb="post", object=thing, published=NOW)
    polled(source)
    one = Activity.objects.get(object__title="WEB-1")
    assert click(as_bob, one, "comment", {"text": "On it"}).status_code == 200
    assert click(as_bob, one, "vote").status_code == 200
    there = next(item for item in peer.items() if (item["object"] or {}).get("title") == "WEB-1")
    assert next(action for action in there["actions"] if action["key"] == "vote")["count"] == 1
    polled(source)
    comment = Activity.objects.get(kind__object_type="comment")
    assert comment.content == "<p>On it</p>\n\n<p>— Bob Berg</p>" and comment.target["title"] == "WEB-1"


def test_check_says_as_whom(peer: Peer, source: Provider) -> None:
    said = registry.providers()["atlassian"].check(source)
    assert said.startswith(f"Reached {peer.url} as ana: ") and "Third parties" in said


def test_a_wrong_password_is_said_and_not_shown(source: Provider) -> None:
    source.set_credentials({"password": "not-that-one"})
    source.save()
    message = asking.polled(source).message
    assert "credentials" in message and "not-that-one" not in message
