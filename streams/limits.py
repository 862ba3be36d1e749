"""How much the parts of a document may hold (contract.md §4.4), and keys that fit."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from streams.sanitizing import plain

MAX_TEXT = 255
MAX_ADDRESS = 2000
MAX_ITEMS = 50
# HTML may be this many times as long as what it shows. The sanitiser's time grows with the square of the nesting.
MARKUP = 10
# Clocks differ; a day covers every time zone that was forgotten.
FUTURE_ALLOWED = timedelta(days=1)
# The write door lets a provider name another source's things by these; what strangers say may not.
RESERVED = ("provider:", "application:")


def identity(words: str) -> str:
    """A key as it is, or one as good where it is too long or holds what no key may."""
    if words.startswith(RESERVED):
        words = f"webhook:{words}"
    if len(words) <= MAX_TEXT and plain(words) == words:
        return words
    return plain(words)[:100] + hashlib.sha256(words.encode(errors="replace")).hexdigest()
