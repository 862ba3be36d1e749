"""A forge on loopback that answers as its documentation says, and a source that asks it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from streams import polling
from streams.models import Audience, Provider
from streams.testing.web_server import Asked, Reply, WebServer
from tests.hooks.conftest import SECRET

TOKEN = "the-token-that-nobody-may-read"  # noqa: S105


@pytest.fixture
def server() -> Iterator[WebServer]:
    with WebServer() as server:
        yield server


@pytest.fixture
def make_source(team: Audience, server: WebServer) -> Callable[..., Provider]:
    """A source of the server: it is asked, and takes deliveries."""

    def make(backend: str, folder: str = "", token: str = TOKEN, **config: Any) -> Provider:
        url = f"{server.url.rstrip('/')}{folder}"
        source = Provider(key=backend, backend=backend, name=backend, audience=team, config={"url": url, **config})
        source.set_secret(SECRET)
        source.set_credentials({"token": token})
        source.save()
        return source

    return make


@pytest.fixture
def github(make_source: Any, server: WebServer) -> Provider:
    """Its repository acme/payments, which has no workflow."""
    server.routes["/repos/acme/payments/actions/runs"] = {"total_count": 0, "workflow_runs": []}
    return make_source("github", repositories=["acme/payments"])


def polled(source: Provider) -> Provider:
    """Ask it once; how it fares then."""
    source.refresh_from_db()
    polling.poll(source)
    return Provider.objects.get(pk=source.pk)


def listed(server: WebServer, path: str, *pages: list[Any], **headers: str) -> None:
    """A list in pages that name the next one in `Link`; unchanged for whoever knows its ETag."""

    def answer(asked: Asked) -> Reply:
        number = int(asked.query.get("page", ["1"])[0])
        etag = f'"{path}-{number}-{hash(str(pages))}"'
        if asked.headers.get("If-None-Match") == etag:
            return Reply(status=304, headers={"ETag": etag, **headers})
        known = {"ETag": etag, **headers}
        if number < len(pages):
            known["Link"] = f'<{server.url.rstrip("/")}{path}?page={number + 1}>; rel="next"'
        return Reply(pages[number - 1], headers=known)

    server.routes[path] = answer


def asked(server: WebServer, path: str) -> int:
    """How often."""
    return sum(one.path == path for one in server.asked)
