"""What people here add to a thing that an activity is about."""

from django.conf import settings
from django.db import models

from streams.models.activity import Activity


class Reaction(models.Model):
    """One person's vote or watch on an entity, shown on every activity about it."""

    class Kind(models.TextChoices):
        VOTE = "vote"
        WATCH = "watch"
        ACKNOWLEDGE = "acknowledge"

    entity = models.CharField(max_length=600)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entity", "kind", "user"], name="reaction_once")]
        indexes = [models.Index(fields=["-created", "-id"], name="reaction_time")]

    def __str__(self) -> str:
        return f"{self.user} {self.kind} {self.entity}"


class Comment(models.Model):
    """A reply written here. The author's name is a snapshot, as in an activity."""

    entity = models.CharField(max_length=600, db_index=True)
    activity = models.ForeignKey(Activity, models.SET_NULL, null=True, related_name="+")
    # The activity that the comment became; where that is removed, by whomever, the comment goes and counts no more.
    told_by = models.OneToOneField(Activity, models.CASCADE, null=True, editable=False, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    author = models.CharField(max_length=255)
    text = models.TextField()
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["-created", "-id"], name="comment_time")]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.author}: {self.text[:60]}"
