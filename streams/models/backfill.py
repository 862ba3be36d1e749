"""A source's past, read bit by bit beside its polls."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone

from streams.models.provider import Provider


class BackfillQuerySet(models.QuerySet["Backfill"]):
    def due(self, now: datetime) -> BackfillQuerySet:
        """Under way, its time has come, and nobody holds its lease; its source is on and not asking to wait."""
        waits = Q(provider__throttled_until__gt=now)
        return self._free(now).filter(~waits, provider__enabled=True).order_by("next_step")

    def leased(self, pk: int, now: datetime, until: datetime) -> bool:
        """Take the lease of one; False when somebody else was faster (one atomic UPDATE, so it joins nothing)."""
        return bool(self._free(now).filter(pk=pk).update(lease_until=until))

    def _free(self, now: datetime) -> BackfillQuerySet:
        free = Q(lease_until=None) | Q(lease_until__lte=now)
        return self.filter(free, finished=None, stopped=False, next_step__lte=now)


class Backfill(models.Model):
    """One for each source: started again it begins anew, or goes on where it was stopped."""

    provider = models.OneToOneField(Provider, models.CASCADE, related_name="backfill")
    since = models.DateTimeField(help_text="How far back it reads.")
    cursor = models.JSONField(default=dict, help_text="Where the next step goes on; the backend's own.")
    next_step = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0, help_text="Failed steps in a row.")
    message = models.TextField(blank=True, help_text="What the last failure said, or the source that asks to wait.")

    documents = models.PositiveIntegerField(default=0, help_text="Read so far.")
    total = models.PositiveIntegerField(null=True, help_text="Of all, where the source says so.")
    oldest = models.DateTimeField(null=True, help_text="When the oldest of them happened.")
    stopped = models.BooleanField(default=False, help_text="By somebody; it can go on.")
    finished = models.DateTimeField(null=True)

    objects = BackfillQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Back-fill of {self.provider}"

    @property
    def state(self) -> str:
        """Either "finished", "stopped", "failing" (the last step did) or "running"."""
        if self.finished:
            return "finished"
        if self.stopped:
            return "stopped"
        return "failing" if self.failures else "running"

    @property
    def is_running(self) -> bool:
        """Under way, even where its last step failed."""
        return self.finished is None and not self.stopped
