"""compose.yaml's topology as plain processes: two web servers, two workers, a beat; one at a time is stopped.

All the while gadgets poll and Bob comments. No comment is lost or doubled, no poll goes unanswered, sources are asked.
"""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests import services
from tests.deploy.files import of_compose
from tests.processes import ROOT, free_port

pytestmark = pytest.mark.peer
# Seconds after which one step has failed; all of them take less on an idle machine.
TOO_LONG = 120
SOURCES = ("north", "south")
SEED = """
import sys
from django.contrib.auth.models import User
from streams.models import *
from streams.publishing.document import Door
from streams.publishing.publish import Source, publish
bob = User.objects.create_user("bob")
for key in ("north", "south"):
    source = Provider.objects.create(key=key, backend="ledger", name=key, config={"path": f"FOLDER/{key}"},
        audience=Audience.members(), poll_seconds=1)
thing = {"objectType": "issue", "id": "1", "displayName": "PAY-1"}
first = {"id": "first", "actor": {"displayName": "Ana"}, "object": thing}
receipt, = publish([first], Source(Door.PROVIDER, source, source.audience))
print(receipt.activity.uid, AccessToken.issue(bob, "gadget", ["read", "act"])[1])
"""


def missing() -> str:
    if not importlib.util.find_spec("celery"):
        return "celery is not installed (the extra `scale`)"
    if services.postgres() is None:
        return "PostgreSQL does not answer on 127.0.0.1"
    return "" if services.redis() else "Redis does not answer on 127.0.0.1"


class Installation:
    """Processes by name, each in a group of its own, with one environment."""

    def __init__(self, folder: Path, database: str, cache: str, broker: str) -> None:
        self.folder, self.database = folder, database
        self._environment = {
            **os.environ, "DATABASE_URL": database, "REDIS_URL": cache, "CELERY_BROKER_URL": broker, "HTTPS": "0",
            "DATA_DIR": str(folder), "SECRET_KEY": "the same in all", "POSTS_PER_MINUTE": "0", "POLL_SECONDS": "1",
            "EXTRA_PROVIDERS": "tests.polling.ledger.Ledger",
        }  # fmt: skip
        self.ports = {"web1": free_port(), "web2": free_port()}
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def manage(self, *arguments: str) -> str:
        command = [*of_compose("migrate")[:2], *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self._environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, name: str) -> None:
        """As compose.yaml does; two on one machine differ in port and name."""
        if name in self.ports:
            command = of_compose("web", host="127.0.0.1", port=str(self.ports[name]))
        elif name == "beat":
            command = of_compose("beat")
        else:
            command = [*of_compose("worker", concurrency="2"), "--hostname", f"{name}@%h"]
        with (self.folder / f"{name}.log").open("ab") as log:
            self._running[name] = subprocess.Popen(
                command, cwd=ROOT, env=self._environment, stdout=log, stderr=log, start_new_session=True
            )

    def wait_for_web(self, name: str) -> None:
        self.wait_until(lambda: self._answers(name), name)

    def _answers(self, name: str) -> bool:
        try:
            return httpx.get(f"http://127.0.0.1:{self.ports[name]}/healthz", timeout=2).status_code == 200
        except httpx.HTTPError:
            return False

    def stop(self, name: str, number: signal.Signals) -> None:
        process = self._running.pop(name)
        os.killpg(process.pid, number)
        process.wait(60)

    def end(self) -> None:
        for name in list(self._running):
            self.stop(name, signal.SIGKILL)

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        import psycopg

        with psycopg.connect(self.database, autocommit=True) as connection:
            cursor = connection.execute(sql)  # type: ignore[arg-type]
            return cursor.fetchall() if cursor.description else []

    def wait_until(self, happened: Callable[[], object], what: str) -> None:
        deadline = time.monotonic() + TOO_LONG
        while not happened():
            logs = {file.name: file.read_text()[-1500:] for file in self.folder.glob("*.log")}
            assert time.monotonic() < deadline, (what, logs)
            time.sleep(0.1)


