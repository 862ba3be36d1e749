"""A Redmine to talk to: ours, which answers as the real one does, or with REAL_REDMINE=1 a real one from Debian.

The same tests run against both, so that ours stays as the real one is. `redmine` is the fixture.
"""

from __future__ import annotations

import json
import os
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from streams.models import Provider
from streams.testing.web_server import WebServer
from tests.peers import debian_redmine
from tests.peers.following import provider_of
from tests.peers.redmine_double import RedmineDouble
from tests.peers.serving import running, wait_until
from tests.processes import free_port


class Redmine:
    """What people do with it, by its own API; keys by user name."""

    def __init__(self, url: str, keys: dict[str, str]) -> None:
        self.url, self.keys = url, keys

    def ask(self, method: str, where: str, body: Any = None, user: str = "ana") -> Any:
        headers = {"X-Redmine-API-Key": self.keys[user], "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/{where}", data, headers, method=method)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return json.loads(answer.read() or b"null")

    def report(self, subject: str, user: str = "ana", **fields: Any) -> int:
        """A new issue in Demo; its number."""
        issue = {"project_id": "demo", "subject": subject, "tracker_id": 1, "priority_id": 2, **fields}
        return int(self.ask("POST", "issues.json", {"issue": issue}, user)["issue"]["id"])

    def change(self, number: int, user: str = "ana", **fields: Any) -> None:
        self.ask("PUT", f"issues/{number}.json", {"issue": fields}, user)

    def issue(self, number: int, user: str = "admin") -> Any:
        return self.ask("GET", f"issues/{number}.json?include=journals,watchers", user=user)["issue"]

    def id_of(self, user: str) -> int:
        return int(self.ask("GET", "users/current.json", user=user)["user"]["id"])

    def watchers(self, number: int) -> list[str]:
        return [person["name"] for person in self.issue(number)["watchers"]]

    def write(self, title: str, words: str, comments: str = "", user: str = "ana") -> None:
        page = {"wiki_page": {"text": words, "comments": comments}}
        self.ask("PUT", f"projects/demo/wiki/{title}.json", page, user)

    def announce(self, title: str, description: str, project: str = "demo") -> None:
        news = {"news": {"title": title, "description": description}}
        self.ask("POST", f"projects/{project}/news.json", news, "admin")


@contextmanager
def serve(folder: Path) -> Iterator[Redmine]:
    """A real one in this folder."""
    keys = debian_redmine.copy(folder)
    port = free_port()
    app, url = folder / "app", f"http://127.0.0.1:{port}"
    command = ["puma", "-b", f"tcp://127.0.0.1:{port}", "-e", "production", "-t", "1:4", "config.ru"]
    with running(command, app, **debian_redmine.ENVIRONMENT) as process:
        wait_until(lambda: urllib.request.urlopen(f"{url}/login", timeout=5).status == 200, process, app)
        yield Redmine(url, keys)


@pytest.fixture(scope="module")
def redmine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Redmine]:
    if os.environ.get("REAL_REDMINE"):
        with serve(tmp_path_factory.mktemp("redmine")) as peer:
            yield peer
    else:
        with WebServer() as server:
            yield Redmine(server.url.rstrip("/"), RedmineDouble(server).keys)


def source(peer: Redmine, user: str = "ana", **config: Any) -> Provider:
    """With this user's key."""
    return provider_of("redmine", {"key": peer.keys[user]}, **{"address": peer.url, **config})
