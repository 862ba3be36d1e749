"""The gadget: a stream dressed for embedding; and who signed in on somebody's page to see theirs in it."""

import re
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from gadget.look import check_look
from streams.feed import saved
from streams.feed.grammar import InvalidFilter, Notice
from streams.models.encryption import EncryptedField

# They go into a policy that browsers read, so nothing may stand in them that means something there.
ORIGIN = re.compile(r"https?://([\w.-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?", re.ASCII | re.IGNORECASE)


def check_origins(origins: object) -> None:
    """A list of web origins: scheme, host and port, nothing behind them."""
    if not isinstance(origins, list):
        raise ValidationError('Write a list, such as ["https://dashboard.example.com"].')
    for origin in origins:
        if not ORIGIN.fullmatch(str(origin)):
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
    look = models.JSONField(default=dict, blank=True, validators=[check_look])
    # An embed token names the number that it was made under: the next one ends them all.
    epoch = models.PositiveIntegerField(default=0, editable=False)

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


class Revocation(models.Model):
    """How often everything was revoked that embeds had of one person; their tokens name this number as well."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    epoch = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.user}, {self.epoch} times"

    @classmethod
    def epoch_of(cls, user: models.Model) -> int:
        return cls.objects.filter(user_id=user.pk).values_list("epoch", flat=True).first() or 0


class SignIn(models.Model):
    """A person who let a gadget on one page show their activity, by the window that it opened (gadget/sign_ins.py).

    First it waits for the frame to come with the code, then for as long as it lasts with one refresh secret after the
    other. It ends with the session that the person had in that window.
    """

    LASTS = timedelta(hours=12)

    gadget = models.ForeignKey(Gadget, models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="person")
    origin = models.CharField("page", max_length=255)
    # The hash of what only the frame knows.
    challenge = models.CharField(max_length=43, unique=True)
    code = models.CharField(max_length=64, help_text="Its hash.")
    code_ends = models.DateTimeField()
    # The window could not speak to the frame, and the person compared what both of them show.
    is_compared = models.BooleanField(default=False)
    refresh = models.CharField(max_length=64, blank=True, db_index=True, help_text="Its hash; empty until the first.")
    session = EncryptedField()
    created = models.DateTimeField("since", auto_now_add=True)
    last_used = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = "sign-in on a page"
        verbose_name_plural = "sign-ins on pages"

    def __str__(self) -> str:
        return f"{self.user} on {self.origin}"

    @property
    def ends(self) -> datetime:
        return self.created + self.LASTS


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
