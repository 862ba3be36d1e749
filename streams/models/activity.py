"""The stored fact."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils import timezone
from uuid6 import uuid7

from streams.models.application import Application
from streams.models.audience import Audience, Viewer
from streams.models.kind import Kind
from streams.models.provider import Provider


def new_uid() -> UUID:
    """A UUIDv7 (RFC 9562): unique without asking, and in order of creation, which keeps its index compact."""
    return UUID(bytes=uuid7().bytes)


def first_uid(moment: datetime) -> UUID:
    """The smallest that can have been made since then: rows by their time where only their id is indexed."""
    return UUID(int=int(moment.timestamp() * 1000) << 80)


def visible_audiences(viewer: Viewer) -> list[int]:
    """The one place where visibility is decided: whoever sees an audience sees all its activities, and no other.

    Reading a page descends one index for each of them, so that nothing hidden is even passed over (feed/query.py).
    """
    return sorted(viewer.audience_ids)


class ActivityQuerySet(models.QuerySet["Activity"]):
    def visible_to(self, viewer: Viewer) -> ActivityQuerySet:
        return self.filter(audience_id__in=visible_audiences(viewer))

    def whole(self) -> ActivityQuerySet:
        """With everything that rendering an activity reads: one query."""
        return self.select_related("kind", "provider", "application", "audience", "poster")

    def newest_first(self) -> ActivityQuerySet:
        return self.order_by("-published", "-id")


def rel_key(rel: str) -> str:
    """What follows the last slash of a rel that is an IRI."""
    return rel.rsplit("/", 1)[-1]


class Activity(models.Model):
    """Actor, verb, object, target and when: one thing that happened.

    Four sentences as they are stored, the parts in brackets:

    * [Jun] [pushed] [changeset a74e68d] to [payments]
    * [Ana] [resolved] [issue PAY-42]
    * [Mira] [posted] [a comment] on [review CR-118]
    * [Payments CI] [finished] [build 512] of [main]

    Names, URLs and pictures are snapshots of what the document said: nothing here changes or goes when a user, an
    application or a provider does. `rendered` is the JSON every reader gets (design: rendered once, spliced often).
    """

    uid = models.UUIDField("public id", default=new_uid, unique=True, editable=False)
    source = models.CharField(max_length=64, help_text="Whose ids `foreign_id` are: 'provider:3', 'application:7'.")
    foreign_id = models.CharField(max_length=600)
    provider = models.ForeignKey(Provider, models.SET_NULL, null=True, db_index=False)
    application = models.ForeignKey(Application, models.SET_NULL, null=True, blank=True, db_index=False)
    kind = models.ForeignKey(Kind, models.PROTECT, db_index=False)
    audience = models.ForeignKey(Audience, models.PROTECT, db_index=False)
    audience_fixed = models.BooleanField(
        default=False, editable=False, help_text="An administrator chose the audience: no document changes it again."
    )
    audience_before = models.ForeignKey(
        Audience,
        models.SET_NULL,
        null=True,
        editable=False,
        db_index=False,
        related_name="+",
        help_text="Of what a moderator hid: whose it is again once it is shown.",
    )
    poster = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, db_index=False, related_name="+"
    )

    actor = models.JSONField(help_text="name, username, url, avatar; email where it may be shown")
    actor_username = models.CharField(max_length=255, blank=True)
    verb = models.CharField(max_length=255, help_text="As given: a simple name or an IRI.")
    object = models.JSONField(null=True, blank=True, help_text="type, id, title, summary, url")
    target = models.JSONField(null=True, blank=True, help_text="type, id, title, summary, url")
    title = models.TextField(blank=True, help_text="Sanitised HTML.")
    summary = models.TextField(blank=True, help_text="Sanitised HTML.")
    content = models.TextField(blank=True, help_text="Sanitised HTML.")
    url = models.CharField(max_length=2000, blank=True)
    icon = models.JSONField(null=True, blank=True, help_text="url, title")
    links = models.JSONField(default=dict, blank=True, help_text="rel to href")
    categories = models.JSONField(default=list, blank=True)
    changes = models.JSONField(default=list, blank=True, help_text="field, from, to")
    project_key = models.CharField(max_length=255, blank=True)
    entity = models.CharField(max_length=600, help_text="What votes, watches and comments belong to.")
    # Derived, for filters only (publishing/facets.py). NULL and not "", to keep what is no issue out of the index.
    issue_key = models.CharField(max_length=255, null=True, editable=False)  # noqa: DJ001
    is_bot = models.BooleanField(default=False, editable=False)
    search = models.TextField(default="", editable=False)

    published = models.DateTimeField(default=timezone.now)
    updated = models.DateTimeField(default=timezone.now)
    created = models.DateTimeField(auto_now_add=True)
    revision = models.PositiveIntegerField(default=1, help_text="Grows with every change.")
    digest = models.CharField(max_length=64, help_text="Of the document: the same document again changes nothing.")
    rendered = models.TextField(help_text="The JSON of everything that does not depend on the viewer.")

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "activities"
        constraints = [models.UniqueConstraint(fields=["source", "foreign_id"], name="activity_unique_source_id")]
        # Who may see it comes before the time, so that a scan never passes over what its reader may not see: neither
        # its speed nor its cursor tells of it. None leads with the application, or PostgreSQL prefers it to the
        # unique one.
        indexes = [
            models.Index(fields=["-published", "-id"], name="activity_time"),
            models.Index(fields=["audience", "-published", "-id"], name="activity_seen"),
            # What follows the id orders nothing: with it, all three are checked without leaving the index.
            models.Index(
                fields=["actor_username", "audience", "-published", "-id", "project_key", "kind"],
                name="activity_actor_seen",
            ),
            models.Index(fields=["project_key", "audience", "-published", "-id", "kind"], name="activity_project_seen"),
            models.Index(fields=["kind", "audience", "-published", "-id"], name="activity_kind_seen"),
            # Whether anything is left about a thing.
            models.Index(fields=["entity"], name="activity_entity"),
            models.Index(
                fields=["issue_key", "audience", "-published", "-id"],
                name="activity_issue_seen",
                condition=models.Q(issue_key__isnull=False),
            ),
        ]
        permissions = [
            ("post_on_behalf", "Can post activities in another actor's name"),
            ("post_to_any_audience", "Can post activities for any audience"),
        ]

    def __str__(self) -> str:
        return f"{self.actor.get('name', '')} {self.verb} {(self.object or {}).get('title', '')}".strip()

    def link(self, rel: str) -> str:
        """The address under a rel's key, also where the document named it by an IRI (contract.md §1.7); "" for none."""
        return next((href for name, href in self.links.items() if rel_key(name) == rel), "")

    @property
    def document_id(self) -> str:
        """The id that its document gave: the compatible door adds the digest to it."""
        return self.foreign_id.partition(f"#{self.digest}")[0]
