"""Secrets that we must be able to read again: encrypted in the database by a key that only the settings know."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.apps import apps
from django.conf import settings
from django.db import models


class Undecryptable(Exception):
    """It was encrypted with a key that the settings do not have any more."""

    def __init__(self) -> None:
        super().__init__(
            "This secret was encrypted with another SECRET_KEY. Name that key in SECRET_KEY_FALLBACKS, "
            "or enter the secret again."
        )


class EncryptedField(models.TextField):
    """A column that holds what `encrypt` made, or "". It never comes out decrypted by itself: nothing prints it."""


def encrypt(text: str) -> str:
    return _fernet().encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """What was encrypted, with today's key or one of SECRET_KEY_FALLBACKS; raises Undecryptable."""
    try:
        return _fernet().decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise Undecryptable from error


def encrypt_again() -> tuple[int, int]:
    """Every secret by today's key, after SECRET_KEY was changed: how many, and how many that no known key opens."""
    done = lost = 0
    for model, column, pk, token in _stored():
        try:
            fresh = encrypt(decrypt(token))
        except Undecryptable:
            lost += 1
            continue
        # Only what was read: an administrator may have entered another one meanwhile.
        done += model._base_manager.filter(pk=pk, **{column: token}).update(**{column: fresh})
    return done, lost


def tried() -> tuple[int, int]:
    """How many secrets are stored, and how many of them no known key opens."""
    lost = [not _is_readable(token) for *_, token in _stored()]
    return len(lost), sum(lost)


def _is_readable(token: str) -> bool:
    try:
        decrypt(token)
    except Undecryptable:
        return False
    return True


def _stored() -> Iterator[tuple[type[models.Model], str, Any, str]]:
    """Model, column, primary key and what it holds, of every secret."""
    for model, column in _columns():
        for pk, token in model._base_manager.exclude(**{column: ""}).values_list("pk", column):
            yield model, column, pk, token


def _columns() -> Iterator[tuple[type[models.Model], str]]:
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, EncryptedField):
                yield model, field.name


def _fernet() -> MultiFernet:
    """Encrypts with SECRET_KEY, decrypts also with its predecessors."""
    return _made_of((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=4)
def _made_of(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_derived(key)) for key in keys])


def _derived(key: str) -> bytes:
    """SECRET_KEY signs sessions as well; a key of its own, so that neither use can tell of the other (RFC 5869)."""
    material = HKDF(SHA256(), length=32, salt=None, info=b"streams.models.encryption").derive(key.encode())
    return base64.urlsafe_b64encode(material)
