"""What the poller and Celery do with pending actions, here and now."""

from __future__ import annotations

from streams.performing.settling import due, look_up, settle


def settle_due() -> int:
    """Ask about every run whose time has come; returns how many."""
    return sum(settle(look_up(pk)) for pk in due())
