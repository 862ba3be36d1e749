"""Sources that take deliveries, and systems that send them."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any

import orjson
import pytest
from django.test import Client

from streams.models import Audience, Provider

SECRET = "the-secret-of-both-sides"


def signature(body: bytes, secret: str = SECRET) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


@pytest.fixture
def make_hook(team: Audience) -> Any:
    """A source that takes deliveries and reports to the team."""

    def make(backend: str, key: str = "", secret: str = SECRET, **config: Any) -> Provider:
        provider = Provider(key=key or backend, backend=backend, name=backend.title(), audience=team, config=config)
        if secret:
            provider.set_secret(secret)
        provider.save()
        return provider

    return make


@pytest.fixture
def github(make_hook: Any) -> Provider:
    return make_hook("github")


class Sender:
    """A system that posts to `/hooks/{key}/`."""

    def __init__(self) -> None:
        self.client = Client()

    def post(self, key: str, body: Any, content_type: str = "application/json", **headers: str) -> Any:
        raw = body if isinstance(body, bytes) else orjson.dumps(body)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(f"/hooks/{key}/", raw, content_type=content_type, headers=named)

    def github(self, event: str, body: Any, delivery: str = "d1", key: str = "github", **headers: str) -> Any:
        raw = body if isinstance(body, bytes) else orjson.dumps(body)
        signed = {"X_Hub_Signature_256": f"sha256={signature(raw)}"}
        named = {"X_GitHub_Event": event, "X_GitHub_Delivery": delivery}
        return self.post(key, raw, **{**signed, **named, **headers})


@pytest.fixture
def sender() -> Sender:
    return Sender()
