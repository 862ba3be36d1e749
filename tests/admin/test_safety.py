"""Safe by design: what is done is logged, what is dangerous is asked twice, and looking changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.exceptions import NoReverseMatch

from streams.models import AccessToken, Activity, Audience, Delivery, FeedLink, Provider, Version
from tests.admin.conftest import Console
from tests.admin.test_pages import everything  # noqa: F401  (a fixture)

CREDENTIAL = "hunter2-very-secret"


# --- what a browser may run ---


@pytest.mark.parametrize("path", ["/admin/login/", "/admin/", "/admin/streams/provider/", "/admin/nowhere/"])
def test_no_page_of_the_admin_runs_what_is_not_ours(path: str, console: Console) -> None:
    policy = console.client.get(path)["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_nor_does_the_page_where_people_sign_in(db: None) -> None:
    assert "default-src 'self'" in Client().get("/admin/login/")["Content-Security-Policy"]


def test_the_policy_is_the_admin_s_only(db: None) -> None:
    assert "Content-Security-Policy" not in Client().get("/api/v1/activities/")


# --- looking changes nothing ---


def addresses(patterns: list[Any], prefix: str = "admin:") -> Iterator[URLPattern]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns)
        elif pattern.name:
            yield pattern


def admin_addresses() -> list[str]:
    """The name of every page of the admin that has one."""
    (resolver,) = [one for one in get_resolver().url_patterns if getattr(one, "app_name", "") == "admin"]
    return sorted({str(pattern.name) for pattern in addresses(resolver.url_patterns)})


def opened(client: Client, name: str) -> Any:
    """The page, of the first row where it is one row's."""
    for arguments in ([], [_row_of(name)], [_row_of(name), "poll_now"], ["streams"], [1, 1]):
        try:
            return client.get(reverse(f"admin:{name}", args=arguments))
        except NoReverseMatch:
            continue
    raise AssertionError(f"no arguments fit {name}")


def _row_of(name: str) -> Any:
    model = next((model for model in admin.site._registry if name.startswith(_prefix(model))), None)
    row = model._base_manager.first() if model else None
    return row.pk if row else 1


def _prefix(model: Any) -> str:
    return f"{model._meta.app_label}_{model._meta.model_name}_"


