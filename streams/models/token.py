"""Tokens for programs."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from streams.models.secret import Secret, hash_secret

PREFIX = "as_"


class Scope(models.TextChoices):
    READ = "read", "read activities"
    PUBLISH = "publish", "post activities"
    ACT = "act", "run inline actions"
    EMBED = "embed", "mint embed tokens"
    # Apart from reading: a link goes on after the token that made it has ended.
    LINK = "link", "make and revoke private feed links"


class AccessToken(Secret):
    """A program's key to the API."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(max_length=100, help_text="What uses it.")
    scopes = models.JSONField(default=list, help_text='Any of "read", "publish", "act", "embed", "link".')
    expires = models.DateTimeField(null=True, blank=True)

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
            user_id=user.pk, name=name, scopes=scopes, expires=expires, prefix=secret[:9], hash=hash_secret(secret)
        )
        return token, secret

    @classmethod
    def find(cls, secret: str) -> AccessToken | None:
        """The live token with this secret: known, not revoked, not expired, its user active. One query."""
        alive = Q(expires=None) | Q(expires__gt=timezone.now())
        token = cls.objects.filter(alive, hash=hash_secret(secret), revoked=None, user__is_active=True)
        return token.select_related("user").first()
