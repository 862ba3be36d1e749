"""A changed account settles a new version, and so does a session that ended: who reads is remembered until then, and so
is what a poster may.

Signals, because the code that changes accounts is Django's and the project's, not ours.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_logged_out
from django.db import transaction
from django.db.models.signals import m2m_changed, post_delete, post_save

from streams.models import Version


def listen() -> None:
    """Called once, when the apps are ready."""
    user = get_user_model()
    post_save.connect(_saved, user)
    post_delete.connect(_changed, user)
    post_delete.connect(_changed, Group)
    for through in (user.groups.through, user.user_permissions.through, Group.permissions.through):
        m2m_changed.connect(_related, through)
    user_logged_out.connect(_changed)


def _changed(**kwargs: Any) -> None:
    with transaction.atomic():
        Version.bump(settles=True)


def _saved(update_fields: Any = None, raw: bool = False, **kwargs: Any) -> None:
    """A login only notes when it was; a fixture may come before the table of versions."""
    if not raw and update_fields != frozenset({"last_login"}):
        _changed()


def _related(action: str, **kwargs: Any) -> None:
    if action.startswith("post_"):
        _changed()
