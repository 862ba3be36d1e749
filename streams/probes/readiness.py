"""Whether this server can do its work: what it leans on, each with a word."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from streams.models import Provider

logger = logging.getLogger(__name__)

OK = "ok"
# A source that is due for so long and that nobody asks: no poller is running.
SILENCE = timedelta(minutes=2)


def readiness() -> tuple[dict[str, str], bool]:
    """What each part says, and whether requests can be answered: a poller that is silent stops no reader.

    Who may know the reasons calls the parts by themselves (`manage.py doctor`).
    """
    said = {name: _asked(name, ask) for name, ask in NEEDED.items()}
    is_ready = all(word == OK for word in said.values())
    return said | {"poller": _asked("poller", poller) if is_ready else "unknown"}, is_ready


def _asked(name: str, ask: Callable[[], str]) -> str:
    """The log has the reason: it may name hosts and accounts."""
    try:
        return ask()
    except Exception:
        logger.exception("not ready: %s", name)
        return "failing"


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return OK


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(missing)} missing: run manage.py migrate" if missing else OK


def _cache() -> str:
    key, value = f"streams:ready:{uuid4()}", "1"
    cache.set(key, value, 10)
    found = cache.get(key)
    cache.delete(key)
    return OK if found == value else "forgets at once"


def poller() -> str:
    """Told by the sources: one that is due and that nobody asks has no poller."""
    late = Provider.objects.due(timezone.now() - SILENCE)
    waiting = sum(provider.interval is not None for provider in late.defer("cursor", "keys"))
    return f"silent: {waiting} due for more than two minutes" if waiting else OK


NEEDED: dict[str, Callable[[], str]] = {"database": _database, "migrations": _migrations, "cache": _cache}
