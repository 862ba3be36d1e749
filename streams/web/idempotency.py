"""`Idempotency-Key` on a post: the same request again is given the answer of the first one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import orjson
from django.db import IntegrityError, transaction
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from streams.models import KeptAnswer
from streams.web.authentication import person_of
from streams.web.json import OrjsonRenderer

MAX_KEY_LENGTH = 255
# What of an answer is more than its body.
HEADERS = ("Location", "ETag")


class KeyReused(exceptions.APIException):
    status_code = 422
    default_code = "key_reused"
    default_detail = "This Idempotency-Key was used for another request; take a new one."


def once(request: Request, respond: Callable[[], Response]) -> Response:
    """What `respond` answers, or what it answered to the same person's same key. What was refused is not kept."""
    key = _key(request)
    if key is None:
        return respond()
    user, fingerprint = person_of(request), _fingerprint(request)
    KeptAnswer.prune()
    try:
        with transaction.atomic():
            # First, because its unique key makes a concurrent twin wait here for what becomes of this one.
            kept = KeptAnswer.objects.create(user=user, key=key, fingerprint=fingerprint)
            response = respond()
            if response.status_code < 400:
                _keep(kept, response)
            else:
                transaction.set_rollback(True)
        return response
    except IntegrityError:
        earlier = KeptAnswer.objects.filter(user=user, key=key).first()
        if earlier is None:
            raise
        return _again(earlier, fingerprint)


def _key(request: Request) -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is not None and not (0 < len(key) <= MAX_KEY_LENGTH and key.isprintable()):
        message = f"An Idempotency-Key has 1 to {MAX_KEY_LENGTH} printable characters."
        raise exceptions.ValidationError({"Idempotency-Key": message})
    return key


def _fingerprint(request: Request) -> str:
    """Of the body as it was sent, and of what it was said to be (hex SHA-256)."""
    context: Any = request.parser_context
    return hashlib.sha256(f"{request.path} {request.content_type}\n".encode() + context["body"]).hexdigest()


def _keep(kept: KeptAnswer, response: Response) -> None:
    kept.status = response.status_code
    kept.headers = {name: response[name] for name in HEADERS if name in response}
    kept.body = OrjsonRenderer().render(response.data).decode()
    kept.save(update_fields=["status", "headers", "body"])


def _again(kept: KeptAnswer, fingerprint: str) -> Response:
    if kept.fingerprint != fingerprint:
        raise KeyReused
    return Response(orjson.loads(kept.body), status=kept.status, headers=kept.headers)
