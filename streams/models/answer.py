"""What a request with an `Idempotency-Key` was answered."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

KEPT_FOR = timedelta(hours=24)
# Old answers that one request clears away: a few, so that none pays for all.
PRUNED = 20


class KeptAnswer(models.Model):
    """The answer to one post of one person under one key, kept for a day."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64, help_text="Of the request: another one may not use the key.")
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    body = models.TextField(default="")
    created = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="kept_answer_unique_key")]

    def __str__(self) -> str:
        return self.key

    @classmethod
    def prune(cls) -> int:
        """Clear away a few of those that are older than a day, and say how many; what another clears away is its."""
        old = cls.objects.filter(created__lt=timezone.now() - KEPT_FOR).order_by("created")
        if not old.exists():
            return 0
        with transaction.atomic():
            pks = list(old.select_for_update(skip_locked=True).values_list("pk", flat=True)[:PRUNED])
            return cls.objects.filter(pk__in=pks).delete()[0] if pks else 0