class People:
    """Gadgets that poll, and Bob who comments: each asks another server where one does not answer."""

    def __init__(self, installation: Installation, uid: str, token: str) -> None:
        self.installation = installation
        self._urls = [f"http://127.0.0.1:{port}" for port in installation.ports.values()]
        self._headers, self._uid = {"Authorization": f"Bearer {token}"}, uid
        self.polls: list[int] = []
        self.sent: list[str] = []
        self.moved, self.faults = 0, list[BaseException]()
        self._is_over = threading.Event()
        self._threads = [
            threading.Thread(target=self._safely, args=[work]) for work in (self._poll, self._poll, self._comment)
        ]

    def __enter__(self) -> People:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        for thread in self._threads:
            thread.join()

    def _safely(self, work: Callable[[httpx.Client], None]) -> None:
        try:
            with httpx.Client(headers=self._headers, timeout=20) as client:
                work(client)
        except BaseException as fault:
            self.faults.append(fault)

    def _poll(self, client: httpx.Client) -> None:
        etag = ""
        while not self._is_over.wait(0.05):
            answer = self._asked(client, "GET", "/api/v1/activities/", {"If-None-Match": etag})
            etag = answer.headers["ETag"]
            self.polls.append(answer.status_code)

    def _comment(self, client: httpx.Client) -> None:
        path = f"/api/v1/activities/{self._uid}/actions/comment/"
        for number in count():
            if self._is_over.wait(0.1):
                return
            text = f"comment {number}"
            answer = self._asked(client, "POST", path, {"Idempotency-Key": text}, json={"text": text})
            assert answer.status_code == 200, answer.text
            self.sent.append(text)

    def _asked(
        self, client: httpx.Client, method: str, path: str, headers: dict[str, str], **more: Any
    ) -> httpx.Response:
        """The servers in turn; a press is repeated with its key, as the gadget does."""
        deadline = time.monotonic() + TOO_LONG
        for attempt in count(len(self.polls)):
            url = self._urls[attempt % 2]
            try:
                return client.request(method, url + path, headers=headers, **more)
            except httpx.TransportError:
                self.moved += 1
                assert time.monotonic() < deadline, "no server answers"
        raise AssertionError


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    if why := missing():
        # CI has everything: there it is a failure.
        (pytest.fail if os.environ.get("CI", "").lower() == "true" else pytest.skip)(why)
    with services.own_databases(1) as (database,), services.own_redis() as cache, services.own_redis() as broker:
        installation = Installation(tmp_path, database, cache, broker)
        try:
            yield installation
        finally:
            installation.end()


class Ledgers:
    """Sources to which something is added now and then."""

    def __init__(self, installation: Installation) -> None:
        self._installation, self._lines = installation, 0
        for key in SOURCES:
            (installation.folder / key).mkdir()

    def go_on(self) -> None:
        """One line more in each, and both have been read. Of a killed worker's lease nobody waits for the end."""
        self._lines += 1
        for key in SOURCES:
            with (self._installation.folder / key / "lines").open("a") as file:
                file.write(f"line {self._lines}\n")
        self._installation.ask("UPDATE streams_provider SET lease_until = now() WHERE lease_until > now()")
        self._installation.wait_until(self._are_read, f"line {self._lines} of each source")

    def _are_read(self) -> bool:
        stored = "SELECT count(*) FROM streams_activity WHERE foreign_id LIKE 'lines-%'"
        return self._installation.ask(stored) == [(self._lines * len(SOURCES),)]


def all_goes_on(people: People, ledgers: Ledgers | None) -> None:
    polls, comments = len(people.polls), len(people.sent)
    if ledgers:
        ledgers.go_on()
    people.installation.wait_until(
        lambda: people.faults or (len(people.polls) > polls + 10 and len(people.sent) > comments + 3),
        "polls and comments",
    )


def test_one_process_at_a_time_may_stop(installation: Installation) -> None:
    installation.manage(*of_compose("migrate")[2:])
    seed = SEED.replace("FOLDER", str(installation.folder))
    uid, token = installation.manage("shell", "--no-imports", "-c", seed).split()
    ledgers = Ledgers(installation)
    for name in ("web1", "web2", "worker1", "worker2", "beat"):
        installation.start(name)
    for name in installation.ports:
        installation.wait_for_web(name)
    with People(installation, uid, token) as people:
        all_goes_on(people, ledgers)
        for name, number in (
            ("web1", signal.SIGKILL), ("worker1", signal.SIGKILL), ("web2", signal.SIGTERM),
            ("worker2", signal.SIGTERM), ("beat", signal.SIGTERM),
        ):  # fmt: skip
            installation.stop(name, number)
            # Without beat nothing is polled; as soon as it is back, it is.
            all_goes_on(people, None if name == "beat" else ledgers)
            installation.start(name)
            if name in installation.ports:
                installation.wait_for_web(name)
        all_goes_on(people, ledgers)
    assert people.faults == []
    assert set(people.polls) == {200, 304}
    # Somebody was sent to the other server, or nothing was tested.
    assert people.moved
    texts = [text for (text,) in installation.ask("SELECT text FROM streams_comment ORDER BY id")]
    assert sorted(texts) == sorted(people.sent)
    assert installation.ask("SELECT count(*) FROM streams_actionrun WHERE state <> 'done'") == [(0,)]
    assert installation.ask("SELECT max(revision) FROM streams_activity WHERE foreign_id LIKE 'lines-%'") == [(1,)]
