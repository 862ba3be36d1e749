"""One delivery of a source's webhook: whose it is, once only, kept, read and published."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.db.models import Case, Value, When
from django.utils import timezone

from streams import registry
from streams.models import Delivery, Provider, Version
from streams.models.activity import new_uid
from streams.models.encryption import Undecryptable
from streams.providers.base import Document, ProviderError, Skipped, Webhook
from streams.providers.payload import identity, look_up
from streams.providers.signing import Arrival, Signed
from streams.providers.text import name
from streams.publishing.document import Door
from streams.publishing.publish import Receipt, Source, publish
from streams.sanitizing import plain

logger = logging.getLogger(__name__)

# What is kept of the headers, besides those that a backend names: nothing that could be a credential.
KEPT_HEADERS = ("content-type", "user-agent")
# Seconds between two notes that a source's deliveries are refused: whoever sends rubbish fills no table with it.
REFUSAL_NOTED = 60
# What nobody's deliveries are compared with, so that a source that does not exist takes as long to say no.
NO_SCHEMES = (Signed("X-Hub-Signature-256", "sha256="),)
NO_SECRET = "nobody knows this"  # noqa: S105


class NotAccepted(Exception):
    """No such source, none that takes deliveries, or not its secret: the sender is not told which."""


class Malformed(Exception):
    """Signed, but no JSON object."""


class Changed(Exception):
    """The source was hidden, switched off or removed meanwhile: what is in hand must not be stored as it was to be."""


@dataclass(frozen=True)
class Taken:
    """What became of a delivery; `is_new` is False for one that had come before."""

    delivery: Delivery
    is_new: bool


def receive(key: str, arrival: Arrival) -> Taken:
    """Take one delivery. What it returns is durable. Raises NotAccepted and Malformed."""
    while True:
        # A source that changed meanwhile is asked for anew, as if the delivery had come only now.
        with suppress(Changed):
            return _received(key, arrival)


def replay(delivery: Delivery) -> Delivery:
    """Read a kept delivery again, as after a mapping was mended: what is on the stream becomes what it says."""
    while True:
        try:
            return _replayed(delivery)
        except Changed:
            delivery.refresh_from_db(fields=["provider"])


def _received(key: str, arrival: Arrival) -> Taken:
    provider, webhook = _verified(key, arrival)
    delivery = _read(provider, webhook, arrival)
    documents = _documents(delivery)
    with transaction.atomic():
        # First, because its unique key makes a twin that comes at the same moment wait for this one's end.
        if _is_first(delivery):
            _publish(delivery, documents)
            return Taken(delivery, True)
    return _again(delivery)


def _replayed(delivery: Delivery) -> Delivery:
    documents = _documents(delivery)
    with transaction.atomic():
        _publish(delivery, documents)
    return delivery


def _verified(key: str, arrival: Arrival) -> tuple[Provider, Webhook]:
    """Raises NotAccepted after as much work for a source that does not exist as for a wrong signature."""
    provider = Provider.objects.filter(key=key, enabled=True).select_related("audience").first()
    backend = registry.providers().get(provider.backend) if provider else None
    webhook = backend.webhook if backend else None
    secret, why = _secret(provider) if provider else ("", "")
    schemes = webhook.signing if webhook else NO_SCHEMES
    # No scheme is left out once one fits, nor is any where there is no secret.
    accepted = [scheme.accepts(arrival, secret or NO_SECRET) for scheme in schemes]
    if provider and webhook and secret and any(accepted):
        return provider, webhook
    if provider and webhook:
        _note_refusal(provider, why or "The signature is missing or wrong.")
    raise NotAccepted


def _secret(provider: Provider) -> tuple[str, str]:
    """The secret, or why there is none to be used."""
    try:
        secret = provider.get_secret()
    except Undecryptable as error:
        return "", str(error)
    return secret, "" if secret else "This source has no secret."


def _note_refusal(provider: Provider, message: str) -> None:
    """For the administrator, without what was sent: nobody vouches for it."""
    if cache.add(f"streams:refused:{provider.pk}", True, REFUSAL_NOTED):
        logger.warning("provider %s: a delivery was refused: %s", provider.key, message)
        refused = {"outcome": Delivery.Outcome.REFUSED, "message": message, "packed": b""}
        Delivery.objects.create(provider=provider, delivery_id=f"refused-{new_uid()}", **refused)


def _read(provider: Provider, webhook: Webhook, arrival: Arrival) -> Delivery:
    """The row, not saved yet; raises Malformed."""
    headers = {header: plain(arrival.headers[header]) for header in _kept(webhook) if header in arrival.headers}
    delivery = Delivery(provider=provider, headers=headers)
    delivery.body = arrival.body
    try:
        payload = delivery.payload
    except ValueError as error:
        raise Malformed(f"The body is no JSON object in UTF-8: {error}.") from error
    texts = [_at(place, headers, payload) for place in webhook.event]
    delivery.event = name(".".join(filter(None, texts)))
    ids = (_at(place, headers, payload) for place in webhook.delivery)
    delivery.delivery_id = identity(next(filter(None, ids), "")) or _digest(delivery.event, arrival.body)
    return delivery


def _digest(event: str, body: bytes) -> str:
    return hashlib.sha256(event.encode() + b"\n" + body).hexdigest()


def _kept(webhook: Webhook) -> Iterable[str]:
    places = (place for several in (*webhook.event, *webhook.delivery) for place in several.split("|"))
    return (*KEPT_HEADERS, *(place.lower() for place in places if not place.startswith("body:")))


def _at(places: str, headers: dict[str, str], payload: dict[str, Any]) -> str:
    """The first text there is."""
    return next(filter(None, (_text(place, headers, payload) for place in places.split("|"))), "")


def _text(place: str, headers: dict[str, str], payload: dict[str, Any]) -> str:
    if not place.startswith("body:"):
        return headers.get(place.lower(), "")
    found = look_up(payload, place.removeprefix("body:"))
    return str(found) if isinstance(found, str | int) and not isinstance(found, bool) else ""


def _documents(delivery: Delivery) -> list[Document]:
    """What the backend makes of it; where that is nothing, `outcome` and `message` say why."""
    delivery.outcome, delivery.message = Delivery.Outcome.FAILED, ""
    backend = registry.providers().get(delivery.provider.backend)
    try:
        if backend is None:
            raise ProviderError(f"No backend {delivery.provider.backend!r} is installed; STREAMS_PROVIDERS lists them.")
        found = backend.receive(delivery.provider, delivery)
        return [{**one, "published": one.get("published") or delivery.received.isoformat()} for one in found]
    except Skipped as reason:
        delivery.outcome, delivery.message = Delivery.Outcome.SKIPPED, plain(str(reason))
    except ProviderError as error:
        # It may repeat what was delivered, of which no database takes everything.
        delivery.message = plain(str(error))
    except Exception:
        # A stranger's backend may break in any way; the delivery is kept, to be read again once it is mended.
        logger.exception("provider %s broke on delivery %s", delivery.provider.key, delivery.delivery_id)
        delivery.message = "The provider's own code failed; the server's log says where."
    return []


def _is_first(delivery: Delivery) -> bool:
    """Save the row; False when there is one with its id already."""
    try:
        with transaction.atomic():
            delivery.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def _publish(delivery: Delivery, documents: Sequence[Document]) -> None:
    """Activities and the row together: whatever a crash leaves is found again by the sender's next attempt.

    Raises Changed.
    """
    provider = delivery.provider
    if provider.state(timezone.now()) == "late":
        # Readers are told that it is heard of again; of a delivery that fails they learn nothing new.
        Version.bump(fares=True)
    receipts = publish(documents, Source(Door.PROVIDER, provider, provider.audience)) if documents else []
    stored = [receipt for receipt in receipts if receipt.activity]
    delivery.activities = [str(receipt.activity.uid) for receipt in stored if receipt.activity]
    if stored:
        delivery.outcome = Delivery.Outcome.STORED
    if receipts:
        delivery.message = plain("; ".join(_refusals(receipts)))
    delivery.save(update_fields=["outcome", "message", "activities"])
    if delivery.outcome != Delivery.Outcome.FAILED:
        _note_heard(provider, delivery.received)


def _note_heard(provider: Provider, at: datetime) -> None:
    """After publishing, which makes whoever changes the source wait: it is still as it was when it was read.

    Raises Changed.
    """
    same = Provider.objects.filter(pk=provider.pk, enabled=provider.enabled, audience=provider.audience_id)
    # What is read again later was heard long ago.
    if not same.update(last_ok=Case(When(last_ok__gt=at, then="last_ok"), default=Value(at))):
        raise Changed


def _refusals(receipts: Sequence[Receipt]) -> Iterable[str]:
    for place, receipt in enumerate(receipts, start=1):
        if receipt.problems:
            yield f"document {place} of {len(receipts)} was refused: " + ", ".join(map(str, receipt.problems))


def _again(delivery: Delivery) -> Taken:
    """What became of it the first time; one that had failed gets its second chance."""
    first = Delivery.objects.select_related("provider__audience").get(
        provider=delivery.provider, delivery_id=delivery.delivery_id
    )
    if not first.provider.enabled:
        raise Changed
    return Taken(_replayed(first) if first.outcome == Delivery.Outcome.FAILED else first, False)
