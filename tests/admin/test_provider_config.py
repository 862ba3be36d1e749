"""What a source's kind has to know: drawn, checked and kept; secrets go in and never out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.utils import timezone

from streams import registry
from streams.models import Audience, Provider
from streams.providers.base import ProviderError
from tests.admin.conftest import Console

FORM = {"name": "Payments", "key": "payments", "backend": "git", "enabled": "on"}
TOKEN = "tok-4711-very-secret"


@pytest.fixture(autouse=True)
def installed(settings: Any) -> None:
    settings.STREAMS_PROVIDERS = ["tests.admin.backends.Answering", "tests.admin.backends.Locked"]


def add(console: Console, team: Audience, **told: Any) -> Any:
    return console.add("provider", **FORM | {"audience": team.pk} | {f"config-{k}": v for k, v in told.items()})


def config(provider: Provider) -> dict[str, Any]:
    return registry.providers()[provider.backend].config(provider)


def test_the_page_asks_what_the_kind_has_to_know(console: Console) -> None:
    page = console.client.get("/admin/streams/provider/add/?backend=git").content.decode()
    assert all(f'name="config-{field}"' in page for field in ("path", "server", "projects", "token", "is_quick"))
    assert '<input type="password" name="config-token"' in page


def test_what_is_told_is_kept_and_shown_again(team: Audience, console: Console) -> None:
    add(console, team, path="/srv/a", server="https://git.example.com/team/", projects="PAY, OPS\nWEB")
    provider = Provider.objects.get()
    assert provider.config == {
        "path": "/srv/a",
        "server": "https://git.example.com/team",
        "projects": ["PAY", "OPS", "WEB"],
        "is_quick": False,
    }
    page = console.open("provider", provider.pk).content.decode()
    assert 'value="https://git.example.com/team"' in page
    assert "PAY\nOPS\nWEB" in page


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"path": "x" * 21}, "config-path"),
        ({"server": "ftp://git.example.com"}, "config-server"),
        ({"server": "https://alice:secret@git.example.com"}, "config-server"),
        ({"server": "https://git.example.com/?q=1"}, "config-server"),
        ({"projects": "P" * 256}, "config-projects"),
        ({"path": "/srv"}, "__all__"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_kept(
    told: dict[str, str], field: str, team: Audience, console: Console
) -> None:
    page = add(console, team, **told)
    assert page.context["adminform"].form.errors.keys() == {field}
    assert not Provider.objects.exists()


def test_a_secret_is_encrypted_and_never_shown(team: Audience, console: Console) -> None:
    response = add(console, team, token=TOKEN)
    provider = Provider.objects.get()
    assert config(provider)["token"] == TOKEN
    pages = [response, console.open("provider", provider.pk), console.list("provider")]
    assert not any(TOKEN in page.content.decode() for page in pages)
    assert TOKEN not in repr([*LogEntry.objects.values_list(), *Provider.objects.values_list()])


def test_left_empty_a_secret_stays(team: Audience, console: Console) -> None:
    add(console, team, token=TOKEN)
    provider = Provider.objects.get()
    assert "One is stored" in console.open("provider", provider.pk).content.decode()
    console.save("provider", provider.pk, **FORM | {"audience": team.pk, "config-path": "/srv/b"})
    provider.refresh_from_db()
    assert (provider.config["path"], config(provider)["token"]) == ("/srv/b", TOKEN)


def test_a_source_that_is_told_something_is_next_in_turn(team: Audience, console: Console) -> None:
    add(console, team, path="/srv/a")
    later = timezone.now() + timedelta(hours=1)
    Provider.objects.update(next_poll=later)
    console.save("provider", Provider.objects.get().pk, **FORM | {"audience": team.pk, "config-path": "/srv/b"})
    assert Provider.objects.get().next_poll < later


def test_another_secret_replaces_it(team: Audience, console: Console) -> None:
    add(console, team, token=TOKEN)
    provider = Provider.objects.get()
    console.save("provider", provider.pk, **FORM | {"audience": team.pk, "config-token": "another"})
    assert config(Provider.objects.get())["token"] == "another"


def test_a_secret_that_must_be_told_may_be_left_empty_once_it_is(team: Audience, console: Console) -> None:
    page = console.add("provider", **FORM | {"audience": team.pk, "backend": "locked"})
    assert page.context["adminform"].form.errors.keys() == {"config-token"}
    console.add("provider", **FORM | {"audience": team.pk, "backend": "locked", "config-token": TOKEN})
    provider = Provider.objects.get()
    console.save("provider", provider.pk, **FORM | {"audience": team.pk, "name": "Renamed"})
    assert Provider.objects.get().name == "Renamed"


def test_a_new_key_opens_what_an_earlier_one_encrypted(team: Audience, console: Console, settings: Any) -> None:
    add(console, team, token=TOKEN)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    call_command("rotate_secrets", verbosity=0)
    settings.SECRET_KEY_FALLBACKS = []
    assert config(Provider.objects.get())["token"] == TOKEN


def test_one_that_no_key_opens_is_asked_for_again(team: Audience, console: Console, settings: Any) -> None:
    add(console, team, token=TOKEN)
    provider = Provider.objects.get()
    settings.SECRET_KEY = "another"
    console.client.logout()
    with pytest.raises(ProviderError, match="enter the secret again"):
        config(provider)


def test_what_was_not_told_has_the_field_s_default(team: Audience) -> None:
    assert config(Provider(backend="git", config={}))["is_quick"] is True
    assert config(Provider(backend="git", config={"is_quick": False}))["is_quick"] is False


def test_a_configuration_written_by_hand_is_checked_when_it_is_used(team: Audience) -> None:
    with pytest.raises(ProviderError, match="Unknown configuration branch; known: is_quick, path, projects, server"):
        config(Provider(backend="git", config={"branch": "main"}))
    with pytest.raises(ProviderError, match="must be a JSON object"):
        config(Provider(backend="git", config=[]))
