"""The page on which a source's past is asked for."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse
from django.utils import timezone

from streams.models import Backfill, Provider
from tests.admin.conftest import Console, said


@pytest.fixture(autouse=True)
def with_a_past(settings: Any, provider: Provider) -> None:
    settings.STREAMS_PROVIDERS = [*settings.STREAMS_PROVIDERS, "tests.polling.sources.Scripted"]
    Provider.objects.update(backend="scripted")


def url(provider: Provider) -> str:
    return reverse("admin:streams_provider_backfill", args=[provider.pk])


def post(console: Console, provider: Provider, **values: str) -> Any:
    return console.client.post(url(provider), values)


def page(console: Console, provider: Provider) -> str:
    return console.client.get(url(provider)).content.decode()


def test_alice_starts_one_from_a_day(provider: Provider, console: Console) -> None:
    response = post(console, provider, start="Start", since="2022-01-01")
    assert "was started" in said(response)[0]
    assert Backfill.objects.get().since == datetime(2022, 1, 1, tzinfo=UTC)


def test_without_a_day_it_is_everything(provider: Provider, console: Console) -> None:
    post(console, provider, start="Start", since="")
    assert Backfill.objects.get().since.year == 1970


def test_a_day_before_all_time_starts_nothing(provider: Provider, console: Console) -> None:
    with timezone.override("Asia/Tokyo"):
        response = post(console, provider, start="Start", since="0001-01-01")
    assert "Choose a later day" in response.content.decode()
    assert not Backfill.objects.exists()


@pytest.mark.parametrize("since", ["soon", "9999-01-01"])
def test_a_day_that_is_none_starts_nothing(provider: Provider, console: Console, since: str) -> None:
    response = post(console, provider, start="Start", since=since)
    assert response.context["form"].errors.keys() == {"since"}
    assert not Backfill.objects.exists()


def test_the_page_says_how_far_it_is_and_looks_again_by_itself(provider: Provider, console: Console) -> None:
    Backfill.objects.create(
        provider=provider, since=datetime(2020, 1, 1, tzinfo=UTC), documents=12345, total=40000,
        oldest=datetime(2023, 5, 4, tzinfo=UTC), message="Slow down.",
    )  # fmt: skip
    shown = page(console, provider)
    assert "12,345 of 40,000 documents,\nback to 2023-05-04; to be read back to 2020-01-01." in shown
    assert '<progress max="40000" value="12345"' in shown
    assert "Slow down." in shown
    assert 'http-equiv="refresh"' in shown
    assert 'name="stop"' in shown
    assert "12,345 documents, back to 2023-05-04" in console.open("provider", provider.pk).content.decode()


def test_alice_stops_it_and_lets_it_go_on(provider: Provider, console: Console) -> None:
    row = Backfill.objects.create(provider=provider, since=datetime(2020, 1, 1, tzinfo=UTC), cursor={"at": 7})
    post(console, provider, stop="Stop")
    assert Backfill.objects.get().state == "stopped"
    assert 'http-equiv="refresh"' not in page(console, provider)
    post(console, provider, go_on="Go on")
    row.refresh_from_db()
    assert (row.state, row.cursor, row.since.year) == ("running", {"at": 7}, 2020)


def test_it_is_offered_on_the_page_of_a_source_with_a_past_only(provider: Provider, console: Console) -> None:
    assert url(provider) in console.open("provider", provider.pk).content.decode()
    Provider.objects.update(backend="git")
    assert url(provider) not in console.open("provider", provider.pk).content.decode()
    assert console.client.get(url(provider)).status_code == 404


def test_whoever_may_only_look_starts_nothing(provider: Provider, bob: User) -> None:
    User.objects.filter(pk=bob.pk).update(is_staff=True)
    bob.user_permissions.add(Permission.objects.get(codename="view_provider"))
    assert post(Console(bob), provider, start="Start").status_code == 404
    assert not Backfill.objects.exists()
