"""Who may see: an audience is named by each activity, a viewer is a set of audiences."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, Group
from django.db import connection, models, transaction
from django.db.models import Q

from streams.models.version import Version


class Audience(models.Model):
    """Public, all members (signed-in people), one group, one person, or nobody: what a moderator hid.

    An audience whose group or person is gone has no viewer left: what it named becomes hidden, never public.
    """

    class Kind(models.TextChoices):
        PUBLIC = "public", "Everybody"
        MEMBERS = "members", "Signed-in people"
        GROUP = "group", "A group"
        PERSON = "person", "One person"
        NOBODY = "nobody", "Nobody"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    group = models.OneToOneField(Group, models.SET_NULL, null=True, blank=True)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=Q(kind__in=["public", "members", "nobody"]), name="audience_one_of_a_kind"
            )
        ]

    def __str__(self) -> str:
        return str(self.group or self.user or self.get_kind_display())

    @classmethod
    def public(cls) -> Audience:
        return cls._one(kind=cls.Kind.PUBLIC)

    @classmethod
    def members(cls) -> Audience:
        return cls._one(kind=cls.Kind.MEMBERS)

    @classmethod
    def nobody(cls) -> Audience:
        return cls._one(kind=cls.Kind.NOBODY)

    @classmethod
    def of_group(cls, group: Group) -> Audience:
        return cls._one(kind=cls.Kind.GROUP, group_id=group.pk)

    @classmethod
    def of_person(cls, user: AbstractBaseUser) -> Audience:
        return cls._one(kind=cls.Kind.PERSON, user_id=user.pk)

    @classmethod
    def _one(cls, **which: Any) -> Audience:
        """A new one settles: whoever belongs to it is remembered without it."""
        if known := cls.objects.filter(**which).first():
            return known
        with transaction.atomic():
            Version.settle()
            return cls.objects.get_or_create(**which)[0]


@functools.cache
def _audiences_of_person() -> str:
    """Everybody's, the members', their own and their groups'; the names are those of the user model in use."""
    groups: Any = Group._meta.get_field("user")
    table, user, group = groups.field.m2m_db_table(), groups.field.m2m_column_name(), groups.field.m2m_reverse_name()
    return (
        "SELECT id FROM streams_audience WHERE kind IN ('public', 'members') OR user_id = %s "  # noqa: S608
        f'OR group_id IN (SELECT "{group}" FROM "{table}" WHERE "{user}" = %s)'
    )


# Whoever holds none of these is told of no action, nor what others did.
TELLING = frozenset({"read", "act"})
ALL_SCOPES = frozenset({"read", "act", "publish", "embed", "link"})


@dataclass(frozen=True)
class Viewer:
    """One reader: a person or nobody, the audiences they belong to, and what their credential allows."""

    user: AbstractBaseUser | AnonymousUser
    audience_ids: frozenset[int]
    scopes: frozenset[str] = ALL_SCOPES
    # Action keys the credential is limited to; None means all.
    actions: frozenset[str] | None = field(default=None)
    # Whether the request comes from a gadget inside another page, which might mislead the reader's pointer.
    is_framed: bool = False
    # Whether `audience_ids` are all there are: a page then looks for the newest at once, not audience by audience.
    sees_all: bool = False

    @classmethod
    def of(
        cls,
        user: AbstractBaseUser | AnonymousUser,
        scopes: frozenset[str] = ALL_SCOPES,
        actions: frozenset[str] | None = None,
        is_framed: bool = False,
    ) -> Viewer:
        """The viewer that this user is: one query."""
        # Every request asks for them: building the SQL would take Django ten times as long as the database takes.
        with connection.cursor() as cursor:
            if user.is_authenticated:
                pk = get_user_model()._meta.pk.get_db_prep_value(user.pk, connection)
                cursor.execute(_audiences_of_person(), [pk, pk])
            else:
                cursor.execute("SELECT id FROM streams_audience WHERE kind = 'public'")
            audiences = frozenset(row[0] for row in cursor.fetchall())
        return cls(user, audiences, scopes, actions, is_framed)

    @classmethod
    def of_everything(cls) -> Viewer:
        """Nobody's, to read only: for who runs the server, and could read its database as well."""
        return cls.overseeing(AnonymousUser(), frozenset({"read"}))

    @classmethod
    def overseeing(cls, user: AbstractBaseUser | AnonymousUser, scopes: frozenset[str] = frozenset()) -> Viewer:
        """Of an administrator who may look at every activity: one query."""
        return cls(user, frozenset(Audience.objects.values_list("pk", flat=True)), scopes, sees_all=True)

    @classmethod
    def anonymous(cls) -> Viewer:
        return cls.of(AnonymousUser())

    @property
    def user_id(self) -> Any:
        """The person's primary key, of whatever type the user model has; None for nobody."""
        return self.user.pk if self.user.is_authenticated else None

    def may_act(self, key: str) -> bool:
        """Whether this credential, held by a person, may perform the action with this key."""
        allowed = self.actions is None or key in self.actions
        return self.user.is_authenticated and "act" in self.scopes and allowed
