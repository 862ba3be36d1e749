"""Inline actions: what is switched on, and every click."""

from __future__ import annotations

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from streams import icons, registry
from streams.models.activity import Activity, new_uid
from streams.models.audience import Audience
from streams.scripts import check_script


class ActionHandlerManager(models.Manager["ActionHandler"]):
    def missing(self) -> set[str]:
        """Keys of the registered actions that have no row yet."""
        return registry.actions().keys() - set(self.values_list("key", flat=True))

    def ensure(self) -> list[ActionHandler]:
        """Those rows, made now, with each action's own defaults."""
        made = (self.get_or_create(key=key) for key in self.missing())
        return [handler for handler, is_new in made if is_new]


class ActionHandler(models.Model):
    """An inline action switched on. An action without a row runs with its own defaults."""

    class Style(models.TextChoices):
        """How a script is written (docs/inline-actions.md)."""

        MODULE = "module", "Module"
        ORIGINAL = "original", "As for the original"

    key = models.CharField(
        max_length=64, unique=True, help_text="The key of an action in STREAMS_ACTIONS, or a new one for a script."
    )
    enabled = models.BooleanField(default=True)
    weight = models.IntegerField(null=True, blank=True, help_text="Lower comes first; empty for the action's own.")
    object_types = models.JSONField(
        default=list, blank=True, help_text='Only on these, such as ["issue", "file"]; empty for the action\'s own.'
    )
    # Keys and not rows: when a provider goes, an action limited to it must not become one without limits.
    providers = models.JSONField(
        default=list, blank=True, help_text='Only on these sources, such as ["source"]; empty for all.'
    )
    audience = models.ForeignKey(
        Audience, models.PROTECT, null=True, blank=True, help_text="Only for these people; empty for whoever may act."
    )
    label = models.CharField(max_length=40, blank=True, help_text="What the button says; empty for the action's own.")
    icon = models.CharField(
        max_length=icons.LONGEST,
        blank=True,
        choices=icons.choices,
        help_text="What is drawn beside it; empty for the action's own.",
    )
    confirm = models.CharField(
        max_length=255, blank=True, help_text="A question to answer before it runs; empty for the action's own."
    )

    script = models.CharField(
        max_length=200,
        blank=True,
        validators=[check_script],
        help_text="A static file that brings the action to the page, such as acme/build.js; empty for none.",
    )
    script_style = models.CharField(max_length=10, choices=Style.choices, default=Style.MODULE)

    objects = ActionHandlerManager()

    class Meta:
        ordering = ["key"]

    def __str__(self) -> str:
        return self.key


class ActionRun(models.Model):
    """One click: the audit trail, and the memory that makes the same click run once."""

    class State(models.TextChoices):
        DONE = "done"
        PENDING = "pending"
        FAILED = "failed"

    uid = models.UUIDField("public id", default=new_uid, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    username = models.CharField(max_length=150, help_text="Kept when the account goes.")
    activity = models.ForeignKey(Activity, models.SET_NULL, null=True, related_name="+")
    activity_uid = models.UUIDField("activity's public id")
    entity = models.CharField(max_length=600)
    action = models.CharField(max_length=64)
    undo = models.BooleanField(default=False, help_text="This click took an earlier one back.")
    input = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    idempotency_key = models.CharField(max_length=255)
    state = models.CharField(max_length=10, choices=State.choices)
    code = models.CharField(max_length=64, blank=True)
    message = models.TextField(blank=True)
    result = models.JSONField(default=dict, help_text="What the action needs to undo it; what its source said.")
    undone = models.DateTimeField(null=True, blank=True)
    rel = models.CharField(
        max_length=64, blank=True, help_text="The link by which the source did it; empty: it was done here."
    )
    next_check = models.DateTimeField(null=True, blank=True, help_text="When a pending run is asked about again.")
    shown_until = models.DateTimeField(
        null=True, blank=True, help_text="Until when who pressed is told how it ended; empty: told at once, or read."
    )
    origin = models.CharField("page", max_length=255, blank=True, help_text="The page that embeds the gadget.")
    gadget = models.CharField(max_length=50, blank=True, help_text="Empty: not by an embed token.")
    created = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "idempotency_key"], name="run_once_per_key")]
        indexes = [
            models.Index(
                fields=["user", "entity", "action", "-id"], condition=Q(undone=None, undo=False), name="run_to_undo"
            ),
            models.Index(fields=["entity", "action"], condition=Q(undone=None) & Q(rel__gt=""), name="run_at_source"),
            models.Index(fields=["next_check"], condition=Q(state="pending"), name="run_pending"),
            # What the audit is read by.
            models.Index(fields=["-created", "-id"], name="run_time"),
            models.Index(fields=["username", "-created", "-id"], name="run_of_person"),
            models.Index(fields=["action", "-created", "-id"], name="run_of_action"),
            models.Index(fields=["state", "-created", "-id"], name="run_in_state"),
        ]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.username} {'undid' if self.undo else 'ran'} {self.action}: {self.state}"
