"""The gadget: a stream dressed for embedding."""

from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from streams.feed import saved
from streams.feed.grammar import InvalidFilter, Notice


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


def check_filters(query: str) -> None:
    """A filter as in an address; each fault says where it begins."""
    try:
        saved.checked(query)
    except InvalidFilter as error:
        raise ValidationError([_at(notice) for notice in error.notices]) from error


def _at(notice: Notice) -> str:
    where = "" if notice.position is None else f", character {notice.position + 1}"
    return f"{notice.parameter}{where}: {notice.message}"


class Gadget(models.Model):
    """One embeddable list: its name, what and how many items it shows, who may frame it, what may be clicked."""

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

    filters = models.TextField(
        "locked filters",
        blank=True,
        validators=[check_filters],
        help_text="What it shows, as in an address, such as streams=key+IS+PAY&providers=source. Its readers may "
        "filter further, but never see more.",
    )

    class Meta:
        ordering = ["title"]
        permissions = [("mint_tokens", "Can mint embed tokens in other people's names")]

    def __str__(self) -> str:
        return self.title
