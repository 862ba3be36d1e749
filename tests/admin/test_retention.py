"""Rules of what goes, their dry run, and the log of who changed them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.auth.models import Permission, User
from django.utils import timezone

from streams.models import Activity, Provider, RetentionRule
from tests.admin.conftest import Console, said


@pytest.fixture
def old(activity: Activity) -> Activity:
    Activity.objects.update(published=timezone.now() - timedelta(days=100))
    return activity


def test_a_new_rule_is_off_and_says_how_many_would_go(old: Activity, console: Console) -> None:
    response = console.add("retentionrule", what="activities", days=30, keep_discussed="on")
    assert "Activities after 30 days: 1 would go now." in said(response)
    rule = RetentionRule.objects.get()
    assert not rule.enabled
    assert "1 would go now" in console.open("retentionrule", rule.pk).content.decode()
    assert Activity.objects.exists()


def test_the_dry_run_of_a_list(old: Activity, console: Console) -> None:
    rules = [RetentionRule.objects.create(days=days) for days in (30, 300)]
    assert said(console.run("retentionrule", "say_how_many", *(rule.pk for rule in rules))) == [
        "Activities after 30 days: 1 would go now.",
        "Activities after 300 days: 0 would go now.",
    ]


def test_every_change_is_in_the_log(console: Console) -> None:
    console.add("retentionrule", what="activities", days=30)
    rule = RetentionRule.objects.get()
    console.save("retentionrule", rule.pk, what="activities", days=60)
    console.run("retentionrule", "switch_on", rule.pk)
    assert RetentionRule.objects.get().enabled
    console.run("retentionrule", "switch_off", rule.pk)
    console.delete("retentionrule", rule.pk)
    entries = LogEntry.objects.order_by("pk")
    assert [entry.action_flag for entry in entries] == [ADDITION, CHANGE, CHANGE, CHANGE, DELETION]
    assert [entry.get_change_message() for entry in entries[2:4]] == ["Switched on", "Switched off"]


def test_a_changed_rule_begins_anew(console: Console) -> None:
    later = timezone.now() + timedelta(days=1)
    rule = RetentionRule.objects.create(days=30, position={"pk": 5}, next_step=later)
    console.save("retentionrule", rule.pk, what="activities", days=60)
    rule.refresh_from_db()
    assert (rule.days, rule.position, rule.next_step < later) == (60, {}, True)


def test_nothing_can_be_said_that_means_nothing(console: Console, provider: Provider) -> None:
    console.add("retentionrule", what="runs", days=30, provider=provider.pk)
    console.add("retentionrule", what="activities", days=0)
    assert not RetentionRule.objects.exists()


def test_whoever_may_only_look_switches_nothing(bob: User) -> None:
    User.objects.filter(pk=bob.pk).update(is_staff=True)
    bob.user_permissions.add(Permission.objects.get(codename="view_retentionrule"))
    rule = RetentionRule.objects.create(days=30)
    Console(bob).run("retentionrule", "switch_on", rule.pk)
    assert not RetentionRule.objects.get().enabled
    assert said(Console(bob).run("retentionrule", "say_how_many", rule.pk)) != []


def test_a_hundred_rules_cost_no_more_queries_than_one(console: Console, old: Activity) -> None:
    def fill(number: int) -> None:
        RetentionRule.objects.bulk_create(
            RetentionRule(days=30, provider=old.provider, kind=old.kind, audience=old.audience) for _ in range(number)
        )

    fill(1)
    one = console.queries("retentionrule")
    fill(99)
    assert console.queries("retentionrule") == one
