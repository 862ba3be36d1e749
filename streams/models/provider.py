"""A configured source and how it fares."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from streams import registry
from streams.models.audience import Audience
from streams.models.encryption import EncryptedField, decrypt, encrypt
from streams.models.version import Version

# Filters of a source stand under its key in the query of an address: these mean something else there.
PARAMETERS = {
    "streams", "providers", "module", "limit", "cursor", "format", "maxResults", "local", "authOnly", "title",
    "os_authType", "os_username", "os_password", "timeout", "timeout.test", "use-accept-lang", "relativeLinks",
    "application", "_", "filterUser", "key", "filter", "itemKey", "minDate", "maxDate",
}  # fmt: skip


class ProviderQuerySet(models.QuerySet["Provider"]):
    def due(self, now: datetime) -> ProviderQuerySet:
        """Enabled, its time has come, and nobody holds its lease."""
        free = Q(lease_until=None) | Q(lease_until__lte=now)
        return self.filter(free, enabled=True, next_poll__lte=now).order_by("next_poll")

    def leased(self, pk: int, now: datetime, until: datetime) -> bool:
        """Take the lease of one due provider; False when somebody else was faster (one atomic UPDATE)."""
        return bool(self.due(now).order_by().filter(pk=pk).update(lease_until=until))


class Provider(models.Model):
    """The row; the code behind it is a `ProviderBackend`, found in the registry by `backend`."""

    key = models.SlugField(max_length=64, unique=True, help_text="The provider key on the wire, such as 'source'.")
    backend = models.CharField(max_length=64, help_text="The key of a backend in STREAMS_PROVIDERS, such as 'git'.")
    name = models.CharField(max_length=255)
    config = models.JSONField(default=dict, blank=True, help_text="What the backend needs to know, as JSON.")
    audience = models.ForeignKey(Audience, models.PROTECT, help_text="Who may see what this source reports.")
    enabled = models.BooleanField(default=True)
    secret = EncryptedField(blank=True, default="", editable=False, help_text="What its webhooks are signed with.")
    credentials = EncryptedField(
        blank=True, default="", editable=False, help_text="The secrets of its configuration, as JSON."
    )
    poll_seconds = models.PositiveIntegerField(
        null=True, blank=True, help_text="Seconds between two polls; empty for the backend's own interval."
    )

    cursor = models.JSONField(default=dict, blank=True, help_text="Where the next poll goes on; the backend's own.")
    next_poll = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0, help_text="Failed polls in a row.")
    throttled_until = models.DateTimeField(
        null=True, blank=True, help_text="The source asked to be left alone until then, which is no failure."
    )
    pause = models.PositiveIntegerField(
        null=True, blank=True, editable=False, help_text="Seconds between two polls that the source itself asks for."
    )
    last_ok = models.DateTimeField(null=True, blank=True)
    message = models.TextField(blank=True, help_text="What the last failure said, or the source that asks to wait.")

    keys = models.JSONField(
        default=dict, blank=True, editable=False, help_text="Its projects by key, as the source names them."
    )
    keys_asked = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When it was last asked for them."
    )

    objects = ProviderQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.key in PARAMETERS:
            raise ValidationError({"key": f"Addresses have a parameter “{self.key}” already. Choose another key."})

    @classmethod
    def thirdparty(cls) -> Provider:
        """The source that posted documents belong to, with its audience. It appears with the first post."""
        if known := cls.known_thirdparty():
            return known
        defaults = {"backend": "thirdparty", "name": "Third parties", "audience": Audience.members}
        with transaction.atomic():
            Version.settle()
            return cls.objects.select_related("audience").get_or_create(key="thirdparty", defaults=defaults)[0]

    @classmethod
    def known_thirdparty(cls) -> Provider | None:
        return cls.objects.select_related("audience").filter(key="thirdparty").first()

    def set_secret(self, text: str) -> None:
        self.secret = encrypt(text)

    def get_secret(self) -> str:
        """What deliveries are signed with, "" where there is none yet; raises Undecryptable."""
        return decrypt(self.secret) if self.secret else ""

    def set_credentials(self, secrets: dict[str, str]) -> None:
        """By the names of the form's fields; nothing else of the row is touched."""
        self.credentials = encrypt(json.dumps(secrets)) if secrets else ""

    def get_credentials(self) -> dict[str, str]:
        """Raises Undecryptable."""
        return json.loads(decrypt(self.credentials)) if self.credentials else {}

    @property
    def interval(self) -> timedelta | None:
        """Time between two polls, never less than the source asks for; None for a source that is only written to."""
        backend = registry.providers().get(self.backend)
        if backend and not backend.is_asked(self):
            return None
        seconds = self.poll_seconds or (backend.poll_seconds if backend else None)
        return timedelta(seconds=max(seconds, self.pause or 0)) if seconds else None

    def state(self, now: datetime) -> str:
        """Either "failing" (the last poll did), "late" (nothing heard for three intervals), "throttled" (the source
        asks to wait) or "ok"."""
        if self.failures:
            return "failing"
        if self.late_from and self.late_from <= now:
            return "late"
        return "throttled" if self.throttled_until else "ok"

    @property
    def late_from(self) -> datetime | None:
        """When silence begins to mean something; None for a source that is only written to."""
        heard = self.throttled_until or self.last_ok or self.next_poll
        return heard + 3 * self.interval if self.interval else None
