"""Limits of time and size: what drips, hangs, never ends, lies about its length or swells."""

from __future__ import annotations

import gzip
import time
import tracemalloc
from collections.abc import Callable, Iterable
from itertools import chain, repeat
from threading import Timer
from typing import Any

import pytest

from streams.outbound import Outbound
from streams.testing.web_server import Raw, Reply, WebServer
from tests.outbound.conftest import refusal

Make = Callable[..., Outbound]
MEGABYTE = 2**20
OK = b"HTTP/1.1 200 OK\r\n"


def zipped(data: bytes, **headers: str) -> Reply:
    return Reply(data, headers={"Content-Encoding": "gzip", **headers})


def test_json_and_text(server: WebServer, outbound: Make) -> None:
    server.routes |= {"/json": {"a": [1]}, "/bom": b"\xef\xbb\xbf[]", "/text": "Größe"}
    web = outbound()
    assert (web.get("json").json(), web.get("bom").json(), web.get("text").text) == ({"a": [1]}, [], "Größe")


@pytest.mark.parametrize(
    ("charset", "text"),
    [("ISO-8859-1", "Größe"), ('"utf-8"', "Gr��e"), ("nonsense", "Gr��e"), ("punycode", "Gr��e"), ("hex", "Gr��e")],
)
def test_text_in_the_charset_it_names(server: WebServer, outbound: Make, charset: str, text: str) -> None:
    server.routes["/"] = Reply("Größe".encode("latin-1"), headers={"Content-Type": f"text/plain; Charset={charset}"})
    assert outbound().get().text == text


def test_what_is_no_json(server: WebServer, outbound: Make) -> None:
    server.routes["/"] = Reply("<html>log in", headers={"Content-Type": "text/html; charset=utf-8"})
    error = refusal(outbound().get().json)
    assert error.code == "not_readable"
    assert "no JSON (text/html); check the address" in str(error)


def test_what_is_sent(server: WebServer, outbound: Make) -> None:
    server.routes |= {"/x": "", "/a%20b": ""}
    web = outbound(headers={"Accept": "application/json"})
    web.get("x?a=1", params={"q": "1 & 2", "many": ["3", "4"]}, headers={"X-More": "yes"})
    web.post("x", form={"text": "a&b"})
    web.put("x", json={"a": None})
    web.delete("x")
    web.post("a%20b", content=b"raw", headers={"Content-Type": "text/plain"})
    get, post, put, delete, raw = server.asked
    assert get.query == {"a": ["1"], "q": ["1 & 2"], "many": ["3", "4"]}
    assert (get.headers["accept"], get.headers["x-more"], get.headers["accept-encoding"]) == (
        "application/json",
        "yes",
        "gzip",
    )
    assert get.headers["user-agent"].startswith("ActivityStreams/")
    assert (post.body, put.json(), delete.method, raw.body) == (b"text=a%26b", {"a": None}, "DELETE", b"raw")


def test_cookies_are_not_kept(server: WebServer, outbound: Make) -> None:
    server.routes["/"] = Reply("", headers={"Set-Cookie": "a=b; Path=/"})
    web = outbound()
    web.get()
    web.get()
    assert server.asked[1].headers["cookie"] is None


def test_connections_are_kept(server: WebServer, outbound: Make) -> None:
    server.routes |= {"/x": "x", "/same": Reply(status=304)}
    web = outbound()
    for where in ("x", "same", "x"):
        web.get(where)
    assert len(server.connections) == 1


def test_what_is_unchanged_is_not_sent_again(server: WebServer, outbound: Make) -> None:
    def feed(asked: Any) -> Reply:
        is_same = asked.headers["if-none-match"] == '"1"' and asked.headers["if-modified-since"] == "yesterday"
        headers = {"ETag": '"1"', "Last-Modified": "yesterday"}
        return (
            Reply(status=304, headers=headers | {"Content-Length": "99999999"}) if is_same else Reply("x", 200, headers)
        )

    server.routes["/"] = feed
    web = outbound()
    first = web.get()
    second = web.get(etag=first.etag, last_modified=first.last_modified)
    assert (first.is_unchanged, second.is_unchanged, second.body, second.etag) == (False, True, b"", '"1"')


def test_gzip_of_several_parts(server: WebServer, outbound: Make) -> None:
    server.routes["/"] = zipped(gzip.compress(b"one ") + gzip.compress(b"") + gzip.compress(b"two" * 100_000))
    assert outbound().get().body == b"one " + b"two" * 100_000


