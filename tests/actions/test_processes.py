"""Two server processes on one PostgreSQL: fifty clicks are one, and a killed process leaves no lie behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from streams.models import AccessToken, ActionRun, Activity, Provider
from streams.testing.web_server import Reply, WebServer
from tests.actions.test_perform import url
from tests.processes import ROOT, free_port
from tests.settling import settle_due

pytestmark = [
    pytest.mark.peer,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite in memory belongs to one process alone"),
]
BACKEND = "tests.actions.remote_ci.RemoteCI"


class Servers:
    """Web processes of their own, and who clicks there."""

    def __init__(self, secret: str, activity: Activity) -> None:
        self.secret, self.activity = secret, activity
        self.ports = [free_port(), free_port()]
        self.processes = [_serve(port) for port in self.ports]
        for port in self.ports:
            _wait_for(port)

    def click(self, server: int, key: str, action: str = "vote") -> int:
        """The status; 0 where the process died meanwhile."""
        address = f"http://127.0.0.1:{self.ports[server]}{url(self.activity, action)}"
        headers = {
            "Authorization": f"Bearer {self.secret}", "Idempotency-Key": key, "Content-Type": "application/json"
        }  # fmt: skip
        try:
            asked = urllib.request.Request(address, b"{}", headers, method="POST")
            return int(urllib.request.urlopen(asked, timeout=30).status)
        except urllib.error.HTTPError as refused:
            return refused.code
        except OSError:
            return 0

    def kill(self, server: int) -> None:
        os.killpg(self.processes[server].pid, signal.SIGKILL)

    def end(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
            process.wait(10)


def _serve(port: int) -> subprocess.Popen[bytes]:
    known = connection.settings_dict
    database = f"postgres://{known['USER']}:{known['PASSWORD']}@{known['HOST']}:{known['PORT']}/{known['NAME']}"
    environment = {
        **os.environ, "DATABASE_URL": database, "EXTRA_PROVIDERS": BACKEND, "HTTPS": "0", "SECRET_KEY": "same in both",
        "REDIS_URL": "", "POSTS_PER_MINUTE": "0",
    }  # fmt: skip
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--blocking-threads", "8", "streams.wsgi:application"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True, **quiet)


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/activities/", timeout=5)
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the server did not start")


@pytest.fixture
def ci(settings: Any, provider: Provider) -> Iterator[WebServer]:
    settings.STREAMS_PROVIDERS = [*settings.STREAMS_PROVIDERS, BACKEND]
    with WebServer({"POST /press": {"pressed": True}}) as server:
        Provider.objects.update(backend="remote-ci", config={"server": server.url})
        yield server


@pytest.fixture
def servers(bob: User, ci: WebServer, make_activity: Any) -> Iterator[Servers]:
    links = {"issue-vote": f"{ci.url}press", "build-trigger": f"{ci.url}press"}
    activity = make_activity(object={"objectType": "job", "id": "7"}, links=links)
    _, secret = AccessToken.issue(bob, "clicks", ["read", "act"])
    running = Servers(secret, activity)
    yield running
    running.end()


@pytest.mark.parametrize("same_key", [True, False], ids=["one press", "many presses"])
def test_fifty_clicks_on_two_servers_are_one_question_and_one_run(
    same_key: bool, servers: Servers, ci: WebServer
) -> None:
    keys = ["k"] * 50 if same_key else [str(uuid4()) for _ in range(50)]
    with ThreadPoolExecutor(50) as crowd:
        statuses = list(crowd.map(lambda n: servers.click(n % 2, keys[n]), range(50)))
    assert set(statuses) <= {200, 202, 409}
    assert [asked.path for asked in ci.asked] == ["/press"]
    assert ActionRun.objects.get().state == "done"


def test_a_process_that_is_killed_before_it_notes_the_answer_leaves_no_lie(servers: Servers, ci: WebServer) -> None:
    """The source has done it, or has not: nobody knows, so nobody is told that it failed or that it worked."""
    reached = threading.Event()

    def held(_: Any) -> Reply:
        reached.set()
        return Reply(ci.hang())

    ci.routes["POST /press"] = held
    with ThreadPoolExecutor(1) as bob:
        waiting = bob.submit(servers.click, 0, "k", "trigger-build")
        assert reached.wait(20)
        servers.kill(0)
        assert waiting.result() in {0, 202}
    assert ActionRun.objects.get().state == "pending"
    # The same press, retried at the server that lives, asks nothing again.
    assert servers.click(1, "k", "trigger-build") == 202
    assert len(ci.asked) == 1
    ActionRun.objects.update(next_check=timezone.now())
    assert settle_due() == 1
    assert (ActionRun.objects.get().state, ActionRun.objects.get().code) == ("failed", "unknown")
    assert servers.click(1, "k", "trigger-build") == 502
    assert len(ci.asked) == 1
