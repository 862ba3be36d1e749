"""Over HTTP: the server as `serve` starts it, on loopback, and a client that costs less than what it measures."""

from __future__ import annotations

import json
import os
import re
import select
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from bench.timing import Slice
from bench.worker import EndedError, child

HOST = "127.0.0.1"
PAGE = "/api/v1/activities/"
# Its tokens are good for the gadget only.
TOKEN_PAGE = "/api/v1/gadgets/bench/activities/"  # noqa: S105
LIMIT = 20
# What is asked with which credential: an unchanged poll with all of them.
PAGES = [
    *(f"304, {credential}" for credential in ("anonymous", "embed token", "session", "access token", "password")),
    *(f"page, {credential}" for credential in ("anonymous", "embed token", "session")),
    *(f"page elsewhere, {credential}" for credential in ("anonymous", "embed token", "session")),
]
LENGTH = re.compile(rb"content-length: *([0-9]+)")
# As many as the server has threads.
CONNECTIONS = 4
# The server runs on the last of them and the client on the first: what one costs is not taken from the other.
# PostgreSQL's processes run where there is room.
CORES = sorted(os.sched_getaffinity(0))
SLICE_SECONDS = 0.1
START_SECONDS = 30
# Five thousand documents on a busy machine.
ANSWER_SECONDS = 60


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


class Connection:
    """One keep-alive connection with at most one request on its way. `http.client` would be half of the cost."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection((HOST, port), timeout=ANSWER_SECONDS)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._usual = 0
        self.sent_at = 0.0

    def fileno(self) -> int:
        return self._socket.fileno()

    def send(self, request: bytes) -> None:
        self.sent_at = perf_counter()
        self._socket.sendall(request)

    def status(self) -> int:
        """Of an answer that is read and not looked at: to take it apart would cost more than a 304 costs the server."""
        data = self._socket.recv(65536)
        # The same question has answers of the same length: such a one is all there.
        if len(data) != self._usual:
            data = self._whole(data)
            self._usual = len(data)
        return int(data[9:12])

    def receive(self) -> Answer:
        data = self._more(b"", lambda data: b"\r\n\r\n" in data)
        head, _, body = data.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        length = int(headers.get("content-length", 0))
        return Answer(int(first.split()[1]), headers, self._more(body, lambda body: len(body) >= length))

    def close(self) -> None:
        self._socket.close()

    def _whole(self, data: bytes) -> bytes:
        data = self._more(data, lambda data: b"\r\n\r\n" in data)
        head = data.partition(b"\r\n\r\n")[0].lower()
        length = LENGTH.search(head)
        size = len(head) + 4 + (int(length[1]) if length else 0)
        return self._more(data, lambda data: len(data) >= size)

    def _more(self, data: bytes, enough: Callable[[bytes], bool]) -> bytes:
        while not enough(data):
            part = self._socket.recv(65536)
            if not part:
                raise EndedError("the server closed a connection")
            data += part
        return data


@contextmanager
def served(python: Path, application: str, environment: Mapping[str, str]) -> Iterator[int]:
    """A WSGI application on a free port until the block ends, on the server that `serve` runs."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    # The same words as in streams/management/serving.py.
    granian = [str(python), "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning"]
    size = ["--workers", "1", "--blocking-threads", str(CONNECTIONS)]
    command = [*_only_on(CORES[-1]), *granian, *size, "--host", HOST, "--port", str(port), application]
    with child(command, environment) as server:
        _wait_until_up(server, port)
        os.sched_setaffinity(0, CORES[:1])
        try:
            yield port
        finally:
            os.sched_setaffinity(0, CORES)


def _only_on(core: int) -> list[str]:
    return ["taskset", "--cpu-list", str(core)]


