"""Who generated a third-party post."""

from __future__ import annotations

from django.db import models


class Application(models.Model):
    """A program that posts activities: the document's `generator`. Posting once registers it (contract.md §4.7).

    Programs are known by what their documents say, which is not always what people should read: one may be shown by
    another name, or be taken for another one.
    """

    generator_id = models.CharField("generator id", max_length=255)
    display_name = models.CharField(max_length=255, help_text="As its documents say it.")
    label = models.CharField(
        "shown as", max_length=255, blank=True, help_text="What readers see; empty for the name in its documents."
    )
    same_as = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="others",
        help_text="The application that this one was merged into: what it posts is that one's.",
    )
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["generator_id", "display_name"], name="application_unique")]
        ordering = ["display_name"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.label or self.display_name

    @property
    def source(self) -> str:
        """Whose ids the ids of its activities are (`Activity.source`)."""
        return f"application:{self.pk}"
