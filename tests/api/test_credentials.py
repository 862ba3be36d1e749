"""Who may post, and what a program is told otherwise."""

import logging
from base64 import b64encode
from datetime import timedelta
from typing import Any

import orjson
import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from streams.models import AccessToken, Activity
from tests.conftest import Api
from tests.documents import make_document

URL = "/api/v1/activities/"


@pytest.fixture
def issue(bob: User) -> Any:
    """A token of Bob's; returns its row and its secret."""

    def make(*scopes: str, **ago: int) -> tuple[AccessToken, str]:
        expires = timezone.now() - timedelta(**ago) if ago else None
        return AccessToken.issue(bob, "ci", list(scopes), expires)

    return make


def post(secret: str) -> Any:
    return Api(Authorization=f"Bearer {secret}").post(URL, make_document())


def refusal(response: Any) -> tuple[int, str]:
    assert response["Content-Type"] == "application/problem+json"
    assert not Activity.objects.exists()
    return response.status_code, response.json()["code"]


def test_a_token_posts(issue: Any) -> None:
    _, secret = issue("publish")
    assert post(secret).status_code == 201


def test_a_token_that_has_not_expired_posts(issue: Any) -> None:
    _, secret = issue("publish", days=-1)
    assert post(secret).status_code == 201


def test_an_expired_token_is_refused(issue: Any) -> None:
    _, secret = issue("publish", seconds=1)
    assert refusal(post(secret)) == (401, "invalid_token")


def test_a_revoked_token_is_refused(issue: Any) -> None:
    token, secret = issue("publish")
    token.revoke()
    assert refusal(post(secret)) == (401, "invalid_token")


@pytest.mark.parametrize("secret", ["as_unknown", "as_", "ae_unknown", "x", "", "as_\x80", "as_" + "x" * 5000])
def test_an_unknown_token_is_refused(db: None, secret: str) -> None:
    response = post(secret)
    assert refusal(response)[0] == 401
    assert response["WWW-Authenticate"] == 'Bearer realm="Activity Streams"'


@pytest.mark.parametrize("scopes", [[], ["read"], ["read", "act", "embed"]])
def test_a_token_without_the_scope_is_refused(issue: Any, scopes: list[str]) -> None:
    _, secret = issue(*scopes)
    assert refusal(post(secret)) == (403, "missing_scope")


def test_a_token_to_publish_cannot_read(issue: Any) -> None:
    _, secret = issue("publish")
    api = Api(Authorization=f"Bearer {secret}")
    assert api.get(URL).status_code == api.client.head(URL).status_code == 403


def test_the_token_of_a_dismissed_person_is_refused(issue: Any) -> None:
    _, secret = issue("publish")
    User.objects.update(is_active=False)
    assert refusal(post(secret)) == (401, "invalid_token")


def test_nobody_cannot_post(as_nobody: Api) -> None:
    assert refusal(as_nobody.post(URL, make_document())) == (401, "not_authenticated")


@pytest.mark.parametrize("header", ["Token abc", "Digest x", "nonsense", "Basic !!!", "Bearer x"])
def test_credentials_that_mean_nothing_are_not_taken_for_none(as_nobody: Api, header: str) -> None:
    assert as_nobody.get(URL, Authorization=header).status_code == 401


def test_a_user_name_that_no_database_can_hold_is_refused(as_nobody: Api) -> None:
    header = "Basic " + b64encode(b"b\0b:secret").decode()
    assert as_nobody.post(URL, make_document(), Authorization=header).status_code == 401


def test_a_page_elsewhere_cannot_post_with_a_persons_cookie(bob: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(bob)
    response = client.post(URL, orjson.dumps(make_document()), content_type="application/json")
    assert refusal(response) == (403, "permission_denied")


def test_a_secret_appears_nowhere(issue: Any, caplog: pytest.LogCaptureFixture) -> None:
    token, secret = issue()
    with caplog.at_level(logging.DEBUG):
        response = post(secret)
    shown = [caplog.text, repr(token), str(token), str(vars(token)), response.content.decode()]
    assert not [text for text in shown if secret in text or secret[9:] in text]
