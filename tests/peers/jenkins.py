"""A server of ours that answers as Jenkins documents its remote access API: trees, crumbs, queue, errors."""

from __future__ import annotations

import itertools
import re
from base64 import b64encode
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, quote, unquote

import pytest

from streams.models import Provider
from streams.testing.web_server import Asked, Reply, WebServer
from tests.peers.following import provider_of

USER, TOKEN = "ana", "11c0ffee"
SECRETS = {"token": TOKEN}
START = 1_767_323_045_000
_RANGE = re.compile(r"\{(\d*),(\d*)\}")


class Jenkins:
    """Jobs by full name; those with a slash lie in folders. What is built waits in the queue until it is begun."""

    def __init__(self, server: WebServer) -> None:
        self.server, self.url = server, server.url.rstrip("/")
        self.jobs: dict[str, dict[str, Any]] = {}
        self.queue: dict[int, dict[str, Any]] = {}
        # Who may do nothing without signing in; whether it wants crumbs.
        self.is_private, self.wants_crumbs = False, True
        self._minutes, self._items = itertools.count(), itertools.count(1)
        server.answer = self._answer  # type: ignore[method-assign]

    def job(self, name: str, *parameters: str, buildable: bool = True) -> None:
        definitions = [{"name": parameter, "type": "StringParameterDefinition"} for parameter in parameters]
        self.jobs[name] = {
            "fullName": name,
            "displayName": name.rpartition("/")[2].capitalize(),
            "buildable": buildable,
            "property": [{}, {"parameterDefinitions": definitions}] if parameters else [{}],
            "allBuilds": [],
        }

    def build(self, name: str, result: str | None = "SUCCESS", **fields: Any) -> dict[str, Any]:
        """The next build, a minute younger than the last of all; with None it runs."""
        builds = self.jobs[name]["allBuilds"]
        number = builds[0]["number"] + 1 if builds else 1
        build = {
            "number": number,
            "url": f"{self.url}/{_path(name)}/{number}/",
            "timestamp": START + 60_000 * next(self._minutes),
            "queueId": 0,
            "building": result is None,
            "result": result,
            "duration": 0 if result is None else 30_000,
            "actions": [{}],
            "culprits": [],
            **fields,
        }
        builds.insert(0, build)
        return build

    def end(self, build: dict[str, Any], result: str) -> None:
        build |= {"building": False, "result": result, "duration": 30_000}

    def begin(self, item: int, result: str | None = None) -> dict[str, Any]:
        """What waited is built."""
        queued = self.queue[item]
        build = self.build(queued["job"], result, queueId=item, actions=[{"parameters": queued["parameters"]}])
        queued["executable"] = {"number": build["number"], "url": build["url"]}
        return build

    def _answer(self, asked: Asked) -> Reply:
        self.server.asked.append(asked)
        given = asked.headers["Authorization"]
        right = "Basic " + b64encode(f"{USER}:{TOKEN}".encode()).decode()
        if given not in (None, right):
            return Reply("<h1>Invalid password or token</h1>", 401)
        if not given and (self.is_private or asked.method == "POST"):
            return Reply("<h1>anonymous is missing the Overall/Read permission</h1>", 403)
        return self._post(asked) if asked.method == "POST" else self._get(asked)

    def _get(self, asked: Asked) -> Reply:
        where = unquote(asked.path).removesuffix("/api/json").strip("/")
        found = self._found(where)
        if found is None:
            return Reply("<h1>Not Found</h1>", 404)
        headers = {"Set-Cookie": "JSESSIONID=node0; Path=/; HttpOnly"} if where == "crumbIssuer" else {}
        return Reply(pick(found, asked.query["tree"][0]), headers={"X-Jenkins": "2.528.1", **headers})

    def _found(self, where: str) -> Mapping[str, Any] | None:
        if where == "":
            return {"jobs": self._folder("")}
        if where == "me":
            return {"id": USER, "fullName": "Ana Ruiz"}
        if where == "crumbIssuer":
            return {"crumb": "f00d", "crumbRequestField": "Jenkins-Crumb"} if self.wants_crumbs else None
        if where.startswith("queue/item/"):
            return self.queue.get(int(where.removeprefix("queue/item/")))
        name, number = _split(where)
        job = self._shown(name) if name in self.jobs else None
        if job and number:
            return next((build for build in job["allBuilds"] if build["number"] == number), None)
        return job

    def _folder(self, folder: str) -> list[dict[str, Any]]:
        inside = [name.removeprefix(folder) for name in self.jobs if name.startswith(folder)]
        folders = dict.fromkeys(name.partition("/")[0] for name in inside if "/" in name)
        jobs = [self._shown(folder + name) for name in inside if "/" not in name]
        return jobs + [{"fullName": folder + name, "jobs": self._folder(f"{folder}{name}/")} for name in folders]

    def _shown(self, name: str) -> dict[str, Any]:
        builds = self.jobs[name]["allBuilds"]
        return self.jobs[name] | {"lastBuild": builds[0] if builds else None}

    def _post(self, asked: Asked) -> Reply:
        if self.wants_crumbs and not (
            asked.headers["Jenkins-Crumb"] == "f00d" and "node0" in str(asked.headers["Cookie"])
        ):
            return Reply("<h1>No valid crumb was included in the request</h1>", 403)
        where, _, what = unquote(asked.path).strip("/").rpartition("/")
        name = _split(where)[0]
        if name not in self.jobs:
            return Reply("<h1>Not Found</h1>", 404)
        definitions = self.jobs[name]["property"][-1].get("parameterDefinitions", [])
        if what == "build" and definitions:
            return Reply("<h1>Nothing is submitted</h1>", 400)
        if what == "buildWithParameters" and not definitions:
            return Reply(f"<h1>{name} is not parameterized</h1>", 500)
        given = parse_qs(asked.body.decode(), keep_blank_values=True)
        item = next(self._items)
        parameters = [{"name": key, "value": values[0]} for key, values in given.items()]
        self.queue[item] = {"cancelled": False, "executable": None, "job": name, "parameters": parameters}
        return Reply(status=201, headers={"Location": f"{self.url}/queue/item/{item}/"})


