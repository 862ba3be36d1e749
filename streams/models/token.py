"""Tokens for programs."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

PREFIX = "as_"
# `last_used` is for people who clean up; a write per request would cost more than it tells.
LAST_USED_STEP = timedelta(minutes=5)


class Scope(models.TextChoices):
    READ = "read", "read activities"
    PUBLISH = "publish", "post activities"
    ACT = "act", "run inline actions"
    EMBED = "embed", "mint embed tokens"


def _hash(secret: str) -> str:
    """The secret is 256 random bits, so one fast hash is as good as a slow one."""
    return hashlib.sha256(secret.encode()).hexdigest()


class AccessToken(models.Model):
    """A program's key to the API. Only its hash is stored: the secret is shown once, when it is made."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(max_length=100, help_text="What uses it.")
    prefix = models.CharField(max_length=12, editable=False, help_text="How the secret begins.")
    hash = models.CharField(max_length=64, unique=True, editable=False)
    scopes = models.JSONField(default=list, help_text='Any of "read", "publish", "act", "embed".')
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField(null=True, blank=True)
    revoked = models.DateTimeField(null=True, blank=True)
    last_used = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @classmethod
    def issue(
        cls, user: models.Model, name: str, scopes: list[str], expires: datetime | None = None
    ) -> tuple[AccessToken, str]:
        """A new token and its secret, which nobody can read again."""
        secret = PREFIX + secrets.token_urlsafe(32)
        token = cls.objects.create(
            user_id=user.pk, name=name, scopes=scopes, expires=expires, prefix=secret[:9], hash=_hash(secret)
        )
        return token, secret

    @classmethod
    def find(cls, secret: str) -> AccessToken | None:
        """The live token with this secret: known, not revoked, not expired, its user active. One query."""
        alive = Q(expires=None) | Q(expires__gt=timezone.now())
        token = cls.objects.filter(alive, hash=_hash(secret), revoked=None, user__is_active=True)
        return token.select_related("user").first()

    def revoke(self) -> None:
        self.revoked = timezone.now()
        self.save(update_fields=["revoked"])

    def used(self) -> None:
        """Note that it was used, at most every five minutes."""
        now = timezone.now()
        if self.last_used is None or now - self.last_used > LAST_USED_STEP:
            type(self).objects.filter(pk=self.pk).update(last_used=now)
