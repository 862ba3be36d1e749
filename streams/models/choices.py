"""What a source lets people choose."""

from __future__ import annotations

from django.db import models

from streams.models.provider import Provider


class Choices(models.Model):
    """What may be chosen about a thing by one of its links, such as the statuses that an issue may move to.

    As its source told last, with whichever activity: an older one about the same thing offers what counts today.
    """

    provider = models.ForeignKey(Provider, models.CASCADE, db_index=False, related_name="+")
    entity = models.CharField(max_length=600)
    rel = models.CharField(max_length=64)
    options = models.JSONField(default=list, help_text="Each value with what people call it.")

    class Meta:
        verbose_name_plural = "choices"
        constraints = [models.UniqueConstraint(fields=["entity", "rel", "provider"], name="choices_once")]

    def __str__(self) -> str:
        return f"{self.rel} of {self.entity}"