@dataclass(frozen=True)
class Asking:
    """The same request, again and again; with `elsewhere` each comes from another embedding page, so that its answer is
    made anew, of what is known since the last write."""

    path: str
    header: str = "Accept: */*"
    status: int = 200
    elsewhere: bool = False

    def request(self) -> bytes:
        origin = f"\r\nOrigin: https://{next(_origins)}.example.com" if self.elsewhere else ""
        return request(self.path, self.header + origin)


_origins = count()


@contextmanager
def takers(port: int, cases: Callable[[Connection], dict[str, Asking]]) -> Iterator[dict[str, Callable[[], Slice]]]:
    """Every case by its name. `cases` asks for each once, to see that it is answered as it must be."""
    connections = [Connection(port) for _ in range(CONNECTIONS)]
    try:
        yield {name: partial(_load, connections, asking) for name, asking in cases(connections[0]).items()}
    finally:
        for connection in connections:
            connection.close()


REFERENCES = ("empty view", "empty view again", "raw SQL view")


def ours(credentials: Mapping[str, str], connection: Connection) -> dict[str, Asking]:
    cases = dict(zip(REFERENCES, map(Asking, ("/empty/", "/empty/", "/raw/")), strict=True))
    for name, header in credentials.items():
        path = TOKEN_PAGE if name == "embed token" else PAGE
        page = _ask(connection, request(path, header))
        _check_page(name, page)
        unchanged = f"{header}\r\nIf-None-Match: {page.headers['etag']}"
        answer = _ask(connection, request(path, unchanged))
        assert (answer.status, answer.body) == (304, b""), f"no 304 by {name}: {answer}"
        cases[f"304, {name}"] = Asking(path, unchanged, 304)
        cases[f"page, {name}"] = Asking(path, header)
        cases[f"page elsewhere, {name}"] = Asking(path, header, elsewhere=True)
    return {name: case for name, case in cases.items() if name in PAGES or name in REFERENCES}


def peers(connection: Connection) -> dict[str, Asking]:
    answer = _ask(connection, request("/newest/"))
    assert len(json.loads(answer.body)["items"]) == LIMIT, f"no page of the peer: {answer}"
    return {"django-activity-stream": Asking("/newest/")}


def _check_page(name: str, answer: Answer) -> None:
    """Twenty items, and offers that show that the credential was understood."""
    assert answer.status == 200, f"no page by {name}: {answer}"
    items = json.loads(answer.body)["items"]
    states = {action["state"] for item in items for action in item["actions"]}
    assert len(items) == LIMIT, f"{len(items)} items by {name}"
    may_act = name not in {"anonymous", "access token"}
    assert ("available" in states) == may_act, f"wrong offers by {name}: {states}"


def _load(connections: list[Connection], asking: Asking) -> Slice:
    """Every connection asks again as soon as it has its answer, until the time is over."""
    seconds: list[float] = []
    wanted, status = asking.request(), asking.status
    by_number = {connection.fileno(): connection for connection in connections}
    with select.epoll() as ready:
        for number, connection in by_number.items():
            ready.register(number, select.EPOLLIN)
            connection.send(wanted)
        start = perf_counter()
        while perf_counter() - start < SLICE_SECONDS:
            for number, _ in ready.poll(START_SECONDS):
                connection = by_number[number]
                answered = connection.status()
                assert answered == status, f"{answered} instead of {status}"
                seconds.append(perf_counter() - connection.sent_at)
                connection.send(asking.request() if asking.elsewhere else wanted)
        elapsed = perf_counter() - start
    for connection in connections:
        connection.status()
    return Slice(rate=len(seconds) / elapsed, p50_ms=median(seconds) * 1000)


def request(path: str, *headers: str, body: bytes = b"") -> bytes:
    """A GET, or with a body a POST of JSON."""
    lines = [f"{'POST' if body else 'GET'} {path} HTTP/1.1", f"Host: {HOST}", *headers]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


def _ask(connection: Connection, asked: bytes) -> Answer:
    connection.send(asked)
    return connection.receive()


def _wait_until_up(server: subprocess.Popen[Any], port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.05)
    raise EndedError("the web server did not start")
