from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from streams.models import AccessToken
from tests.admin.conftest import Console, said

TOMORROW = timezone.now() + timedelta(days=1)


def make_token(console: Console, user: User, **values: Any) -> Any:
    return console.add("accesstoken", **{"user": user.pk, "name": "deploys", "scopes": ["read", "publish"]} | values)


def secret_in(texts: list[str]) -> str:
    return re.findall(r"as_[\w-]{40,}", " ".join(texts))[0]


@pytest.fixture
def token(bob: User) -> AccessToken:
    return AccessToken.issue(bob, "deploys", ["publish"])[0]


def test_a_new_token_works_and_is_shown(bob: User, console: Console) -> None:
    secret = secret_in(said(make_token(console, bob)))
    token = AccessToken.find(secret)
    assert token and (token.user, token.name, token.scopes) == (bob, "deploys", ["read", "publish"])


def test_its_secret_is_shown_once_and_never_again(bob: User, console: Console) -> None:
    response = make_token(console, bob)
    first, second = (console.client.get(response["Location"]).content.decode() for _ in range(2))
    secret = secret_in([first])
    pages = [second, console.open("accesstoken", AccessToken.objects.get().pk).content.decode()]
    assert not any(secret in page for page in pages)


def test_its_hash_is_never_shown(token: AccessToken, console: Console) -> None:
    pages = [console.list("accesstoken"), console.open("accesstoken", token.pk)]
    assert not any(token.hash in page.content.decode() for page in pages)


def test_it_may_do_something(bob: User, console: Console) -> None:
    assert make_token(console, bob, scopes=[]).context["adminform"].form.errors.keys() == {"scopes"}


def test_it_may_do_nothing_unheard_of(bob: User, console: Console) -> None:
    assert make_token(console, bob, scopes=["admin"]).context["adminform"].form.errors.keys() == {"scopes"}


def test_it_expires_when_alice_says(bob: User, console: Console) -> None:
    make_token(console, bob, expires_0=f"{TOMORROW:%Y-%m-%d}", expires_1="12:00:00")
    assert AccessToken.objects.get().expires.date() == TOMORROW.date()


def test_it_cannot_have_expired(bob: User, console: Console) -> None:
    page = make_token(console, bob, expires_0="2020-01-01", expires_1="12:00:00")
    assert page.context["adminform"].form.errors.keys() == {"expires"}


def test_only_its_name_changes(token: AccessToken, eve: User, console: Console) -> None:
    console.save("accesstoken", token.pk, name="releases", user=eve.pk, scopes=["act"], expires_0="2099-01-01")
    now = AccessToken.objects.get()
    assert (now.name, now.user, now.scopes, now.expires) == ("releases", token.user, ["publish"], None)


def test_it_is_renamed_as_a_browser_does_it(token: AccessToken, console: Console) -> None:
    assert console.save("accesstoken", token.pk, name="releases").status_code == 302
    assert AccessToken.objects.get().name == "releases"


def test_a_revoked_token_stops_working(bob: User, console: Console) -> None:
    token, secret = AccessToken.issue(bob, "deploys", ["read"])
    console.run("accesstoken", "revoke", token.pk)
    assert AccessToken.find(secret) is None


def test_revoking_twice_keeps_the_first_time(token: AccessToken, console: Console) -> None:
    token.revoke()
    console.run("accesstoken", "revoke", token.pk)
    assert AccessToken.objects.get().revoked == token.revoked


@pytest.mark.parametrize(
    ("row", "status"),
    [
        ({}, "active"),
        ({"expires": timezone.now() - timedelta(days=1)}, "expired"),
        ({"expires": timezone.now() + timedelta(days=30)}, "active"),
        ({"revoked": timezone.now()}, "revoked"),
    ],
)
def test_its_status_is_told_and_searched(
    row: dict[str, Any], status: str, token: AccessToken, console: Console
) -> None:
    AccessToken.objects.update(**row)
    assert f"&nbsp;{status}</td>" in console.list("accesstoken").content.decode()
    found = {name for name in ("active", "expired", "revoked") if _found(console, status=name)}
    assert found == {status}


def test_one_that_ends_soon_says_when_and_is_found(token: AccessToken, console: Console) -> None:
    AccessToken.objects.update(expires=timezone.now() + timedelta(days=3, hours=1))
    assert "&nbsp;ends in 3 d</td>" in console.list("accesstoken").content.decode()
    assert _found(console, status="ending")
    assert not _found(console, status="expired")


def test_it_says_when_it_was_last_used(bob: User, console: Console) -> None:
    token, secret = AccessToken.issue(bob, "deploys", ["read"])
    Client().get("/api/v1/activities/", headers={"authorization": f"Bearer {secret}"})
    token.refresh_from_db()
    assert token.last_used
    used = date_format(timezone.localtime(token.last_used), "DATETIME_FORMAT")
    assert f'<td class="field-last_used nowrap">{used}</td>' in console.list("accesstoken").content.decode()


def test_what_is_out_of_its_scope_is_refused(bob: User, console: Console) -> None:
    secret = secret_in(said(make_token(console, bob, scopes=["read"])))
    answer = Client().post(
        "/api/v1/activities/", "{}", "application/json", headers={"authorization": f"Bearer {secret}"}
    )
    assert answer.status_code == 403


@pytest.mark.parametrize("part", ["name", "prefix"])
def test_it_is_found_by(part: str, token: AccessToken, console: Console) -> None:
    assert _found(console, q=getattr(token, part))
    assert not _found(console, q="marmalade")


def _found(console: Console, **query: str) -> bool:
    return bool(console.list("accesstoken", **query).context["cl"].result_list)


def test_staff_make_tokens_for_themselves_only(alice: User, bob: User) -> None:
    User.objects.filter(pk=bob.pk).update(is_staff=True)
    bob.user_permissions.add(Permission.objects.get(codename="add_accesstoken"))
    make_token(Console(bob), alice)
    assert AccessToken.objects.get().user == bob


def test_many_tokens_cost_as_many_queries_as_one(token: AccessToken, bob: User, console: Console) -> None:
    one = console.queries("accesstoken")
    for number in range(19):
        AccessToken.issue(bob, f"{number}", ["read"])
    assert console.queries("accesstoken") == one
