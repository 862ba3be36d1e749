"""A delivery as a system sends it: what `providers/signing.py` accepts, made from the secret."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import orjson

from streams.providers.base import Webhook
from streams.providers.signing import Basic, InQuery, Signed, StandardWebhooks, Token
from streams.testing.promises import broken


@dataclass(frozen=True)
class Sent:
    """One POST. `body`: JSON, or bytes for a body that has to be these very bytes."""

    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def raw(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else orjson.dumps(self.body)


def sign(webhook: Webhook | None, sent: Sent, secret: str) -> Sent:
    """With what the first of the webhook's schemes asks for."""
    scheme: Any = webhook.signing[0] if webhook else None
    by = next((by for kind, by in SIGNERS.items() if isinstance(scheme, kind)), None)
    if by is None:
        broken(f"The kit cannot sign with {type(scheme).__name__}: write `signed(self, sent, secret)`.")
    headers, query = by(scheme, sent, secret)
    return replace(sent, headers={**sent.headers, **headers}, query={**sent.query, **query})


Proof = tuple[dict[str, str], dict[str, str]]


def _hmac(scheme: Signed, sent: Sent, secret: str) -> Proof:
    now = str(int(time.time()))
    message = f"{now}:".encode() + sent.raw if scheme.timestamp else sent.raw
    headers = {scheme.header: scheme.prefix + hmac.digest(secret.encode(), message, hashlib.sha256).hex()}
    return headers | ({scheme.timestamp: now} if scheme.timestamp else {}), {}


def _standard(scheme: StandardWebhooks, sent: Sent, secret: str) -> Proof:
    named = {name.lower(): value for name, value in sent.headers.items()}
    delivery = named.get("webhook-id") or hashlib.sha256(sent.raw).hexdigest()
    now = str(int(time.time()))
    signature = hmac.digest(secret.encode(), f"{delivery}.{now}.".encode() + sent.raw, hashlib.sha256)
    proof = f"v1,{base64.b64encode(signature).decode()}"
    return {"webhook-id": delivery, "webhook-timestamp": now, "webhook-signature": proof}, {}


def _token(scheme: Token, sent: Sent, secret: str) -> Proof:
    return {scheme.header: scheme.prefix + secret}, {}


def _basic(scheme: Basic, sent: Sent, secret: str) -> Proof:
    return {"Authorization": f"Basic {base64.b64encode(f'hook:{secret}'.encode()).decode()}"}, {}


def _in_query(scheme: InQuery, sent: Sent, secret: str) -> Proof:
    return {}, {scheme.parameter: secret}


SIGNERS: dict[type, Callable[[Any, Sent, str], Proof]] = {
    Signed: _hmac,
    StandardWebhooks: _standard,
    Token: _token,
    Basic: _basic,
    InQuery: _in_query,
}