@pytest.mark.parametrize(
    "reply",
    [
        zipped(gzip.compress(b"x" * 1000)[:-4]),
        zipped(b"\x1f\x8b\x08"),
        zipped(b"no gzip"),
        zipped(gzip.compress(b"x") + b"and more"),
        Reply(b"x", headers={"Content-Encoding": "br"}),
        Reply(b"x", headers={"Content-Encoding": "gzip, gzip"}),
        Reply(b"x", headers={"Content-Encoding": "zstd"}),
        Reply(b"x", headers={"Content-Length": "10"}),
        Reply(b"x", headers={"Content-Length": "-1"}),
        Raw([b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"]),
        Raw([b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab"]),
        Raw([b"SSH-2.0-OpenSSH_9.2\r\n"]),
        Raw([b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n"]),
        Raw([OK, b"X: " + b"y" * 200_000, b"\r\n\r\n"]),
        Raw([OK, b"X: y\r\n" * 50_000, b"\r\n\r\n"]),
        Raw([]),
    ],
)
def test_what_cannot_be_read(server: WebServer, outbound: Make, reply: Any) -> None:
    server.routes["/"] = reply
    assert refusal(outbound().get).code == "not_readable"


def bomb(size: int) -> bytes:
    return gzip.compress(bytes(size))


@pytest.mark.parametrize(
    "reply",
    [
        lambda: Reply(bytes(MEGABYTE + 1)),
        lambda: Reply(repeat(b"x" * 1000)),
        lambda: Reply(b"", headers={"Content-Length": "9" * 12}),
        lambda: Reply(repeat(b"x" * 1000), headers={"Content-Length": str(2 * MEGABYTE)}),
        lambda: Raw(chain([OK, b"\r\n"], repeat(b"x" * 1000))),
        lambda: zipped(bomb(30 * MEGABYTE)),
        lambda: Reply(repeat(gzip.compress(b"") * 50), headers={"Content-Encoding": "gzip"}),
    ],
    ids=["long", "endless", "says so", "says so and does", "to the end", "bomb", "bomb of nothing"],
)
def test_what_is_too_large(server: WebServer, outbound: Make, reply: Callable[[], Any]) -> None:
    made = reply()
    server.routes["/"] = made
    tracemalloc.start()
    error = refusal(outbound(max_bytes=MEGABYTE // 16, seconds=5).get)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert error.code == "too_large"
    assert "sends more than 65536 bytes; ask it for less" in str(error)
    assert peak < 8 * MEGABYTE


def test_what_is_just_not_too_large(server: WebServer, outbound: Make) -> None:
    server.routes["/"] = zipped(gzip.compress(bytes(MEGABYTE)))
    assert len(outbound(max_bytes=MEGABYTE).get().body) == MEGABYTE


def slow(server: WebServer) -> dict[str, Callable[[], Iterable[bytes]]]:
    drops = repeat(b"x")
    return {
        "nothing": server.hang,
        "headers": lambda: chain([OK, b"X: "], server.drip(drops)),
        "early hints": lambda: server.drip(repeat(b"HTTP/1.1 103 Early Hints\r\n\r\n")),
        "body": lambda: chain([OK, b"\r\n"], server.drip(drops)),
        "chunks": lambda: chain([OK, b"Transfer-Encoding: chunked\r\n\r\n"], server.drip(repeat(b"1\r\nx\r\n"))),
        "chunk lines": lambda: chain([OK, b"Transfer-Encoding: chunked\r\n\r\n"], server.drip(repeat(b"0"))),
        "the rest": lambda: chain([OK, b"Content-Length: 100\r\n\r\nx"], server.hang()),
    }


@pytest.mark.parametrize("how", ["nothing", "headers", "early hints", "body", "chunks", "chunk lines", "the rest"])
def test_a_slow_server_ends_at_the_deadline(server: WebServer, outbound: Make, how: str) -> None:
    server.routes["/"] = lambda asked: Raw(slow(server)[how]())
    assert refusal(outbound(seconds=0.15).get).code == "timeout"


def test_the_deadline_is_one_for_all_redirects(server: WebServer, outbound: Make) -> None:
    def redirect(asked: Any) -> Raw:
        return Raw(server.drip([b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /\r\n\r\n"], 0.08))

    server.routes["/"] = redirect
    assert refusal(outbound(seconds=0.15).get).code == "timeout"


def test_a_server_that_reads_nothing(server: WebServer, outbound: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.testing.web_server._Handler.handle", lambda handler: list(server.hang()))
    assert refusal(lambda: outbound(seconds=0.15).post("", content=bytes(30 * MEGABYTE))).code == "timeout"


def test_our_own_time_does_not_count(server: WebServer, outbound: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when each piece is stored before the next is read."""
    ours, real = [0], time.monotonic
    monkeypatch.setattr(time, "monotonic", lambda: real() + ours[0])
    server.routes["/"] = lambda asked: Reply(server.drip([b"x"] * 3))
    with outbound(seconds=10).stream() as reading:
        for _ in reading:
            ours[0] += 100


def test_a_reading_that_is_left_early(server: WebServer, outbound: Make) -> None:
    server.routes |= {"/endless": Reply(repeat(b"x" * 1000)), "/x": "x"}
    web = outbound()
    with web.stream("endless") as reading:
        assert next(iter(reading)).startswith(b"x")
    assert web.get("x").text == "x"


def test_a_fetch_can_be_cancelled(server: WebServer, outbound: Make) -> None:
    web = outbound(seconds=20)

    def hang(asked: Any) -> Raw:
        Timer(0.05, web.cancel).start()
        return Raw(chain([OK, b"\r\nbegun"], server.hang()))

    server.routes["/"] = hang
    assert refusal(web.get).code == "cancelled"
    assert refusal(web.get).code == "cancelled"


def test_a_large_feed_is_read_with_flat_memory(server: WebServer, outbound: Make) -> None:
    server.routes["/"] = Reply(repeat(b"x" * MEGABYTE, 50))
    tracemalloc.start()
    with outbound(max_bytes=60 * MEGABYTE, seconds=20).stream() as reading:
        size = sum(map(len, reading))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size == 50 * MEGABYTE
    assert peak < 6 * MEGABYTE
