"""How systems prove that a delivery is theirs. A backend lists the schemes of its system; one that fits is enough.

The secret is always the provider's own. Every comparison takes the same time wherever the two differ.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

# Seconds by which the time that was signed may differ from ours: later it may be somebody's recording.
TOLERANCE = 300


@dataclass(frozen=True)
class Arrival:
    """One request as it came in. Names of headers are in lower case."""

    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes

    def header(self, name: str) -> str:
        return self.headers.get(name.lower(), "")


class Scheme(Protocol):
    def accepts(self, arrival: Arrival, secret: str) -> bool:
        """Whether whoever sent this knows the secret."""


@dataclass(frozen=True)
class Signed:
    """HMAC-SHA256 over the raw body, in hexadecimal behind `prefix`; one of several, separated by commas, may fit.

    With `timestamp`, the header of that name (seconds since 1970) is signed before the body, joined by a colon.
    """

    header: str
    prefix: str = ""
    timestamp: str = ""

    def accepts(self, arrival: Arrival, secret: str) -> bool:
        message = arrival.body
        if self.timestamp:
            sent = arrival.header(self.timestamp)
            if not _is_recent(sent):
                return False
            message = f"{sent}:".encode() + message
        expected = self.prefix + hmac.digest(secret.encode(), message, hashlib.sha256).hex()
        return _is_among(expected, arrival.header(self.header).split(","))


@dataclass(frozen=True)
class StandardWebhooks:
    """The three headers of https://www.standardwebhooks.com: an id, a time and signatures of both with the body."""

    def accepts(self, arrival: Arrival, secret: str) -> bool:
        sent = arrival.header("webhook-timestamp")
        if not _is_recent(sent):
            return False
        message = f"{arrival.header('webhook-id')}.{sent}.".encode() + arrival.body
        for key in _keys(secret):
            signature = base64.b64encode(hmac.digest(key, message, hashlib.sha256)).decode()
            if _is_among(f"v1,{signature}", arrival.header("webhook-signature").split()):
                return True
        return False


@dataclass(frozen=True)
class Token:
    """The secret itself in a header behind `prefix`: weaker, since whoever reads one delivery can forge the next."""

    header: str
    prefix: str = ""

    def accepts(self, arrival: Arrival, secret: str) -> bool:
        return _is_among(self.prefix + secret, [arrival.header(self.header)])


@dataclass(frozen=True)
class Basic:
    """The secret as the password of any user name (RFC 7617)."""

    def accepts(self, arrival: Arrival, secret: str) -> bool:
        scheme, _, credentials = arrival.header("Authorization").partition(" ")
        try:
            password = base64.b64decode(credentials, validate=True).decode().partition(":")[2]
        except ValueError:
            return False
        return scheme.lower() == "basic" and _is_among(secret, [password])


@dataclass(frozen=True)
class InQuery:
    """The secret in the address: the weakest, since servers on the way log addresses. For what can do nothing else."""

    parameter: str = "token"

    def accepts(self, arrival: Arrival, secret: str) -> bool:
        return _is_among(secret, [arrival.query.get(self.parameter, "")])


BEARER = Token("Authorization", "Bearer ")


def _is_among(expected: str, given: list[str]) -> bool:
    """All are compared, so that the time tells nothing of which one fitted."""
    fits = [hmac.compare_digest(expected.encode(), one.strip().encode()) for one in given[:20]]
    return any(fits)


def _is_recent(seconds: str) -> bool:
    return seconds.isdecimal() and len(seconds) < 15 and abs(time.time() - int(seconds)) <= TOLERANCE


def _keys(secret: str) -> Iterator[bytes]:
    """The specification writes a key as "whsec_" and base64; other senders sign with the text as it is."""
    yield secret.encode()
    try:
        yield base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except ValueError:
        return
