"""Somebody who reads a peer by its provider, as the poller does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from streams import polling, registry
from streams.models import Audience, Provider
from streams.providers.base import Batch, Document


def provider_of(backend: str, secrets: Mapping[str, str] | None = None, **config: Any) -> Provider:
    """A configured source that is not stored."""
    provider = Provider(key="peer", backend=backend, name="Peer", config=config)
    provider.set_credentials(dict(secrets or {}))
    return provider


def stored(provider: Provider, audience: Audience) -> Provider:
    """For this audience, and polled once."""
    provider.audience = audience
    provider.save()
    polling.poll(provider)
    assert not provider.failures, provider.message
    return provider


class Follower:
    """What a poller keeps: the cursor. It begins with what is there already."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self.backend = registry.providers()[provider.backend]
        self.cursor: dict[str, Any] = {}
        self.poll()

    def poll(self) -> list[Document]:
        return [document for batch in self.batches() for document in batch.documents]

    def batches(self) -> Iterator[Batch]:
        for batch in self.backend.fetch(self.provider, self.cursor):
            self.cursor = batch.cursor
            yield batch
