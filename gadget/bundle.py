"""The gadget's JavaScript: which file starts it. The build names files after their content (gadget/frontend)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured

CHUNKS = "gadget/v1/chunks"


def element() -> str:
    """The element's own file, below STATIC_URL: the frame loads it at once, others by way of gadget.js."""
    return part("gadget")


@cache
def part(name: str) -> str:
    """A file of the bundle, below STATIC_URL."""
    folder = finders.find(CHUNKS)
    found = sorted(Path(folder).glob(f"{name}-*.js")) if folder else []
    if len(found) != 1:
        raise ImproperlyConfigured(f"static/{CHUNKS} has {len(found)} files {name}-*.js; run: make bundle")
    return f"{CHUNKS}/{found[0].name}"
