from django.db import models


class Thing(models.Model):
    """What people act on, and the projects it happens in."""

    name = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"https://tracker.example.com/{self.name}"
