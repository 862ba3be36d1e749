"""A real Buildbot: a master, a worker, and builders that pass, fail and wait. `buildbot` is the fixture."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.peers.installing import call, installed
from tests.peers.serving import PATIENCE, running, wait_until
from tests.processes import free_port

LOCK = Path(__file__).resolve().parent / "buildbot-requirements.txt"
USER, PASSWORD = "ana", "only-for-tests"

MASTER = """
from buildbot.plugins import schedulers, steps, util, worker

def builder(name, command, **options):
    step = steps.ShellCommand(name="check", command=["sh", "-c", command], logEnviron=False)
    return util.BuilderConfig(name=name, workernames=["worker"], factory=util.BuildFactory([step]), **options)

ALL = ["good", "bad", "slow one"]
c = BuildmasterConfig = {{
    "title": "Test CI",
    "buildbotURL": "{url}/",
    "buildbotNetUsageData": None,
    "db": {{"db_url": "sqlite:///state.sqlite"}},
    "collapseRequests": False,
    "protocols": {{"pb": {{"port": "tcp:{port}:interface=127.0.0.1"}}}},
    "workers": [worker.Worker("worker", "only-for-tests", max_builds=4)],
    "builders": [
        builder("good", "true"),
        builder("bad", "echo oops >&2; false"),
        # Until somebody creates the file. What waits meanwhile becomes one build.
        builder("slow one", "while [ ! -e {folder}/go ]; do sleep 0.1; done", collapseRequests=True),
    ],
    "schedulers": [
        schedulers.ForceScheduler(
            name="force", builderNames=ALL, properties=[util.StringParameter(name="ticket", default="")]
        ),
        schedulers.ForceScheduler(
            name="asks", builderNames=ALL, properties=[util.StringParameter(name="version", required=True)]
        ),
        schedulers.AnyBranchScheduler(name="commits", builderNames=["good"], treeStableTimer=None),
    ],
    "www": {{"port": "tcp:{http}:interface=127.0.0.1", "change_hook_dialects": {{"base": True}}}},
}}
if {guarded}:
    c["www"]["auth"] = util.UserPasswordAuth({{"{user}": "{password}"}})
    c["www"]["authz"] = util.Authz(
        allowRules=[util.AnyControlEndpointMatcher(role="builders")],
        roleMatchers=[util.RolesFromUsername(roles=["builders"], usernames=["{user}"])],
    )
"""


class Buildbot:
    """What a test, or a person, does with it by its own API."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder

    def get(self, where: str) -> Any:
        request = urllib.request.Request(f"{self.url}/api/v2/{where}", headers={"Accept": "application/json"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.load(answer)

    def force(self, builder: str, **params: Any) -> int:
        """The id of the build request, which waits or is built by now."""
        body = {"jsonrpc": "2.0", "id": 1, "method": "force", "params": {"builderid": builder, **params}}
        url = f"{self.url}/api/v2/forceschedulers/force"
        request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            (request_id,) = json.load(answer)["result"][1].values()
        return int(request_id)

    def build(self, builder: str, **params: Any) -> dict[str, Any]:
        """Forced, and over."""
        return self.ended(self.force(builder, **params))

    def ended(self, request_id: int) -> dict[str, Any]:
        return self._when("builds", f"buildrequestid={request_id}&complete=true")

    def begun(self, request_id: int) -> dict[str, Any]:
        return self._when("builds", f"buildrequestid={request_id}")

    def settled(self, request_id: int) -> dict[str, Any]:
        return self._when("buildrequests", f"buildrequestid={request_id}&complete=true")

    def commit(self, author: str, comments: str, revision: str) -> dict[str, Any]:
        """Somebody pushes, which builds "good"."""
        fields = {"author": author, "comments": comments, "revision": revision, "branch": "main", "files": '["a.py"]'}
        fields |= {"repository": "https://git.example.com/payments.git", "project": "payments"}
        urllib.request.urlopen(f"{self.url}/change_hook/base", urlencode(fields).encode(), timeout=10).close()
        return self._when("builds", "complete=true&property=revision", revision)

    def go(self) -> None:
        """Let the slow builds end; from then on none is slow."""
        (self.folder / "go").touch()

    def wait(self) -> None:
        (self.folder / "go").unlink(missing_ok=True)

    def _when(self, what: str, query: str, revision: str = "") -> dict[str, Any]:
        """The first of them, of this revision where one is named, as soon as there is one."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            for found in self.get(f"{what}?{query}")[what]:
                if not revision or found["properties"].get("revision", [""])[0] == revision:
                    return dict(found)
            time.sleep(0.05)
        raise AssertionError(f"{what}?{query} stayed empty")


@pytest.fixture(scope="module")
def buildbot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Buildbot]:
    """Whoever asks may read and force."""
    with serve(tmp_path_factory.mktemp("buildbot")) as peer:
        yield peer


@pytest.fixture(scope="module")
def guarded_buildbot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Buildbot]:
    """Everybody may read; only ana may force."""
    with serve(tmp_path_factory.mktemp("guarded"), guarded=True) as peer:
        yield peer


@contextmanager
def serve(folder: Path, guarded: bool = False) -> Iterator[Buildbot]:
    """A fresh master and its worker in this folder; in the same folder again, the same ones."""
    programs = installed("Buildbot", LOCK)
    if not (folder / "url").exists():
        _set_up(programs, folder, guarded)
    peer = Buildbot((folder / "url").read_text(), folder)
    with ExitStack() as stack:
        command = [programs / "twistd", "--nodaemon", "--no_save", "--pidfile=twistd.pid", "-y", "buildbot.tac"]
        master = stack.enter_context(running(command, folder / "master"))
        wait_until(lambda: peer.get("masters"), master, folder / "master")
        worker = stack.enter_context(running(command, folder / "worker"))
        # Asked over HTTP it answers before the worker is there.
        wait_until(
            lambda: any(one["connected_to"] for one in peer.get("workers")["workers"]), worker, folder / "worker"
        )
        yield peer


def _set_up(programs: Path, folder: Path, guarded: bool) -> None:
    http, port = free_port(), free_port()
    url = f"http://127.0.0.1:{http}"
    names = {"url": url, "http": http, "port": port, "folder": folder, "guarded": guarded}
    call(programs / "buildbot", "create-master", "--relocatable", folder / "master")
    (folder / "master" / "master.cfg").write_text(MASTER.format(**names, user=USER, password=PASSWORD))
    arguments = ["--relocatable", folder / "worker", f"127.0.0.1:{port}", "worker", PASSWORD]
    call(programs / "buildbot-worker", "create-worker", *arguments)
    (folder / "url").write_text(url)
