"""What is not the server's own: the disk, the files, the clock."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection

from streams.management.doctor.configuration import MADE_UP, where_the_key_is_from
from streams.management.doctor.finding import Finding, asked, good, warning, wrong

GB = 2**30
# Below either, writes soon fail; below the second pair, somebody should know.
LEAST, LEAST_SHARE = GB // 2, 0.02
SCARCE, SCARCE_SHARE = 2 * GB, 0.1
# Seconds that two clocks may differ: leases and the ages of tokens go by them.
CLOCKS = 5
# One that gadgets begin with, and one of the server's own.
FILES = ["gadget/v1/embed.js", "streams/icon.svg"]


def machine() -> Iterator[Finding]:
    yield _key()
    yield asked("disk", _disk, "Make DATA_DIR, for the account that the server runs as.")
    yield asked("static files", _files, "Reinstall, or run: make bundle.")
    yield asked("clock", _clock, "It is asked of the database, which does not answer.")


def _key() -> Finding:
    where = where_the_key_is_from()
    if where == MADE_UP:
        hint = "Set SECRET_KEY, or start with manage.py serve, which keeps one in DATA_DIR."
        return wrong("secret key", where, hint)
    return good("secret key", where)


def _disk() -> Finding:
    folder, part = Path(getattr(settings, "DATA_DIR", ".")), "disk"
    if connection.vendor != "sqlite" and not folder.is_dir():
        return good(part, "DATA_DIR is not used")
    usage = shutil.disk_usage(folder)
    said = f"{usage.free / GB:,.1f} GB of {usage.total / GB:,.1f} GB free for {folder}"
    if not os.access(folder, os.W_OK):
        return wrong(part, f"{folder} cannot be written by this account", "Give it to the server's account.")
    hint = "Free some: `manage.py retain` removes what is old (docs/administer.md)."
    if usage.free < max(LEAST, min(usage.total * LEAST_SHARE, SCARCE)):
        return wrong(part, said, hint)
    if usage.free < min(SCARCE, usage.total * SCARCE_SHARE):
        return warning(part, said, hint)
    return good(part, said)


def _files() -> Finding:
    missing = [name for name in FILES if not finders.find(name)]
    if missing:
        return wrong("static files", f"{', '.join(missing)} cannot be found", "Reinstall, or run: make bundle.")
    root = settings.STATIC_ROOT
    stale = [name for name in FILES if root and not (Path(root) / name).is_file()]
    if stale:
        return warning("static files", f"STATIC_ROOT {root} lacks {', '.join(stale)}", "Run manage.py collectstatic.")
    return good("static files", f"collected in {root}" if root else "served from where they lie")


def _clock() -> Finding:
    """Where the database is on another machine, its clock is another one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT CURRENT_TIMESTAMP")
        told = cursor.fetchone()[0]
    there = told if isinstance(told, datetime) else datetime.fromisoformat(told)
    there = there if there.tzinfo else there.replace(tzinfo=UTC)
    apart = (datetime.now(UTC) - there).total_seconds()
    if abs(apart) > CLOCKS:
        said = f"{abs(apart):.0f} s {'ahead of' if apart > 0 else 'behind'} the database's"
        return wrong("clock", said, "Set both by NTP, such as systemd-timesyncd or chrony.")
    return good("clock", f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC, as the database's")
