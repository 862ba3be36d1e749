"""What went wrong, for people and for programs; and what is never said: secrets and queries."""

from __future__ import annotations

import logging
import socket
import time
import traceback
from collections.abc import Callable
from email.utils import formatdate
from functools import partial
from typing import Any

import pytest

from streams.outbound import Outbound, OutboundError
from streams.testing.web_server import Raw, Reply, WebServer
from tests.outbound.conftest import refusal
from tests.processes import free_port

Make = Callable[..., Outbound]


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "rejected"), (401, "unauthorized"), (403, "forbidden"), (404, "missing"), (405, "rejected"),
        (409, "conflict"), (410, "missing"), (412, "precondition"), (422, "rejected"), (429, "rate_limited"),
        (500, "broken"), (502, "broken"), (503, "broken"), (599, "broken"), (700, "not_readable"),
    ],
)  # fmt: skip
def test_each_status_has_a_code(server: WebServer, outbound: Make, status: int, code: str) -> None:
    server.routes["/x"] = Reply({"message": "no"}, status)
    error = refusal(lambda: outbound().get("x"))
    assert (error.code, error.status, error.retry_after) == (code, status, None)
    assert str(error).startswith(f"{server.url}x ")
    assert str(error).endswith(f" ({status}).")


@pytest.mark.parametrize(
    ("status", "headers", "code", "seconds"),
    [
        (429, {"Retry-After": "7"}, "rate_limited", 7),
        (503, {"Retry-After": "120"}, "broken", 120),
        (429, {"Retry-After": "99999999"}, "rate_limited", 86_400),
        (429, {"Retry-After": "9" * 4000}, "rate_limited", 86_400),
        (429, {"Retry-After": "-5"}, "rate_limited", None),
        (429, {"Retry-After": "soon"}, "rate_limited", None),
        (429, {"Retry-After": "Fri, 99 Feb 2026 99:99:99 GMT"}, "rate_limited", None),
        (429, {"Retry-After": "Thu, 01 Jan 1970 00:00:00 GMT"}, "rate_limited", 0),
        (429, {"Retry-After": "{date}"}, "rate_limited", 60),
        (403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "{epoch}"}, "rate_limited", 60),
        (403, {"X-RateLimit-Remaining": "9", "X-RateLimit-Reset": "{epoch}"}, "forbidden", None),
        (403, {"Retry-After": "30"}, "rate_limited", 30),
        (429, {"RateLimit-Reset": "{epoch}"}, "rate_limited", 60),
        (429, {"RateLimit-Reset": "50"}, "rate_limited", 50),
    ],
)
def test_when_to_come_back(
    server: WebServer, outbound: Make, status: int, headers: dict[str, str], code: str, seconds: float | None
) -> None:
    """`{date}` and `{epoch}` are a minute from now."""
    later = time.time() + 60
    moments = {"date": formatdate(later, usegmt=True), "epoch": str(int(later))}
    server.routes["/"] = Reply("", status, {name: text.format(**moments) for name, text in headers.items()})
    error = refusal(outbound().get)
    assert (error.code, error.retry_after) == (code, seconds and pytest.approx(seconds, abs=30))


def test_nobody_listens() -> None:
    with Outbound(f"http://127.0.0.1:{free_port()}/") as web:
        error = refusal(web.get)
    assert (error.code, error.status) == ("unreachable", None)
    assert "check the address, and that it runs" in str(error)


def test_a_connection_that_is_reset(server: WebServer, outbound: Make) -> None:
    def reset(asked: Any) -> Raw:
        server.connections[0].setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        server.connections[0].close()
        return Raw([])

    server.routes["/"] = reset
    assert refusal(outbound().get).code == "unreachable"


@pytest.mark.parametrize("value", ["a\r\nHost: evil.example", "a\nb", "smile ☺", "nul\x00"])
def test_a_header_that_is_none_is_refused(server: WebServer, outbound: Make, value: str) -> None:
    error = refusal(lambda: outbound(headers={"Authorization": value}).get())
    assert (error.code, server.asked) == ("refused_url", [])
    assert "evil" not in str(error)


SECRETS = ["geheim/1 ü", "pass:wort", "t0ken", "Z3ImOnBhc3M6d29ydA", "s1d", "qu3ry"]


@pytest.mark.parametrize("status", [302, 401, 404, 500])
def test_no_secret_is_said_or_logged(
    server: WebServer, outbound: Make, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    """Also when a server sends them back, and when everything is logged."""
    path = "geheim%2F1%20%c3%bc:x/t0ken/pass%3Awort/Z3ImOnBhc3M6d29ydA==/x"
    server.routes[f"/{path}"] = Reply("t0ken", status, {"Location": "https://t0ken.example/?qu3ry", "X": "pass:wort"})
    headers = {"PRIVATE-TOKEN": "t0ken", "Cookie": "s1d"}
    web = outbound(headers=headers, basic=("gr&", "pass:wort"), secrets=["geheim/1 ü:x"])
    ask = partial(web.get, path, params={"q": "qu3ry"}, headers={"X-Api-Key": "s1d"})
    with caplog.at_level(logging.DEBUG):
        error = refusal(ask)
    said = [str(error), repr(error), repr(web), "".join(traceback.format_exception(error)), caplog.text]
    assert [(secret, text) for secret in SECRETS for text in said if secret in text] == []
    assert "/•••/•••/•••/•••/x" in str(error)
    assert f": {status}" in caplog.text


def test_an_answer_shows_no_secret(server: WebServer, outbound: Make) -> None:
    server.routes["/"] = Reply("t0ken", headers={"X": "t0ken", "Link": '</?t0ken>; rel="next"'})
    assert "t0ken" not in repr(outbound().get(params={"t": "t0ken"}))


def test_an_error_is_an_exception_with_a_text() -> None:
    error = OutboundError("Something is wrong.", "broken", 500, 3)
    assert (str(error), error.code, error.status, error.retry_after) == ("Something is wrong.", "broken", 500, 3)
