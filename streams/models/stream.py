"""A saved filter, and the addresses by which feed readers read it."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q

from streams.models.audience import Audience, Viewer
from streams.models.secret import Secret, hash_secret

PREFIX = "af_"


class StreamQuerySet(models.QuerySet["Stream"]):
    def visible_to(self, viewer: Viewer) -> StreamQuerySet:
        """Those for the viewer's audiences, and their own. What they list is still only what the viewer may see."""
        mine = Q(owner_id=viewer.user_id) if viewer.user_id is not None else Q(pk__in=[])
        return self.filter(Q(audience_id__in=viewer.audience_ids) | mine)


class Stream(models.Model):
    """A name for a filter: its address lists what the filter lets through, for each reader what they may see."""

    slug = models.SlugField(unique=True, help_text="Its name in addresses.")
    name = models.CharField(max_length=100)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    audience = models.ForeignKey(Audience, models.PROTECT, help_text="Who may use it, besides its owner.")
    query = models.TextField(
        blank=True, help_text="The filter as in an address, such as streams=user+IS+ana&providers=source"
    )
    created = models.DateTimeField(auto_now_add=True)

    objects = StreamQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class FeedLink(Secret):
    """An address that shows one stream as one person sees it, to feed readers that cannot sign in. It only reads."""

    stream = models.ForeignKey(Stream, models.CASCADE, related_name="links")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.stream} ({self.prefix}…)"

    @classmethod
    def issue(cls, stream: Stream, user: models.Model) -> tuple[FeedLink, str]:
        """A new link and its secret, which nobody can read again."""
        secret = PREFIX + secrets.token_urlsafe(32)
        link = cls.objects.create(stream=stream, user_id=user.pk, prefix=secret[:9], hash=hash_secret(secret))
        return link, secret

    @classmethod
    def find(cls, secret: str, slug: str) -> FeedLink | None:
        """The live link with this secret to this stream: known, not revoked, its user active. One query."""
        link = cls.objects.filter(hash=hash_secret(secret), stream__slug=slug, revoked=None, user__is_active=True)
        return link.select_related("stream", "user").first()
