"""What is set, as it counts: defaults included, secrets never."""

from __future__ import annotations

import logging
import os
import platform
from collections.abc import Iterator
from typing import Any

import django
from django.conf import settings

from streams import __version__
from streams.conf import Conf, conf
from streams.logs import cleaned

# Of these only whether, or how many, there are.
SECRET = {"metrics_token"}
LISTS = {"providers", "actions"}
# What our own apps say of themselves: nobody sets it.
UNSAID = {"descriptions"}
PLAIN = [
    "DEBUG", "DEMO", "HTTPS", "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "DATA_DIR", "STATIC_ROOT", "CELERY_BROKER_URL",
    "TIME_ZONE",
]  # fmt: skip


def configuration() -> dict[str, str]:
    """By the names of the settings."""
    return {
        "VERSION": f"{__version__} (Python {platform.python_version()}, Django {django.get_version()})",
        "SECRET_KEY": where_the_key_is_from(),
        "SECRET_KEY_FALLBACKS": f"{len(settings.SECRET_KEY_FALLBACKS)} (not shown)",
        "DATABASE": database(),
        "CACHE": cleaned(
            f"{_kind(settings.CACHES['default'])} {settings.CACHES['default'].get('LOCATION', '')}".strip()
        ),
        **{name: _shown(getattr(settings, name, None)) for name in PLAIN},
        "MAX_BODY_BYTES": str(settings.DATA_UPLOAD_MAX_MEMORY_SIZE),
        "LOG_LEVEL": logging.getLevelName(logging.getLogger().getEffectiveLevel()),
        **{name.upper(): _of_ours(name) for name in _ours()},
    }


def where_the_key_is_from() -> str:
    """The environment is also what `.env` says."""
    if os.environ.get("SECRET_KEY"):
        return "set in the environment (not shown)"
    file = getattr(settings, "SECRET_KEY_FILE", None)
    if file and file.is_file():
        return f"kept in {file} (not shown)"
    return "set by the settings (not shown)" if file is None else MADE_UP


# No other process can read what this one signs or encrypts.
MADE_UP = "not set: every process makes up its own"


def database() -> str:
    """Which one, and where, without its account."""
    known = settings.DATABASES["default"]
    if known["ENGINE"].endswith("sqlite3"):
        return f"SQLite {known['NAME']}"
    return (
        f"{_kind(known, 'ENGINE')} {known['NAME']} on {known.get('HOST') or 'this machine'}:{known.get('PORT') or 5432}"
    )


def _kind(known: dict[str, Any], name: str = "BACKEND") -> str:
    return known[name].rpartition(".")[2]


def _ours() -> Iterator[str]:
    return (name for name, one in vars(Conf).items() if isinstance(one, property) and name not in UNSAID)


def _of_ours(name: str) -> str:
    value = getattr(conf, name)
    if name in SECRET:
        return "set (not shown)" if value else "not set"
    return f"{len(value)} named" if name in LISTS else _shown(value)


def _shown(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return cleaned(str(value)) if value not in (None, "") else "not set"
