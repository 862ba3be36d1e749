"""What must not be read in any message: it is taken out of each before anybody sees it."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Mapping

HIDDEN = "•••"
TELLING_NAME = re.compile("auth|cookie|credential|key|password|secret|session|token", re.IGNORECASE)


class Secrecy:
    def __init__(self, secrets: Iterable[str]) -> None:
        self._secrets: set[str] = set()
        self.hide(*secrets)

    def hide(self, *secrets: str) -> None:
        for secret in filter(None, secrets):
            self._secrets |= {secret, b64encode(secret.encode(errors="replace")).decode()}

    def hide_headers(self, headers: Mapping[str, str]) -> None:
        """The whole of a telling header, and what follows its scheme, as in "Bearer …"."""
        for name, value in headers.items():
            if TELLING_NAME.search(name):
                self.hide(value, value.partition(" ")[2])

    def clean(self, text: str) -> str:
        for secret in sorted(self._secrets, key=len, reverse=True):
            text = re.sub("".join(map(_in_any_writing, secret)), HIDDEN, text)
        return text


def _in_any_writing(character: str) -> str:
    """As it is, or as an address writes it: which characters it encodes is up to whoever wrote the address."""
    encoded = "".join(f"%{byte:02X}" for byte in character.encode(errors="replace"))
    return rf"(?:{re.escape(character)}|(?i:{encoded}){'|[+]' if character == ' ' else ''})"
