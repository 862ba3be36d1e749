"""A cookie that names no session."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.conftest import Api

# An octal escape, as in RFC 2109: Django reads it as the character 0.
NUL = r'"\000aaaaaaaaaa"'


@pytest.mark.parametrize("key", ["aaaaaaaaaaa", NUL, r'"aaaaaaaaaaa\000"', r'"\000"', "", "a" * 5000])
@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/api/v1/activities/", 200),
        ("/api/v1/activities.atom", 200),
        ("/api/v1/streams/", 200),
        ("/api/v1/activities/0190c2a0-0000-7000-8000-000000000000/", 404),
        ("/activity", 200),
        ("/rest/activity-stream/1.0/config", 200),
        ("/gadgets/new/", 302),
        ("/admin/", 302),
        ("/admin/login/", 200),
    ],
)
def test_a_session_that_there_cannot_be_is_nobody_s(as_nobody: Api, url: str, status: int, key: str) -> None:
    assert as_nobody.get(url, Cookie=f"sessionid={key}").status_code == status


def test_who_shows_one_may_sign_in(alice: User, as_nobody: Api) -> None:
    form = {"username": "alice", "password": "secret"}
    signed_in = as_nobody.client.post("/admin/login/?next=/admin/", form, headers={"Cookie": f"sessionid={NUL}"})
    assert (signed_in.status_code, signed_in["Location"]) == (302, "/admin/")
    assert as_nobody.get("/admin/").status_code == 200


def test_a_csrf_token_that_there_cannot_be_is_none(alice: User) -> None:
    client = Client(enforce_csrf_checks=True, headers={"Cookie": f"csrftoken={NUL}"})
    assert client.get("/admin/login/").status_code == 200
    assert client.post("/admin/login/", {"username": "alice", "password": "secret"}).status_code == 403
