"""Who may use the third-party resource: passwords, tokens, sessions."""

from base64 import b64encode
from typing import Any

import pytest
from django.contrib.auth.models import User

from streams.models import AccessToken, Activity
from tests.conftest import VENDOR, Api
from tests.documents import make_document

URL = "/rest/activities/1.0/"


def post(api: Api, authorization: str) -> Any:
    return api.post(URL, make_document(), VENDOR, Authorization=authorization)


def basic(credentials: str) -> str:
    return "Basic " + b64encode(credentials.encode()).decode()


@pytest.mark.parametrize("method", ["get", "delete"])
def test_nobody_is_asked_to_sign_in(as_nobody: Api, activity: Activity, method: str) -> None:
    response = getattr(as_nobody, method)(f"{URL}{activity.uid}")
    assert (response.status_code, response["WWW-Authenticate"]) == (401, 'Basic realm="Activity Streams"')


@pytest.mark.parametrize(
    "header",
    [
        "", basic("bob:wrong"), basic("bob"), basic("nobody:secret"), basic("b\0b:secret"), "Basic", "Basic !!!",
        "Bearer as_unknown", "Bearer other", "Bearer", "Digest x", "Token x", basic(":"),
    ],
)  # fmt: skip
def test_wrong_credentials_are_refused(as_nobody: Api, bob: User, header: str) -> None:
    response = post(as_nobody, header)
    assert (response.status_code, response["Content-Type"]) == (401, VENDOR)
    assert response["WWW-Authenticate"].startswith("Basic")
    assert not Activity.objects.exists()


def test_a_password_as_curl_sends_it(as_nobody: Api, bob: User) -> None:
    assert post(as_nobody, basic("bob:secret")).status_code == 201


def test_a_token_instead_of_a_password(as_nobody: Api, bob: User) -> None:
    _, secret = AccessToken.issue(bob, "ci", ["publish"])
    assert post(as_nobody, f"Bearer {secret}").status_code == 201


def test_a_token_to_read_cannot_post(as_nobody: Api, bob: User) -> None:
    _, secret = AccessToken.issue(bob, "ci", ["read"])
    response = post(as_nobody, f"Bearer {secret}")
    assert (response.status_code, response.json()["subCode"]) == (403, "streams.missing_scope")


def test_a_dismissed_person_cannot_post(as_nobody: Api, bob: User) -> None:
    User.objects.update(is_active=False)
    assert post(as_nobody, basic("bob:secret")).status_code == 401
