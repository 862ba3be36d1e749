"""What a reader shows over HTTP, and which versions are measured."""

from __future__ import annotations

import base64
import platform

import django
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.cached_db import SessionStore
from django.db import connection

from bench.ours.data import GADGET, PASSWORD
from gadget import tokens
from gadget.models import Gadget
from streams.models import AccessToken


def of(reader: User) -> dict[str, str]:
    """A header line for each way to say who one is."""
    embed_token, _ = tokens.mint(Gadget.objects.get(slug=GADGET), reader)
    _, access_token = AccessToken.issue(reader, "Bench", ["read"])
    password = base64.b64encode(f"{reader.username}:{PASSWORD}".encode()).decode()
    return {
        "embed token": f"Authorization: Bearer {embed_token}",
        "anonymous": "X-Nobody: 1",
        "session": f"Cookie: {settings.SESSION_COOKIE_NAME}={_session(reader)}",
        "access token": f"Authorization: Bearer {access_token}",
        "password": f"Authorization: Basic {password}",
    }


def of_poster(poster: User) -> str:
    """The header line of a program that posts."""
    _, access_token = AccessToken.issue(poster, "Bench", ["publish"])
    return f"Authorization: Bearer {access_token}"


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
