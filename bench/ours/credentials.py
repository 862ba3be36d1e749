"""What a reader shows over HTTP, and which versions are measured."""

from __future__ import annotations

import platform

import django
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.cached_db import SessionStore
from django.db import connection

from bench.ours.data import GADGET
from gadget import tokens
from gadget.models import Gadget


def of(reader: User) -> dict[str, str]:
    """A header line for each way to say who one is."""
    token, _ = tokens.mint(Gadget.objects.get(slug=GADGET), reader)
    return {
        "embed token": f"Authorization: Bearer {token}",
        "anonymous": "X-Nobody: 1",
        "session": f"Cookie: {settings.SESSION_COOKIE_NAME}={_session(reader)}",
    }


def versions() -> dict[str, str]:
    name = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]
    number = ".".join(map(str, connection.get_database_version()))
    return {"Python": platform.python_version(), "Django": django.__version__, name: number}


def _session(reader: User) -> str:
    store = SessionStore()
    store[SESSION_KEY] = str(reader.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = reader.get_session_auth_hash()
    store.save()
    return str(store.session_key)
