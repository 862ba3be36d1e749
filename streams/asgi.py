"""The ASGI application that a server runs."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import IO, Any

import django
from django.core.handlers.asgi import ASGIHandler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "streams.settings")
django.setup(set_prefix=False)


class Application(ASGIHandler):
    """One that is told the length of every body: Django takes those in chunks, which come without, for empty."""

    def create_request(self, scope: Mapping[str, Any], body_file: IO[bytes]) -> Any:
        if not any(name == b"content-length" for name, _ in scope["headers"]):
            length = (b"content-length", str(_length(body_file)).encode())
            scope = {**scope, "headers": [*scope["headers"], length]}
        return super().create_request(scope, body_file)


def _length(body_file: IO[bytes]) -> int:
    """Of one that was read to its end."""
    body_file.seek(0, os.SEEK_END)
    length = body_file.tell()
    body_file.seek(0)
    return length


application = Application()
