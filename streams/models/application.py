"""Who generated a third-party post."""

from django.db import models


class Application(models.Model):
    """A program that posts activities: the document's `generator`. Posting once registers it (contract.md §4.7)."""

    generator_id = models.CharField("generator id", max_length=255)
    display_name = models.CharField(max_length=255)
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["generator_id", "display_name"], name="application_unique")]
        ordering = ["display_name"]

    def __str__(self) -> str:
        return self.display_name
