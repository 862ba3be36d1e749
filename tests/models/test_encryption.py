"""Secrets at rest."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from streams.models import Provider
from streams.models.encryption import Undecryptable, decrypt, encrypt


def test_what_is_encrypted_comes_back() -> None:
    assert decrypt(encrypt("Ünï secret")) == "Ünï secret"


def test_the_same_secret_never_looks_the_same() -> None:
    assert encrypt("secret") != encrypt("secret")
    assert "secret" not in encrypt("secret")


def test_another_key_opens_nothing(settings: Any) -> None:
    token = encrypt("secret")
    settings.SECRET_KEY = "another key"
    with pytest.raises(Undecryptable, match="SECRET_KEY_FALLBACKS"):
        decrypt(token)


@pytest.mark.parametrize("token", ["", "x", "gAAAAA", "secret"])
def test_what_was_never_encrypted_opens_nothing(token: str) -> None:
    with pytest.raises(Undecryptable):
        decrypt(token)


def test_an_earlier_key_still_opens(settings: Any) -> None:
    token = encrypt("secret")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new key", [settings.SECRET_KEY]
    assert decrypt(token) == "secret"


def test_rotating_makes_the_earlier_key_dispensable(provider: Provider, settings: Any, capsys: Any) -> None:
    provider.set_secret("secret")
    provider.save()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new key", [settings.SECRET_KEY]
    call_command("rotate_secrets")
    assert "Encrypted 1 secret with SECRET_KEY." in capsys.readouterr().out
    settings.SECRET_KEY_FALLBACKS = []
    provider.refresh_from_db()
    assert provider.get_secret() == "secret"


def test_rotating_says_what_no_key_opens_and_leaves_it(provider: Provider) -> None:
    Provider.objects.update(secret="of a lost key")
    with pytest.raises(CommandError, match="1 could not be decrypted"):
        call_command("rotate_secrets")
    assert Provider.objects.get().secret == "of a lost key"


def test_a_source_without_a_secret_has_none(provider: Provider) -> None:
    assert provider.get_secret() == ""
