"""A client of the server on loopback, and a resolver that says whatever a test wants."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from streams.outbound import Outbound, OutboundError
from streams.testing.web_server import WebServer

Resolver = dict[str, list[str]]


@pytest.fixture
def outbound(server: WebServer) -> Iterator[Callable[..., Outbound]]:
    """Makes a client of the server, or of a folder of it; tests of its patience give it less."""
    made: list[Outbound] = []

    def make(folder: str = "", **options: Any) -> Outbound:
        made.append(Outbound(server.url + folder, **{"seconds": 10, **options}))
        return made[-1]

    yield make
    for client in made:
        client.close()


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Resolver:
    """What names lead to, for the resolver; numbers lead to themselves."""
    known: Resolver = {}
    real = socket.getaddrinfo

    def resolve(host: str, port: int, *arguments: Any, **options: Any) -> Any:
        return [found for name in known.get(host, [host]) for found in real(name, port, *arguments, **options)]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    return known


def refusal(ask: Callable[[], Any]) -> OutboundError:
    with pytest.raises(OutboundError) as caught:
        ask()
    return caught.value
