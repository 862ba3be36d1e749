from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.utils import timezone

from streams import polling
from streams.compat import feed
from streams.feed import grammar
from streams.models import Activity, Audience, Provider
from streams.models.provider import PARAMETERS
from streams.web import pages
from tests.admin.conftest import Console, said

FORM = {"name": "Payments", "key": "payments", "backend": "git", "enabled": "on"}


@pytest.fixture(autouse=True)
def installed(settings: Any) -> None:
    backends = ("Answering", "WrittenTo", "Locked")
    settings.STREAMS_PROVIDERS = [f"tests.admin.backends.{backend}" for backend in backends]


def test_alice_adds_a_source(team: Audience, console: Console) -> None:
    console.add("provider", **FORM | {"audience": team.pk})
    assert Provider.objects.due(timezone.now()).get().name == "Payments"


def test_she_chooses_its_kind_first(console: Console) -> None:
    page = console.client.get("/admin/streams/provider/add/").content.decode()
    assert 'href="?backend=inbox"' in page
    assert "Inbox" in page
    assert 'name="name"' not in page


def test_a_kind_that_is_not_installed_is_named(team: Audience, console: Console) -> None:
    page = console.add("provider", **FORM | {"audience": team.pk, "backend": "gti"})
    assert "No kind gti is installed" in page.content.decode()
    assert not Provider.objects.exists()


def test_a_backend_that_was_removed_is_still_named(provider: Provider, console: Console) -> None:
    Provider.objects.update(backend="jira")
    assert "jira (not installed)" in console.open("provider", provider.pk).content.decode()


@pytest.mark.parametrize("key", ["streams", "module", "maxResults", "key"])
def test_no_source_has_the_name_of_a_parameter(console: Console, team: Audience, key: str) -> None:
    """It could never be filtered by."""
    answer = console.add("provider", **FORM | {"audience": team.pk, "key": key})
    assert f"Addresses have a parameter “{key}” already." in answer.content.decode()
    assert not Provider.objects.exists()


def test_every_parameter_is_reserved() -> None:
    assert {*pages.PARAMETERS, *feed.KNOWN, *grammar.LEGACY, "streams", "providers", "module"} <= PARAMETERS


def test_its_key_stays(provider: Provider, console: Console) -> None:
    console.save("provider", provider.pk, **FORM | {"audience": provider.audience_id, "key": "renamed"})
    provider.refresh_from_db()
    assert (provider.key, provider.name) == ("source", "Payments")


def test_where_the_poller_is_stays(provider: Provider, console: Console) -> None:
    Provider.objects.update(cursor={"heads": ["a74e68d"]})
    console.save("provider", provider.pk, **FORM | {"audience": provider.audience_id, "cursor": "{}", "failures": 9})
    provider.refresh_from_db()
    assert (provider.cursor, provider.failures) == ({"heads": ["a74e68d"]}, 0)


def test_saving_leaves_what_the_poller_wrote_meanwhile(
    provider: Provider, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = Provider.save

    def late(self: Provider, *args: Any, **kwargs: Any) -> None:
        Provider.objects.filter(pk=self.pk).update(cursor={"heads": ["new"]})
        save(self, *args, **kwargs)

    monkeypatch.setattr(Provider, "save", late)
    console.save("provider", provider.pk, **FORM | {"audience": provider.audience_id})
    assert Provider.objects.get().cursor == {"heads": ["new"]}


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ({"last_ok": timedelta()}, "ok"),
        ({"last_ok": timedelta(days=-1)}, "late"),
        ({"throttled_until": timedelta(hours=1), "message": "Its rate limit is used up"}, "throttled"),
        ({"failures": 2, "message": "No such repository"}, "failing"),
        ({"failures": 2, "enabled": False}, "off"),
    ],
)
def test_the_list_says_how_it_fares(row: dict[str, Any], word: str, provider: Provider, console: Console) -> None:
    # From now on: it may be minutes since this file was read.
    now = timezone.now()
    Provider.objects.update(**{name: now + one if isinstance(one, timedelta) else one for name, one in row.items()})
    page = console.list("provider").content.decode()
    assert f"●</span>&nbsp;{word}</td>" in page
    assert row.get("message", "") in page


def test_poll_now_puts_it_next_in_turn(provider: Provider, console: Console) -> None:
    Provider.objects.update(next_poll=timezone.now() + timedelta(hours=1))
    console.run("provider", "poll_now", provider.pk)
    assert Provider.objects.due(timezone.now()).get() == provider


def test_poll_now_leaves_the_polling_to_the_poller(
    provider: Provider, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "poll", lambda *_: pytest.fail("polled while a page is made"))
    assert said(console.run("provider", "poll_now", provider.pk)) == ["Next in turn: Repository."]


@pytest.mark.parametrize(
    ("config", "level", "text"),
    [
        ({}, "success", "Repository: Reached payments: 12 commits."),
        (
            {"error": "There is no repository; set `path`."},
            "warning",
            "Repository: There is no repository; set `path`.",
        ),
        ({"crash": True}, "error", "Repository: The provider's own code failed; the server's log says where."),
    ],
)
def test_testing_the_connection_says_how_it_went(
    config: dict[str, Any], level: str, text: str, provider: Provider, console: Console
) -> None:
    Provider.objects.update(config=config)
    response = console.run("provider", "test_connection", provider.pk)
    page = console.client.get(response["Location"])
    assert [(m.level_tag, m.message) for m in page.context["messages"]] == [(level, text)]


def test_testing_a_source_without_a_backend_says_so(provider: Provider, console: Console) -> None:
    Provider.objects.update(backend="jira")
    assert "No backend 'jira' is installed" in said(console.run("provider", "test_connection", provider.pk))[0]


def test_a_source_is_switched_off_and_on(provider: Provider, console: Console) -> None:
    console.run("provider", "switch_off", provider.pk)
    assert not Provider.objects.get().enabled
    console.run("provider", "switch_on", provider.pk)
    assert Provider.objects.get().enabled


def test_what_is_stored_is_given_the_source_s_audience(
    provider: Provider, activity: Activity, as_eve: Any, console: Console
) -> None:
    console.save("provider", provider.pk, **FORM | {"audience": Audience.public().pk})
    assert as_eve.items() == []
    console.run("provider", "apply_audience", provider.pk, confirmed="yes")
    assert [item["id"] for item in as_eve.items()] == [str(activity.uid)]


def test_whoever_may_only_look_is_offered_no_action(provider: Provider, bob: User) -> None:
    User.objects.filter(pk=bob.pk).update(is_staff=True)
    bob.user_permissions.add(Permission.objects.get(codename="view_provider"))
    Console(bob).run("provider", "switch_off", provider.pk)
    assert Provider.objects.get().enabled


def test_many_sources_cost_as_many_queries_as_one(provider: Provider, team: Audience, console: Console) -> None:
    one = console.queries("provider")
    for number in range(19):
        Provider.objects.create(key=f"p{number}", backend="git", name=f"P{number}", audience=team)
    assert console.queries("provider") == one
