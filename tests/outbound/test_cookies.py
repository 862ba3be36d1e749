"""Cookies, for servers that sign in that way: kept by one object where it is asked to, else never."""

from __future__ import annotations

from collections.abc import Callable

from streams.outbound import Outbound
from streams.testing.web_server import Raw, Reply, WebServer
from tests.outbound.conftest import refusal

Make = Callable[..., Outbound]
# The same name twice, as Buildbot answers: first nobody's session, then the real one.
SIGNED_IN = (
    b"HTTP/1.1 302 Found\r\nLocation: /home\r\nContent-Length: 0\r\nConnection: close\r\n"
    b"Set-Cookie: session=nobody; Path=/\r\nset-cookie: session=ana-s3cret; HttpOnly\r\nSet-Cookie: color=\xe9t\r\n\r\n"
)


def sign_in(server: WebServer, client: Outbound) -> list[str | None]:
    """The cookies of what is asked after it."""
    server.routes |= {"/login": lambda asked: Raw([SIGNED_IN]), "/home": [], "/next": []}
    client.get("login")
    client.post("next")
    return [asked.headers["Cookie"] for asked in server.asked]


def test_the_last_of_each_name_is_sent_back(server: WebServer, outbound: Make) -> None:
    sent = "session=ana-s3cret; color=t"
    assert sign_in(server, outbound(cookies=True)) == [None, sent, sent]


def test_unless_asked_to_none_is_kept(server: WebServer, outbound: Make) -> None:
    assert sign_in(server, outbound()) == [None, None, None]


def test_another_object_knows_nothing_of_them(server: WebServer, outbound: Make) -> None:
    sign_in(server, outbound(cookies=True))
    outbound(cookies=True).get("home")
    assert server.asked[-1].headers["Cookie"] is None


def test_they_are_secrets(server: WebServer, outbound: Make) -> None:
    client = outbound(cookies=True)
    sign_in(server, client)
    server.routes["/ana-s3cret"] = Reply(status=404)
    assert "s3cret" not in str(refusal(lambda: client.get("ana-s3cret")))
