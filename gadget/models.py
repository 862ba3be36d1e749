"""The gadget: a stream dressed for embedding."""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models


def check_origins(origins: object) -> None:
    """A list of web origins: scheme, host and port, nothing behind them."""
    if not isinstance(origins, list):
        raise ValidationError('Write a list, such as ["https://dashboard.example.com"].')
    for origin in origins:
        parts = urlsplit(str(origin))
        if parts.scheme not in {"http", "https"} or f"{parts.scheme}://{parts.netloc}" != origin or not parts.hostname:
            raise ValidationError(
                f"{origin!r} is not an origin. Write scheme and host, as in https://example.com:8443."
            )


class Gadget(models.Model):
    """One embeddable list: what it is called, how many items it shows, who may frame it, what may be clicked."""

    class Theme(models.TextChoices):
        AUTO = "auto", "As the reader's system"
        LIGHT = "light", "Light"
        DARK = "dark", "Dark"

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=100)
    limit = models.PositiveSmallIntegerField(default=20, validators=[MinValueValidator(1), MaxValueValidator(100)])
    theme = models.CharField(max_length=10, choices=Theme.choices, default=Theme.AUTO)
    origins = models.JSONField(
        "allowed pages",
        default=list,
        blank=True,
        validators=[check_origins],
        help_text='Origins that may frame it, such as ["https://dashboard.example.com"]; empty for this server only.',
    )
    actions = models.JSONField(
        null=True, blank=True, help_text='Keys of the actions it offers, such as ["vote"]; null for all, [] for none.'
    )

    class Meta:
        ordering = ["title"]
        permissions = [("mint_tokens", "Can mint embed tokens in other people's names")]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def limit_of(cls, slug: str) -> int | None:
        """How many items it shows; None when there is no such gadget."""
        return cls.objects.filter(slug=slug).values_list("limit", flat=True).first()


class GadgetUse(models.Model):
    """A page that shows a gadget: its origin, and when it was last seen to, within the hour. Nothing of who looked."""

    gadget = models.ForeignKey(Gadget, models.CASCADE, related_name="uses", db_index=False)
    page = models.CharField(max_length=255, help_text="Its origin, such as https://dashboard.example.com.")
    first = models.DateTimeField(auto_now_add=True)
    seen = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gadget", "page"], name="gadget_use_once")]
        ordering = ["-seen"]

    def __str__(self) -> str:
        return f"{self.gadget} on {self.page}"
