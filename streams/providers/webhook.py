"""Anything that posts JSON: an administrator says in a form which part of it is what."""

from __future__ import annotations

from collections.abc import Iterable

from streams.models import Delivery, Provider
from streams.providers.base import Document, ProviderBackend, ProviderError, Skipped, Webhook
from streams.providers.mapping import Mapping, MappingError
from streams.providers.signing import BEARER, Basic, InQuery, Signed, StandardWebhooks, Token


class AnyWebhook(ProviderBackend):
    key = "webhook"
    name = "Any webhook (JSON)"
    icon = "streams/webhook.svg"
    poll_seconds = None
    webhook = Webhook(
        signing=(
            Signed("X-Hub-Signature-256", "sha256="),
            Signed("X-Signature-256"),
            StandardWebhooks(),
            Token("X-Webhook-Token"),
            BEARER,
            Basic(),
            InQuery("token"),
        ),
        event=("X-Event|X-Event-Type|body:event|body:event_type|body:type",),
        delivery=("webhook-id", "Idempotency-Key", "X-Delivery-Id", "X-Request-Id"),
    )

    def receive(self, provider: Provider, delivery: Delivery) -> Iterable[Document]:
        mapping = Mapping.of(provider.config)
        if not mapping.fields:
            raise ProviderError("Nothing is mapped yet: open this source's mapping, then replay the delivery.")
        try:
            told = mapping.documents(delivery.payload, delivery.delivery_id)
        except MappingError as error:
            raise ProviderError(str(error)) from error
        if told is None:
            raise Skipped("the mapping leaves it out")
        return told
