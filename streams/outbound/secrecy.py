"""What must not be read in any message: it is taken out of each before anybody sees it."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from urllib.parse import quote, quote_plus

HIDDEN = "•••"
TELLING_NAME = re.compile("auth|cookie|credential|key|password|secret|session|token", re.IGNORECASE)


class Secrecy:
    def __init__(self, secrets: Iterable[str]) -> None:
        self._words: set[str] = set()
        self.hide(*secrets)

    def hide(self, *secrets: str) -> None:
        for secret in filter(None, secrets):
            encoded = b64encode(secret.encode()).decode()
            self._words |= {secret, quote(secret, safe=""), quote(secret), quote_plus(secret), encoded}

    def hide_headers(self, headers: Mapping[str, str]) -> None:
        """The whole of a telling header, and what follows its scheme, as in "Bearer …"."""
        for name, value in headers.items():
            if TELLING_NAME.search(name):
                self.hide(value, value.partition(" ")[2])

    def clean(self, text: str) -> str:
        for word in sorted(self._words, key=len, reverse=True):
            text = text.replace(word, HIDDEN)
        return text