@pytest.fixture
def jenkins(server: WebServer) -> Jenkins:
    peer = Jenkins(server)
    peer.job("payments")
    return peer


def source(peer: Jenkins, secrets: dict[str, str] | None = None, **config: Any) -> Provider:
    secrets = SECRETS if secrets is None else secrets
    account = {"username": USER} if secrets else {}
    return provider_of("jenkins", secrets, address=peer.url, **account, **config)


def pick(value: Any, tree: str) -> Any:
    """What a tree names of a value: "number,actions[causes[userId]],builds[number]{0,10}"."""
    if isinstance(value, list):
        return [pick(one, tree) for one in value]
    if not isinstance(value, Mapping):
        return value
    picked: dict[str, Any] = {}
    while tree:
        name, inner, limits, tree = _first(tree)
        if name in value:
            found = pick(value[name], inner) if inner else value[name]
            picked[name] = found[limits] if isinstance(found, list) else found
    return picked


def _first(tree: str) -> tuple[str, str, slice, str]:
    """The first name, the tree inside it, its range, and what follows."""
    end = re.match(r"\w+", tree)
    assert end, f"a tree begins with a name: {tree}"
    name, rest, inner, limits = end[0], tree[end.end() :], "", slice(None)
    if rest.startswith("["):
        depth, at = 1, 1
        while depth:
            depth += {"[": 1, "]": -1}.get(rest[at], 0)
            at += 1
        inner, rest = rest[1 : at - 1], rest[at:]
    if found := _RANGE.match(rest):
        limits, rest = slice(int(found[1] or 0), int(found[2]) if found[2] else None), rest[found.end() :]
    assert not rest or rest[0] == ",", f"names are parted by commas: {rest}"
    return name, inner, limits, rest[1:]


def _split(where: str) -> tuple[str, int]:
    """The full name of a job and the number of a build, 0 for none."""
    *path, last = where.split("/")
    number = int(last) if last.isdecimal() and len(path) % 2 == 0 else 0
    return "/".join((path if number else [*path, last])[1::2]), number


def _path(name: str) -> str:
    return "/".join(f"job/{quote(part)}" for part in name.split("/"))
