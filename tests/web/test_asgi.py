"""The ASGI application: bodies in chunks, which name no length."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import User
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from streams.asgi import application
from streams.models import Activity

pytestmark = pytest.mark.django_db
CHUNK = 20
DOCUMENT = {"id": "urn:1", "generator": {"id": "https://example.com", "displayName": "C"}, "title": "Mended"}


@pytest.fixture(autouse=True)
def connected() -> Iterator[None]:
    """It does not close a test's connection; Django's own client does not, either."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def posted(body: bytes) -> dict[str, Any]:
    """What is answered to alice."""
    said: list[Any] = []
    chunks = (body[start : start + CHUNK] for start in range(0, len(body), CHUNK))
    messages = iter([*({"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks),
                     {"type": "http.request"}])  # fmt: skip

    async def receive() -> Any:
        # After them nobody hangs up.
        return next(messages, None) or await asyncio.Event().wait()

    async def send(message: Any) -> None:
        said.append(message)

    async_to_sync(application)(scope(), receive, send)
    return orjson.loads(b"".join(message.get("body", b"") for message in said))


def scope() -> dict[str, Any]:
    headers = {"host": "testserver", "content-type": "application/json", "transfer-encoding": "chunked"}
    headers["authorization"] = "Basic " + b64encode(b"alice:secret").decode()
    named = [(name.encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "scheme": "https", "method": "POST", "path": "/api/v1/activities/", "headers": named}


def test_a_body_in_chunks_is_read(alice: User) -> None:
    assert "code" not in posted(orjson.dumps(DOCUMENT))
    assert Activity.objects.count() == 1


def test_one_with_nothing_in_it_is_empty(alice: User) -> None:
    assert "The body is empty" in str(posted(b""))


def test_one_that_is_too_large_is_refused(alice: User, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    assert posted(orjson.dumps(DOCUMENT | {"content": "x" * 100}))["code"] == "too_large"
