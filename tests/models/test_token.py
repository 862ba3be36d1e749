from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from streams.models import AccessToken


def test_only_a_hash_of_the_secret_is_stored(bob: User) -> None:
    token, secret = AccessToken.issue(bob, "script", ["read"])
    stored = " ".join(str(value) for value in AccessToken.objects.filter(pk=token.pk).values_list()[0])
    assert secret not in stored
    assert secret.startswith(token.prefix)


def test_the_secret_finds_its_token(bob: User) -> None:
    token, secret = AccessToken.issue(bob, "script", ["read"])
    assert AccessToken.find(secret) == token


@pytest.mark.parametrize("change", [{"revoked": timezone.now()}, {"expires": timezone.now() - timedelta(seconds=1)}])
def test_a_revoked_or_expired_token_is_not_found(bob: User, change: dict[str, object]) -> None:
    token, secret = AccessToken.issue(bob, "script", ["read"])
    AccessToken.objects.filter(pk=token.pk).update(**change)
    assert AccessToken.find(secret) is None


def test_the_token_of_an_inactive_person_is_not_found(bob: User) -> None:
    _, secret = AccessToken.issue(bob, "script", ["read"])
    User.objects.filter(pk=bob.pk).update(is_active=False)
    assert AccessToken.find(secret) is None


def test_use_is_noted_at_most_every_five_minutes(bob: User) -> None:
    token, _ = AccessToken.issue(bob, "script", ["read"])
    token.used()
    token.refresh_from_db()
    first = token.last_used
    token.used()
    token.refresh_from_db()
    assert first is not None
    assert token.last_used == first
