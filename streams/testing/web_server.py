"""A web server on loopback for what the outbound client asks: routes are plain values or functions, also nasty ones.

    with WebServer({"/api/issues": [{"id": 1}], "POST /api/issues": lambda asked: Reply({"id": 2}, 201)}) as server:
        Outbound(server.url).get("api/issues").json()
        assert server.asked[0].headers["accept-encoding"] == "gzip"

A value answers JSON (lists and dicts), or its bytes or text. `Reply` says more. `Raw` writes bytes as they are, HTTP or
not. What a function raises fails the test. Nobody waits for a server that hangs: it ends with the `with`.
"""

from __future__ import annotations

import socket
import ssl
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson


@dataclass(frozen=True)
class Asked:
    """One request, as it came. headers: upper and lower case are the same."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: Message
    body: bytes

    def json(self) -> Any:
        return orjson.loads(self.body)


@dataclass(frozen=True)
class Reply:
    """body: JSON, bytes, text, or an iterable of bytes, sent in chunks. headers: also a Content-Length that lies."""

    body: Any = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Raw:
    """Bytes for the connection, which then closes."""

    pieces: Iterable[bytes]


Route = Any | Callable[[Asked], Any]
MISSING = Reply({"message": "not found"}, 404)


class WebServer:
    """routes: by path, or by method and path: "POST /path". asked: the requests so far, in their order."""

    def __init__(self, routes: Mapping[str, Route] | None = None, tls: ssl.SSLContext | None = None) -> None:
        self.routes: dict[str, Route] = dict(routes or {})
        self.asked: list[Asked] = []
        self.connections: list[socket.socket] = []
        self._failures: list[BaseException] = []
        self._ended = threading.Event()
        self._server = _Server(self)
        self.port = int(self._server.server_address[1])
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}/"
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)

    def __enter__(self) -> WebServer:
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._server.shutdown()
        for connection in self.connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self._server.server_close()
        if self._failures:
            raise self._failures[0]

    def drip(self, pieces: Iterable[bytes], seconds: float = 0.02) -> Iterator[bytes]:
        """The pieces with a pause before each; no more of them when the server ends."""
        for piece in pieces:
            if self._ended.wait(seconds):
                return
            yield piece

    def hang(self) -> Iterator[bytes]:
        """Nothing, until the server ends."""
        self._ended.wait()
        yield from ()

    def answer(self, asked: Asked) -> Reply | Raw:
        self.asked.append(asked)
        route = self.routes.get(f"{asked.method} {asked.path}", self.routes.get(asked.path, MISSING))
        found = route(asked) if callable(route) else route
        return found if isinstance(found, Reply | Raw) else Reply(found)

    def note(self, failure: BaseException) -> None:
        """Clients may go away, and be displeased by a certificate; nothing else may fail."""
        if not isinstance(failure, OSError):
            self._failures.append(failure)


class _Server(ThreadingHTTPServer):
    # Their end is waited for, so that none writes into the next test.
    daemon_threads = False

    def __init__(self, owner: WebServer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.owner = owner

    def process_request(self, request: Any, client_address: Any) -> None:
        self.owner.connections.append(request)
        super().process_request(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        if failure := sys.exception():
            self.owner.note(failure)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def answer(self) -> None:
        parts, size = urlsplit(self.path), int(self.headers.get("Content-Length", 0))
        query = parse_qs(parts.query, keep_blank_values=True)
        asked = Asked(self.command, parts.path, query, self.headers, self.rfile.read(size))
        self._write(self.server.owner.answer(asked))

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = answer  # noqa: N815  (the base class names them)

    def log_message(self, *_: object) -> None:
        """Nothing: what matters is in `asked`."""

    def _write(self, reply: Reply | Raw) -> None:
        if isinstance(reply, Raw):
            self.close_connection = True
            return self._write_pieces(reply.pieces)
        kind, pieces = _content(reply.body)
        headers = {"Content-Type": kind, **reply.headers}
        if "Content-Length" in headers:
            # It may lie, which is only seen when nothing follows.
            self.close_connection = True
        elif isinstance(pieces, list):
            headers["Content-Length"] = str(sum(map(len, pieces)))
        else:
            headers["Transfer-Encoding"] = "chunked"
            pieces = _in_chunks(pieces)
        self.send_response(reply.status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self._write_pieces(pieces)

    def _write_pieces(self, pieces: Iterable[bytes]) -> None:
        for piece in pieces:
            self.wfile.write(piece)


def _content(body: Any) -> tuple[str, Iterable[bytes]]:
    if isinstance(body, dict | list):
        return "application/json", [orjson.dumps(body)]
    if isinstance(body, str | bytes):
        return "text/plain; charset=utf-8", [body.encode() if isinstance(body, str) else body]
    return "application/octet-stream", body


def _in_chunks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        yield b"%x\r\n%b\r\n" % (len(piece), piece)
    yield b"0\r\n\r\n"
