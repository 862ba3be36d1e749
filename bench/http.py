"""Over HTTP: the server as `serve` starts it, on loopback, and a client that costs less than what it measures."""

from __future__ import annotations

import json
import select
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any

from bench.timing import Slice
from bench.worker import EndedError, child

HOST = "127.0.0.1"
PAGE = "/api/v1/gadgets/bench/activities/"
LIMIT = 20
# As many as the server has threads.
CONNECTIONS = 4
SLICE_SECONDS = 0.4
START_SECONDS = 30


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


class Connection:
    """One keep-alive connection with at most one request on its way. `http.client` would be half of the cost."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection((HOST, port), timeout=10)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sent_at = 0.0

    def fileno(self) -> int:
        return self._socket.fileno()

    def send(self, request: bytes) -> None:
        self.sent_at = perf_counter()
        self._socket.sendall(request)

    def receive(self) -> Answer:
        data = self._more(b"", lambda data: b"\r\n\r\n" in data)
        head, _, body = data.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        length = int(headers.get("content-length", 0))
        return Answer(int(first.split()[1]), headers, self._more(body, lambda body: len(body) >= length))

    def close(self) -> None:
        self._socket.close()

    def _more(self, data: bytes, enough: Callable[[bytes], bool]) -> bytes:
        while not enough(data):
            part = self._socket.recv(65536)
            if not part:
                raise EndedError("the server closed a connection")
            data += part
        return data


@contextmanager
def served(environment: Mapping[str, str]) -> Iterator[int]:
    """Our project on a free port until the block ends."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    # The same words as in streams/management/serving.py.
    granian = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning"]
    size = ["--workers", "1", "--blocking-threads", str(CONNECTIONS)]
    with child(
        [*granian, *size, "--host", HOST, "--port", str(port), "streams.wsgi:application"], environment
    ) as server:
        _wait_until_up(server, port)
        yield port


@contextmanager
def takers(port: int, credentials: Mapping[str, str]) -> Iterator[dict[str, Callable[[], Slice]]]:
    """Every case by its name. What each must answer is checked before anything is timed."""
    connections = [Connection(port) for _ in range(CONNECTIONS)]
    try:
        yield {
            name: _taker(connections, request, status)
            for name, (request, status) in _checked(connections[0], credentials).items()
        }
    finally:
        for connection in connections:
            connection.close()


def _checked(connection: Connection, credentials: Mapping[str, str]) -> dict[str, tuple[bytes, int]]:
    cases = {"empty view": (_request("/empty/"), 200), "empty view again": (_request("/empty/"), 200)}
    for name, header in credentials.items():
        page = _ask(connection, _request(PAGE, header))
        _check_page(name, page)
        unchanged = _request(PAGE, header, f"If-None-Match: {page.headers['etag']}")
        answer = _ask(connection, unchanged)
        assert (answer.status, answer.body) == (304, b""), f"no 304 by {name}: {answer}"
        cases[f"page, {name}"] = _request(PAGE, header), 200
        cases[f"304, {name}"] = unchanged, 304
    return cases


def _check_page(name: str, answer: Answer) -> None:
    """Twenty items, and offers that show that the credential was understood."""
    assert answer.status == 200, f"no page by {name}: {answer}"
    items = json.loads(answer.body)["items"]
    states = {action["state"] for item in items for action in item["actions"]}
    assert len(items) == LIMIT, f"{len(items)} items by {name}"
    assert (states == {"disabled"}) == (name == "anonymous"), f"wrong offers by {name}: {states}"


def _taker(connections: list[Connection], request: bytes, status: int) -> Callable[[], Slice]:
    return lambda: _load(connections, request, status)


def _load(connections: list[Connection], request: bytes, status: int) -> Slice:
    """Every connection asks again as soon as it has its answer, until the time is over."""
    seconds: list[float] = []
    for connection in connections:
        connection.send(request)
    start = perf_counter()
    while perf_counter() - start < SLICE_SECONDS:
        for connection in select.select(connections, [], [], START_SECONDS)[0]:
            answer = connection.receive()
            assert answer.status == status, f"{answer.status} instead of {status}"
            seconds.append(perf_counter() - connection.sent_at)
            connection.send(request)
    elapsed = perf_counter() - start
    for connection in connections:
        connection.receive()
    return Slice(rate=len(seconds) / elapsed, p50_ms=median(seconds) * 1000)


def _request(path: str, *headers: str) -> bytes:
    return "\r\n".join([f"GET {path} HTTP/1.1", f"Host: {HOST}", *headers, "", ""]).encode()


def _ask(connection: Connection, request: bytes) -> Answer:
    connection.send(request)
    return connection.receive()


def _wait_until_up(server: subprocess.Popen[Any], port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.05)
    raise EndedError("the web server did not start")
