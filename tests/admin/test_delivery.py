"""The log of deliveries: looked at, and read again."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User

from streams.models import Activity, Delivery, Provider, Version
from streams.providers.github import GitHub
from tests.admin.conftest import Console, said
from tests.hooks.conftest import Sender, github, make_hook, sender  # noqa: F401  (fixtures)
from tests.hooks.payloads import push


@pytest.fixture
def delivery(github: Provider, sender: Sender) -> Delivery:  # noqa: F811
    sender.github("push", push("Mend <refunds>"))
    return Delivery.objects.get()


def test_it_lists_what_came_and_what_became_of_it(
    delivery: Delivery,
    sender: Sender,  # noqa: F811
    console: Console,
) -> None:
    sender.github("teleport", {}, delivery="d2")
    page = console.list("delivery").content.decode()
    assert "●</span>&nbsp;stored" in page
    assert "unknown event teleport" in page
    filtered = console.list("delivery", outcome__exact="skipped").content.decode()
    assert "unknown event teleport" in filtered
    assert "●</span>&nbsp;stored" not in filtered


def test_its_page_shows_the_body_and_what_came_of_it(delivery: Delivery, console: Console) -> None:
    page = console.open("delivery", delivery.pk).content.decode()
    assert "&quot;message&quot;: &quot;Mend &lt;refunds&gt;&quot;" in page
    assert f"/admin/streams/activity/{Activity.objects.get().pk}/change/" in page
    assert "X-Hub-Signature" not in page


def test_the_page_of_a_refused_one_has_no_body(github: Provider, sender: Sender, console: Console) -> None:  # noqa: F811
    sender.github("push", push("x"), X_Hub_Signature_256="sha256=0")
    assert "The signature is missing or wrong." in console.open("delivery", Delivery.objects.get().pk).content.decode()


def test_a_replay_is_confirmed_first(delivery: Delivery, console: Console) -> None:
    page = console.run("delivery", "replay", delivery.pk).content.decode()
    assert "1 delivery will be read again" in page
    assert f'name="_selected_action" value="{delivery.pk}"' in page
    assert not LogEntry.objects.exists()


def test_a_replay_doubles_nothing_and_tells_no_reader(delivery: Delivery, console: Console) -> None:
    before = Version.current()
    answer = console.run("delivery", "replay", delivery.pk, confirmed="yes")
    assert said(answer) == ["Deliveries replayed: 1 stored."]
    assert (Activity.objects.get().revision, Version.current()) == (1, before)
    assert LogEntry.objects.get().change_message == "Replayed: stored"


def test_a_replay_brings_in_what_had_failed(
    github: Provider,  # noqa: F811
    sender: Sender,  # noqa: F811
    console: Console,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(GitHub, "receive", lambda *_: 1 / 0)
        sender.github("push", push("x"))
    delivery = Delivery.objects.get()
    assert said(console.run("delivery", "replay", delivery.pk, confirmed="yes")) == ["Deliveries replayed: 1 stored."]
    delivery.refresh_from_db()
    assert (delivery.outcome, delivery.message, len(delivery.activities)) == ("stored", "", 1)


def test_a_replay_puts_what_was_deleted_back_in_its_place(delivery: Delivery, console: Console) -> None:
    published = Activity.objects.get().published
    Activity.objects.all().delete()
    console.run("delivery", "replay", delivery.pk, confirmed="yes")
    assert Activity.objects.get().published == published


def test_a_refused_one_is_not_replayed(github: Provider, sender: Sender, console: Console) -> None:  # noqa: F811
    sender.github("push", push("x"), X_Hub_Signature_256="sha256=0")
    refused = Delivery.objects.get()
    assert said(console.run("delivery", "replay", refused.pk, confirmed="yes")) == ["Deliveries replayed: none."]
    assert Activity.objects.count() == 0


def test_whoever_may_only_look_replays_nothing(delivery: Delivery, bob: User) -> None:
    Activity.objects.all().delete()
    User.objects.filter(pk=bob.pk).update(is_staff=True)
    bob.user_permissions.add(Permission.objects.get(codename="view_delivery"))
    Console(bob).run("delivery", "replay", delivery.pk, confirmed="yes")
    assert Activity.objects.count() == 0


def test_many_deliveries_cost_as_many_queries_as_one(
    delivery: Delivery,
    sender: Sender,  # noqa: F811
    console: Console,
) -> None:
    one = console.queries("delivery")
    for number in range(9):
        sender.github("push", push("x"), delivery=f"more {number}")
    assert console.queries("delivery") == one


def test_the_list_reads_no_body(delivery: Delivery, console: Console, django_assert_max_num_queries: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        console.list("delivery")
    assert not [query for query in queries if '"packed"' in query["sql"]]
