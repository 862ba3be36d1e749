"""How a source fared, poll by poll."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import F

from streams.models.provider import Provider

# Rows of one source. Polls that are alike share one, so they reach further back than as many polls.
KEPT = 50


class PollManager(models.Manager["Poll"]):
    def note(self, poll: Poll) -> None:
        """Keep it. One that brought nothing and ended as the one before only counts: one statement."""
        latest = self.filter(provider=poll.provider).order_by("-pk").values("pk")[:1]
        alike = self.filter(pk__in=latest, outcome=poll.outcome, message=poll.message, documents=0)
        again = {"times": F("times") + 1, "ended": poll.ended, "milliseconds": poll.milliseconds}
        if poll.documents or not alike.update(**again):
            poll.save(force_insert=True)
            self._prune(poll.provider)

    def _prune(self, provider: Provider) -> None:
        rows = self.filter(provider=provider).order_by("-pk")
        if oldest := rows.values_list("pk", flat=True)[KEPT : KEPT + 1].first():
            rows.filter(pk__lte=oldest).delete()


class Poll(models.Model):
    """One poll, or several alike in a row: `began` is the first one's, all else the latest's."""

    class Outcome(models.TextChoices):
        OK = "ok"
        THROTTLED = "throttled"
        FAILED = "failed"

    provider = models.ForeignKey(Provider, models.CASCADE, db_index=False, related_name="polls")
    began = models.DateTimeField()
    ended = models.DateTimeField()
    milliseconds = models.PositiveIntegerField(help_text="How long it took.")
    times = models.PositiveIntegerField(default=1)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    documents = models.PositiveIntegerField(default=0, help_text="How many it brought.")
    code = models.CharField(max_length=64, blank=True, help_text="What failed, for programs: a ProviderError's code.")
    message = models.TextField(blank=True, help_text="What failed, or what the source remarked.")

    objects = PollManager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["provider", "-id"], name="poll_of_provider")]

    def __str__(self) -> str:
        return f"{self.provider} {self.outcome} at {self.ended:%Y-%m-%d %H:%M}"

    @property
    def took(self) -> timedelta:
        return timedelta(milliseconds=self.milliseconds)