@pytest.mark.parametrize("name", admin_addresses())
def test_opening_a_page_writes_nothing(name: str, everything: None, console: Console) -> None:  # noqa: F811
    with CaptureQueriesContext(connection) as queries:
        response = opened(console.client, name)
    assert response.status_code < 500
    written = [query["sql"] for query in queries if query["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]
    assert [sql for sql in written if "django_session" not in sql] == []


LISTS = [
    (model, parameter)
    for model, model_admin in admin.site._registry.items()
    for parameter in [
        "q",
        *(getattr(one, "parameter_name", None) or f"{one}__exact" for one in model_admin.list_filter),
    ]
]


@pytest.mark.parametrize(("model", "parameter"), LISTS, ids=lambda value: getattr(value, "__name__", value))
def test_a_character_that_no_database_takes_breaks_no_list(
    model: Any,
    parameter: str,
    everything: None,  # noqa: F811
    console: Console,
) -> None:
    path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    assert console.client.get(path, {parameter: "a\0b"}).status_code < 500


@pytest.mark.parametrize("name", ["streams_provider_press", "streams_actionhandler_ensure"])
def test_a_button_is_no_address_to_open(name: str, everything: None, console: Console) -> None:  # noqa: F811
    assert opened(console.client, name).status_code == 405


def test_a_button_of_another_site_presses_nothing(provider: Provider, alice: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice)
    address = reverse("admin:streams_provider_press", args=[provider.pk, "switch_off"])
    assert browser.post(address).status_code == 403
    assert Provider.objects.get().enabled


# --- what is done is logged ---


@pytest.mark.parametrize("button", ["poll_now", "switch_on", "switch_off", "apply_audience"])
def test_what_is_done_to_a_source_is_in_the_log(button: str, provider: Provider, console: Console) -> None:
    console.run("provider", button, provider.pk, confirmed="yes")
    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id) == (User.objects.get(username="alice"), str(provider.pk))


def test_a_new_secret_is_in_the_log_and_the_secret_is_not(team: Audience, console: Console) -> None:
    provider = Provider.objects.create(key="forge", backend="github", name="Forge", audience=team)
    console.run("provider", "make_secret", provider.pk)
    secret = Provider.objects.get().get_secret()
    assert secret
    assert LogEntry.objects.get().change_message == "Made a new webhook secret."


@pytest.mark.parametrize("noun", ["accesstoken", "feedlink"])
def test_what_is_revoked_is_in_the_log(noun: str, everything: None, console: Console) -> None:  # noqa: F811
    model = {"accesstoken": AccessToken, "feedlink": FeedLink}[noun]
    console.run(noun, "revoke", model._base_manager.get().pk)
    assert LogEntry.objects.get().change_message == "Revoked."


# --- what is dangerous is asked twice ---


def test_giving_stored_activities_another_audience_is_confirmed(
    provider: Provider, activity: Activity, eve: User, console: Console
) -> None:
    audience = Audience.of_person(eve)
    Provider.objects.update(audience=audience)
    page = console.run("provider", "apply_audience", provider.pk).content.decode()
    assert "cannot be taken back" in page
    assert f'name="_selected_action" value="{provider.pk}"' in page
    assert Activity.objects.get().audience != audience


def test_ending_a_secret_is_confirmed(team: Audience, console: Console) -> None:
    provider = Provider(key="forge", backend="github", name="Forge", audience=team)
    provider.set_secret("old")
    provider.save()
    assert "every delivery is refused" in console.run("provider", "make_secret", provider.pk).content.decode()
    provider.refresh_from_db()
    assert provider.get_secret() == "old"


# --- who may what ---


@pytest.fixture
def mona(db: None) -> Console:
    """The moderator: she hides and deletes activities."""
    user = User.objects.create_user("mona", password="secret", is_staff=True)
    names = ["view_activity", "change_activity", "delete_activity", "view_comment", "delete_comment"]
    user.user_permissions.add(*Permission.objects.filter(codename__in=names))
    return Console(user)


def test_mona_hides_an_activity(mona: Console, activity: Activity, eve: User, as_bob: Any) -> None:
    mona.save("activity", activity.pk, audience=Audience.of_person(eve).pk)
    assert as_bob.items() == []
    assert LogEntry.objects.get().user.username == "mona"


@pytest.mark.parametrize("noun", ["provider", "accesstoken", "feedlink", "delivery", "actionrun", "gadget", "stream"])
def test_she_opens_nothing_else(noun: str, everything: None, mona: Console) -> None:  # noqa: F811
    assert mona.list(noun).status_code == 403


@pytest.mark.parametrize("button", ["poll_now", "test_connection", "switch_off", "make_secret"])
def test_she_presses_nothing_of_a_source(button: str, provider: Provider, mona: Console) -> None:
    before = Provider.objects.values().get()
    assert mona.client.post(reverse("admin:streams_provider_press", args=[provider.pk, button])).status_code == 404
    assert Provider.objects.values().get() == before


def test_nobody_is_shown_a_credential_again(provider: Provider, console: Console) -> None:
    provider.backend = "jenkins"
    provider.set_credentials({"token": CREDENTIAL})
    provider.set_secret(CREDENTIAL)
    provider.save()
    Delivery.objects.create(provider=provider, delivery_id="1", outcome="skipped", packed=b"")
    for name in admin_addresses():
        assert CREDENTIAL not in opened(console.client, name).content.decode(errors="replace"), name


def test_looking_takes_no_version(everything: None, console: Console) -> None:  # noqa: F811
    before = Version.current()
    for name in admin_addresses():
        opened(console.client, name)
    assert Version.current() == before
