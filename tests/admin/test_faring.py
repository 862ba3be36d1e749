"""A source's page: how it fares, what it brought last, and new credentials."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.urls import reverse
from django.utils import timezone

from streams.models import Activity, Delivery, Poll, Provider
from tests.admin.conftest import Console, said
from tests.admin.test_home import as_staff

OLD, NEW = "old-secret", "new-secret"


@pytest.fixture(autouse=True)
def installed(settings: Any) -> None:
    ours = [f"tests.admin.backends.{name}" for name in ("Answering", "WrittenTo", "Locked", "Picky")]
    settings.STREAMS_PROVIDERS = [*ours, "streams.providers.webhook.AnyWebhook"]


def page(console: Console, provider: Provider) -> str:
    return unescape(console.open("provider", provider.pk).content.decode())


def polled(provider: Provider, **fields: Any) -> None:
    now = timezone.now()
    row = {"began": now - timedelta(seconds=2), "ended": now, "milliseconds": 1234, "outcome": "ok", **fields}
    Poll.objects.note(Poll(provider=provider, **row))


def test_its_state_is_said_in_words(provider: Provider, console: Console) -> None:
    now = timezone.now()
    times = {"last_ok": now - timedelta(minutes=46), "next_poll": now + timedelta(hours=3)}
    Provider.objects.update(failures=3, message="The server is down.", **times)
    shown = page(console, provider)
    assert "It was last heard of 46 min ago, it brought nothing in 30 days. 3 failed polls in a row." in shown
    assert "The server is down." in shown


def test_the_latest_polls_say_when_how_long_how_many_and_what_failed(provider: Provider, console: Console) -> None:
    polled(provider, documents=7)
    polled(provider, outcome="failed", message="No such <repository>", milliseconds=40)
    shown = console.open("provider", provider.pk).content.decode()
    assert "<td>1.2 s</td>\n<td>7</td>" in shown
    assert "<td>40 ms</td>" in shown
    assert "failed: No such &lt;repository&gt;" in shown


def test_what_it_brought_is_shown_as_a_feed_has_it(provider: Provider, make_activity: Any, console: Console) -> None:
    make_activity(title="<b>Ana</b> deployed <i>4.2</i>", content="<p>All of it, <script>x()</script>at once</p>")
    shown = console.open("provider", provider.pk).content.decode()
    assert "Ana deployed 4.2</a>" in shown
    assert "All of it, at once" in shown


def test_only_its_own_are_shown(provider: Provider, activity: Activity, team: Any, console: Console) -> None:
    other = Provider.objects.create(key="other", backend="git", name="Other", audience=team)
    assert reverse("admin:streams_activity_change", args=[activity.pk]) not in page(console, other)
    assert reverse("admin:streams_activity_change", args=[activity.pk]) in page(console, provider)


def test_whoever_may_not_look_at_activities_sees_none(provider: Provider, activity: Activity, bob: User) -> None:
    shown = page(as_staff(bob, "view_provider"), provider)
    assert "Latest polls" in shown
    assert "Latest activities" not in shown
    assert "/press/" not in shown


@pytest.mark.parametrize(("enabled", "label"), [(True, "Pause"), (False, "Resume")])
def test_it_is_paused_and_resumed_by_a_button(enabled: bool, label: str, provider: Provider, console: Console) -> None:
    Provider.objects.update(enabled=enabled)
    assert f">{label}</button>" in page(console, provider)
    button = "switch_off" if enabled else "switch_on"
    console.client.post(reverse("admin:streams_provider_press", args=[provider.pk, button]))
    assert Provider.objects.get().enabled is not enabled
    assert label == ("Pause" if LogEntry.objects.get().change_message == "Switched off." else "Resume")


def test_the_list_has_the_buttons_too(provider: Provider, console: Console) -> None:
    assert 'press/test_connection/">Test' in console.list("provider").content.decode()


def test_a_delivery_is_replayed_from_there(team: Any, console: Console) -> None:
    provider = Provider(key="hook", backend="webhook", name="Hook", audience=team)
    provider.set_secret("x")
    provider.save()
    delivery = Delivery.objects.create(provider=provider, delivery_id="1", event="build", outcome="failed", packed=b"")
    address = reverse("admin:streams_delivery_press", args=[delivery.pk, "replay"])
    assert address in page(console, provider)
    assert "will be read again" in console.client.post(address).content.decode()
    assert "Deliveries replayed" in said(console.client.post(address, {"confirmed": "yes"}))[0]


# --- new credentials ---


@pytest.fixture
def picky(team: Any) -> Provider:
    """A source that takes one token only, and is failing with another."""
    provider = Provider(key="picky", backend="picky", name="Picky", audience=team, failures=2)
    provider.set_credentials({"token": OLD, "second": "kept"})
    provider.save()
    return provider


def renew(console: Console, provider: Provider, **values: str) -> Any:
    return console.client.post(reverse("admin:streams_provider_credentials", args=[provider.pk]), values)


def test_new_credentials_are_tried_and_stored(picky: Provider, console: Console) -> None:
    answer = renew(console, picky, token=NEW)
    picky.refresh_from_db()
    assert picky.get_credentials() == {"token": NEW, "second": "kept"}
    assert said(answer) == ["Picky: Hello. The new credentials are stored."]
    assert Provider.objects.due(timezone.now()).get() == picky
    assert LogEntry.objects.get().change_message == "Renewed the credentials."


def test_those_that_the_source_refuses_are_not_stored(picky: Provider, console: Console) -> None:
    shown = unescape(renew(console, picky, token="wrong-secret").content.decode())
    assert "Nothing was stored. The token is refused." in shown
    assert "wrong-secret" not in shown
    picky.refresh_from_db()
    assert picky.get_credentials()["token"] == OLD


def test_none_of_them_is_ever_shown(picky: Provider, console: Console) -> None:
    address = reverse("admin:streams_provider_credentials", args=[picky.pk])
    shown = console.client.get(address).content.decode() + renew(console, picky).content.decode()
    assert OLD not in shown
    assert "One is stored" in shown
    assert "Enter the new one." in shown


def test_a_source_without_any_has_no_such_page(provider: Provider, console: Console) -> None:
    Provider.objects.update(backend="inbox")
    assert renew(console, provider, token=NEW).status_code == 404
    assert "credentials/" not in page(console, provider)


def test_whoever_may_only_look_renews_nothing(picky: Provider, bob: User) -> None:
    User.objects.filter(pk=bob.pk).update(is_staff=True)
    bob.user_permissions.add(Permission.objects.get(codename="view_provider"))
    assert renew(Console(bob), picky, token=NEW).status_code == 404
    picky.refresh_from_db()
    assert picky.get_credentials()["token"] == OLD
