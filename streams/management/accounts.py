"""Accounts by name."""

from django.contrib.auth.models import User
from django.core.management.base import CommandError


def find_user(username: str) -> User:
    """Raises CommandError where there is none who may sign in."""
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise CommandError(f"There is no active user {username!r}.")
    return user
