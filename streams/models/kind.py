"""What sort of thing happened: (provider, verb, object type) as one number."""

from django.db import models


class Kind(models.Model):
    """One column instead of three, so that one index serves every filter on provider, verb or object type.

    It outlives its provider: the key is a snapshot, as everything an activity says is.
    """

    provider_key = models.CharField(max_length=64)
    verb = models.CharField(max_length=64)
    object_type = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["provider_key", "verb", "object_type"], name="kind_unique")]

    def __str__(self) -> str:
        return f"{self.provider_key} {self.object_type}:{self.verb}"
