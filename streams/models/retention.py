"""What goes when it is old."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone

from streams.models.audience import Audience
from streams.models.kind import Kind
from streams.models.provider import Provider


class RetentionRuleQuerySet(models.QuerySet["RetentionRule"]):
    def due(self, now: datetime) -> RetentionRuleQuerySet:
        """Switched on, and their next step has come."""
        return self.filter(enabled=True, next_step__lte=now).order_by("next_step").select_related("provider")


class RetentionRule(models.Model):
    """One sort of thing that is removed a number of days after it happened. What no rule names is kept for ever.

    Where a source, a kind or an audience goes, so do the rules limited to it: none becomes one without limits.
    """

    class What(models.TextChoices):
        ACTIVITIES = "activities", "Activities"
        DELIVERIES = "deliveries", "Webhook deliveries"
        RUNS = "runs", "Action runs (the audit)"

    what = models.CharField(max_length=12, choices=What.choices, default=What.ACTIVITIES)
    days = models.PositiveIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(36_500)], help_text="How old it gets."
    )
    provider = models.ForeignKey(
        Provider,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text="Only of this source; empty for all.",
    )
    kind = models.ForeignKey(
        Kind, models.CASCADE, null=True, blank=True, related_name="+", help_text="Only of this kind; empty for all."
    )
    audience = models.ForeignKey(
        Audience, models.CASCADE, null=True, blank=True, related_name="+", help_text="Only for them; empty for all."
    )
    keep_discussed = models.BooleanField(
        default=True, help_text="Keep activities that people commented on, voted for, watch or acknowledged."
    )
    enabled = models.BooleanField(
        default=False, help_text="Look at the dry run first: what is removed does not return."
    )

    removed = models.PositiveBigIntegerField(default=0, editable=False, help_text="So far.")
    last_removed = models.DateTimeField(null=True, editable=False)
    next_step = models.DateTimeField(default=timezone.now, editable=False)
    position = models.JSONField(default=dict, editable=False, help_text="Up to where this round has looked.")

    objects = RetentionRuleQuerySet.as_manager()

    class Meta:
        ordering = ["what", "days", "pk"]

    def __str__(self) -> str:
        limits = ", ".join(str(limit) for limit in (self.provider, self.kind, self.audience) if limit)
        return f"{self.get_what_display()}{f' ({limits})' if limits else ''} after {self.days} days"

    def clean(self) -> None:
        """Each limit where it means something."""
        limits = {"provider": self.provider_id, "kind": self.kind_id, "audience": self.audience_id}
        meant = {self.What.ACTIVITIES: {*limits}, self.What.DELIVERIES: {"provider"}}.get(self.What(self.what), set())
        wrong = {name: "Only activities have this." for name, pk in limits.items() if pk and name not in meant}
        if wrong:
            raise ValidationError(wrong)

    @property
    def before(self) -> datetime:
        """What is older goes."""
        return timezone.now() - timedelta(days=self.days)
