"""The webhook of a source in the control room: its secret goes in and never out."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User

from streams.models import Audience, Provider
from tests.admin.conftest import Console, said
from tests.hooks.conftest import SECRET, Sender, github, make_hook, sender  # noqa: F401  (fixtures)
from tests.hooks.payloads import push

FORM = {"name": "Forge", "key": "forge", "backend": "github", "enabled": "on"}


def test_a_new_source_is_given_a_secret_which_is_shown_once(
    team: Audience,
    console: Console,
    sender: Sender,  # noqa: F811
) -> None:
    response = console.add("provider", **FORM | {"audience": team.pk})
    (shown,) = [message for message in said(response) if "not shown again" in message]
    secret = re.search("<code[^>]*>([^<]+)</code>", shown)
    provider = Provider.objects.get()
    assert secret
    assert secret[1] == provider.get_secret()
    assert "http://testserver/hooks/forge/" in shown
    page = console.client.get(response["Location"]).content.decode()
    assert secret[1] in page
    assert secret[1] not in console.open("provider", provider.pk).content.decode()
    assert secret[1] not in console.list("provider").content.decode()
    assert secret[1] not in repr([*LogEntry.objects.values_list(), *Provider.objects.values_list()])


def test_a_secret_that_the_system_made_is_pasted(team: Audience, console: Console) -> None:
    response = console.add("provider", **FORM | {"audience": team.pk, "backend": "sentry", "new_secret": SECRET})
    provider = Provider.objects.get()
    assert provider.get_secret() == SECRET
    assert SECRET not in "".join(said(response))
    assert SECRET not in console.open("provider", provider.pk).content.decode()


def test_without_it_nothing_is_made_up(team: Audience, console: Console) -> None:
    console.add("provider", **FORM | {"audience": team.pk, "backend": "pagerduty"})
    assert Provider.objects.get().secret == ""
    assert "no secret" in console.list("provider").content.decode()
    assert "every delivery is refused" in console.open("provider", Provider.objects.get().pk).content.decode()


def test_saving_with_an_empty_field_keeps_the_secret(github: Provider, console: Console) -> None:  # noqa: F811
    console.save("provider", github.pk, **FORM | {"audience": github.audience_id})
    github.refresh_from_db()
    assert (github.name, github.get_secret()) == ("Forge", SECRET)


def test_a_new_secret_replaces_the_old_one_at_once(
    github: Provider,  # noqa: F811
    console: Console,
    sender: Sender,  # noqa: F811
) -> None:
    assert "not shown again" in said(console.run("provider", "make_secret", github.pk, confirmed="yes"))[0]
    assert sender.github("push", push("x")).status_code == 404


def test_sources_that_make_their_own_or_need_none_are_told_so(
    make_hook: Any,  # noqa: F811
    provider: Provider,
    console: Console,
) -> None:
    sentry = make_hook("sentry")
    answers = said(console.run("provider", "make_secret", sentry.pk, provider.pk))
    assert answers == [
        "Repository: it takes no deliveries.",
        "Sentry: its system makes the secret: paste it on its page.",
    ]
    sentry.refresh_from_db()
    assert sentry.get_secret() == SECRET


def test_the_page_says_where_to_deliver_and_what_came(
    github: Provider,  # noqa: F811
    console: Console,
    sender: Sender,  # noqa: F811
) -> None:
    sender.github("push", push("x"))
    sender.github("ping", {}, delivery="d2")
    page = console.open("provider", github.pk).content.decode()
    assert "http://testserver/hooks/github/" in page
    assert "1 skipped, 1 stored" in page


def test_a_secret_of_a_lost_key_is_said(github: Provider, console: Console, settings: Any) -> None:  # noqa: F811
    Provider.objects.update(secret="made with another key")
    assert "SECRET_KEY_FALLBACKS" in console.open("provider", github.pk).content.decode()


def test_a_polled_source_has_no_webhook(provider: Provider, console: Console) -> None:
    assert "new_secret" not in console.open("provider", provider.pk).content.decode()


@pytest.mark.parametrize("action", ["make_secret"])
def test_whoever_may_only_look_makes_no_secret(action: str, github: Provider, bob: User) -> None:  # noqa: F811
    User.objects.filter(pk=bob.pk).update(is_staff=True)
    bob.user_permissions.add(Permission.objects.get(codename="view_provider"))
    Console(bob).run("provider", action, github.pk)
    github.refresh_from_db()
    assert github.get_secret() == SECRET
