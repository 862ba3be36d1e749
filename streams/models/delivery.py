"""What a source's webhook delivered, and what became of it."""

from __future__ import annotations

import zlib
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs

import orjson
from django.db import models
from django.utils import timezone

from streams.models.provider import Provider

# One round of pruning: a long transaction would keep the writers waiting.
PRUNED_AT_ONCE = 100


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def prune(self, before: datetime) -> int:
        """Delete some of those received before; returns how many went. Nothing is written where none is left."""
        old = list(self.filter(received__lt=before).order_by("received").values_list("pk", flat=True)[:PRUNED_AT_ONCE])
        return self.filter(pk__in=old).delete()[0] if old else 0


class DeliveryManager(models.Manager.from_queryset(DeliveryQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> DeliveryQuerySet:
        """A body is read when it is asked for: lists, and whoever deletes a source, can do without."""
        return super().get_queryset().defer("packed")


class Delivery(models.Model):
    """One signed request to a source's address. A backend reads `event`, `headers` and `payload`.

    It is kept for a while as it came, so that a mended mapping can read it again.
    """

    class Outcome(models.TextChoices):
        STORED = "stored"
        SKIPPED = "skipped"
        FAILED = "failed"
        REFUSED = "refused"

    provider = models.ForeignKey(Provider, models.CASCADE, db_index=False, related_name="deliveries")
    delivery_id = models.CharField(max_length=255, help_text="The sender's own, else a digest of the body.")
    event = models.CharField(max_length=255, blank=True)
    received = models.DateTimeField(default=timezone.now)
    headers = models.JSONField(default=dict, help_text="Those that say what it is; never a credential.")
    packed = models.BinaryField(help_text="The body, compressed.")

    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    message = models.TextField(blank=True, help_text="Why it was skipped or refused, or what failed.")
    activities = models.JSONField(default=list, help_text="Public ids of what came of it.")

    objects = DeliveryManager()

    class Meta:
        verbose_name_plural = "deliveries"
        base_manager_name = "objects"
        ordering = ["-received", "-id"]
        constraints = [models.UniqueConstraint(fields=["provider", "delivery_id"], name="delivery_once")]
        indexes = [
            models.Index(fields=["-received", "-id"], name="delivery_time"),
            # Few of many have to be looked at.
            models.Index(fields=["outcome", "-received", "-id"], name="delivery_of_outcome"),
        ]

    def __str__(self) -> str:
        return f"{self.event or 'delivery'} {self.delivery_id}"

    @property
    def body(self) -> bytes:
        """What was signed, byte by byte."""
        return zlib.decompress(self.packed) if self.packed else b""

    @body.setter
    def body(self, raw: bytes) -> None:
        self.packed = zlib.compress(raw)

    @cached_property
    def payload(self) -> dict[str, Any]:
        """The body's JSON object; of a form, that of its field `payload`. Raises ValueError for what is neither."""
        text: bytes | str = self.body
        if "form-urlencoded" in self.headers.get("content-type", "").lower():
            text = parse_qs(self.body.decode()).get("payload", [""])[0]
        payload = orjson.loads(text)
        if not isinstance(payload, dict):
            raise ValueError("it is JSON, but no object")
        return payload
