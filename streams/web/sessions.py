"""Where sessions are kept: as Django keeps them, but for keys that no database holds."""

from __future__ import annotations

from django.contrib.sessions.backends import cached_db


class SessionStore(cached_db.SessionStore):
    def __init__(self, session_key: str | None = None) -> None:
        """PostgreSQL cannot even look for the character 0, which a cookie may hold escaped: no session has it."""
        super().__init__(None if session_key and "\0" in session_key else session_key)
