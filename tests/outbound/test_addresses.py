"""Where a name may lead: tricks with numbers, with forms of version 6, and with a name that changes its mind."""

from __future__ import annotations

import socket
from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

import pytest

from streams.outbound import Outbound
from streams.outbound.addresses import is_never_asked
from streams.testing.web_server import WebServer
from tests.outbound.conftest import Resolver, refusal

NEVER = [
    "0.0.0.0",  # noqa: S104  (not bound to)
    "169.254.169.254", "169.254.1.1", "100.100.100.200", "168.63.129.16", "192.0.0.192", "0.1.2.3",
    "224.0.0.1", "239.255.255.250", "255.255.255.255", "2852039166", "0xa9fea9fe",
    "169.254.43518", "[fd00:ec2::254]", "[fd20:ce::254]", "[fe80::1]", "[ff02::1]", "[::]",
    "[::ffff:169.254.169.254]", "[::ffff:a9fe:a9fe]", "[::169.254.169.254]", "[64:ff9b::169.254.169.254]",
    "[64:ff9b:1::a9fe:a9fe]", "[2002:a9fe:a9fe::1]", "[2001:0:a9fe:a9fe::1]", "[::ffff:224.0.0.1]", "[::ffff:0.0.0.0]",
]  # fmt: skip
PRIVATE = [
    "127.0.0.1", "127.1", "2130706433", "0x7f000001", "10.0.0.1", "172.16.0.1", "192.168.1.1",
    "100.64.0.1", "198.18.0.1", "240.0.0.1", "[::1]", "[fc00::1]", "[fd12:3456::1]", "[fec0::1]", "[::ffff:10.0.0.1]",
    "[::ffff:127.0.0.1]", "[64:ff9b::10.0.0.1]", "[2002:7f00:1::1]", "localhost",
]  # fmt: skip


@pytest.fixture
def nobody_connects(monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(*_: Any, **__: Any) -> None:
        raise AssertionError("a connection was made")

    monkeypatch.setattr(socket, "create_connection", connect)


@pytest.mark.parametrize("host", NEVER)
def test_some_addresses_are_never_asked(nobody_connects: None, host: str) -> None:
    with Outbound(f"http://{host}/latest/meta-data") as web:
        assert refusal(web.get).code == "refused_address"


@pytest.mark.parametrize("host", PRIVATE)
def test_private_addresses_can_be_switched_off(nobody_connects: None, host: str) -> None:
    with Outbound(f"http://{host}/", allow_private=False) as web:
        assert refusal(web.get).code == "refused_address"


def test_this_machine_is_not_among_those_never_asked() -> None:
    assert not is_never_asked(ip_address("::1"))


@pytest.mark.parametrize("host", ["0251.0376.0251.0376", "0177.0.0.1", "127.0.0.1%00", "[fe80::1%25eth0]"])
def test_what_is_hardly_a_number_is_no_address(host: str) -> None:
    assert refusal(lambda: Outbound(f"http://{host}/")).code == "refused_url"


def test_the_setting_switches_them_off_for_everybody(nobody_connects: None, settings: Any, server: WebServer) -> None:
    settings.STREAMS_OUTBOUND_PRIVATE = False
    with Outbound(server.url) as web:
        assert "OUTBOUND_PRIVATE" in str(refusal(web.get))


def test_an_administrator_may_name_a_private_address(server: WebServer) -> None:
    server.routes["/"] = "hello"
    with Outbound(server.url) as web:
        assert web.get().text == "hello"


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"])
def test_public_addresses_are_fine(names: Resolver, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    names["peer.example"], asked = [address], []

    def connect(address: Any, *_: Any, **__: Any) -> None:
        asked.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    with Outbound("http://peer.example/", allow_private=False) as web:
        assert refusal(web.get).code == "unreachable"
    assert asked == [(address, 80)]


def test_one_bad_address_among_several_is_enough(nobody_connects: None, names: Resolver) -> None:
    names["peer.example"] = ["8.8.8.8", "169.254.169.254"]
    with Outbound("http://peer.example/") as web:
        assert refusal(web.get).code == "refused_address"


def test_a_name_that_changes_its_mind_is_not_asked_again(server: WebServer, names: Resolver) -> None:
    """DNS rebinding: the first answer is checked, and connected to, for each of the requests."""
    names["peer.example"] = ["127.0.0.1"]
    server.routes["/"] = lambda asked: names.update({"peer.example": ["169.254.169.254"]}) or "still here"
    with Outbound(f"http://peer.example:{server.port}/") as web:
        assert web.get().text == "still here"
        server.connections[0].shutdown(socket.SHUT_RDWR)
        assert web.get().text == "still here"
    assert len(server.connections) == 2
    assert server.asked[1].headers["host"] == f"peer.example:{server.port}"


def test_the_next_address_is_tried_when_one_does_not_answer(server: WebServer, names: Resolver) -> None:
    names["peer.example"] = ["127.0.0.2", "127.0.0.1"]
    server.routes["/"] = "here"
    with Outbound(f"http://peer.example:{server.port}/") as web:
        assert web.get().text == "here"


def test_a_name_that_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with Outbound("http://peer.example/") as web:
        error = refusal(web.get)
    assert (error.code, str(error)) == (
        "unreachable",
        "There is no server of the name peer.example; check the address.",
    )


def test_a_resolver_that_hangs_is_left_behind(server: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: list(server.hang()))
    with Outbound("http://peer.example/", seconds=0.1) as web:
        assert refusal(web.get).code == "timeout"


def test_proxies_of_the_environment_are_not_used(
    server: WebServer, outbound: Callable[..., Outbound], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    server.routes["/"] = "direct"
    assert outbound().get().text == "direct"
