"""What a program shows instead of a password. Only its hash is stored: the secret is shown once, when it is made."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.db import models, transaction
from django.utils import timezone

from streams.models.version import Version

# `last_used` is for people who clean up; a write per request would cost more than it tells.
LAST_USED_STEP = timedelta(minutes=5)


def hash_secret(secret: str) -> str:
    """The secret is 256 random bits, so one fast hash is as good as a slow one."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Secret(models.Model):
    prefix = models.CharField(max_length=12, editable=False, help_text="How the secret begins.")
    hash = models.CharField(max_length=64, unique=True, editable=False)
    created = models.DateTimeField(auto_now_add=True)
    revoked = models.DateTimeField(null=True, blank=True)
    last_used = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    def revoke(self) -> None:
        """From now on it opens nothing: what readers are remembered by ends with the version."""
        with transaction.atomic():
            Version.bump(settles=True)
            self.revoked = timezone.now()
            self.save(update_fields=["revoked"])

    def used(self) -> None:
        """Note that it was used, at most every five minutes."""
        now = timezone.now()
        if self.last_used is None or now - self.last_used > LAST_USED_STEP:
            type(self)._base_manager.filter(pk=self.pk).update(last_used=now)
