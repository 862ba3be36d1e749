"""What goes by a rule and what stays, how many that would be, and that nobody is told of it late."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from streams.models import (
    ActionRun,
    Activity,
    Audience,
    Comment,
    Delivery,
    KeptAnswer,
    Provider,
    Reaction,
    RetentionRule,
    Version,
)
from streams.retention import removing, selecting
from streams.retention.tidying import tidy, tidy_for
from tests.actions.test_perform import click, undo
from tests.conftest import Api

pytestmark = pytest.mark.django_db
OLD = timezone.now() - timedelta(days=100)


@pytest.fixture(autouse=True)
def in_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.retention.removing.time.sleep", lambda _: None)


@pytest.fixture
def make_old(make_activity: Any) -> Any:
    def make(number: int = 1, **fields: Any) -> list[Activity]:
        ids = range(Activity.objects.count(), Activity.objects.count() + number)
        thing = {"objectType": "issue", "id": "1", "displayName": "PAY-1"}
        made = [make_activity(**{"object": thing, "id": f"old {one}"} | fields) for one in ids]
        Activity.objects.filter(pk__in=[one.pk for one in made]).update(published=OLD)
        return made

    return make


def rule(**fields: Any) -> RetentionRule:
    return RetentionRule.objects.create(**{"days": 30, "enabled": True} | fields)


def removed(rule: RetentionRule) -> int:
    return sum(removing.remove_all(rule))


def test_what_is_old_goes_and_what_is_new_stays(make_old: Any, make_activity: Any) -> None:
    make_old(3)
    new = make_activity(id="new")
    one = rule()
    assert removing.dry_run(one) == (3, 3, True)
    assert removed(one) == 3
    assert Activity.objects.get() == new
    one.refresh_from_db()
    assert (one.removed, one.last_removed is not None, one.position) == (3, True, {})


def test_without_a_rule_everything_is_kept(make_old: Any, as_bob: Api) -> None:
    (activity,) = make_old()
    click(as_bob, activity)
    ActionRun.objects.update(created=OLD)
    tidy()
    assert (Activity.objects.count(), ActionRun.objects.count()) == (1, 1)


def test_a_rule_that_is_off_removes_nothing_even_in_the_middle(make_old: Any) -> None:
    make_old(2)
    one = rule()
    RetentionRule.objects.update(enabled=False)
    assert removed(one) == 0
    assert not RetentionRule.objects.due(timezone.now() + timedelta(days=1))


@pytest.mark.parametrize("limit", ["provider", "kind", "audience"])
def test_a_rule_is_for_one_source_kind_or_audience(limit: str, make_old: Any, team: Audience) -> None:
    (mine,) = make_old(verb="close")
    other = Provider.objects.create(key="other", backend="git", name="Other", audience=team)
    (stays,) = make_old(audience=Audience.public(), verb="open")
    Activity.objects.filter(pk=stays.pk).update(provider=other)
    assert removed(rule(**{limit: getattr(mine, limit)})) == 1
    assert Activity.objects.get() == stays


@pytest.mark.parametrize("sort", ["comment", "vote"])
def test_what_people_talk_about_is_kept_where_the_rule_says_so(sort: str, make_old: Any, bob: User) -> None:
    (activity,) = make_old()
    make_old(1, object={"objectType": "issue", "id": "2", "displayName": "PAY-2"})
    if sort == "comment":
        Comment.objects.create(entity=activity.entity, activity=activity, user=bob, author="Bob", text="Why?")
    else:
        Reaction.objects.create(entity=activity.entity, kind="vote", user=bob)
    one = rule()
    assert removing.dry_run(one).number == 1
    assert removed(one) == 1
    assert Activity.objects.get() == activity
    assert removed(rule(keep_discussed=False)) == 1


def test_what_belongs_to_an_activity_goes_or_is_let_go(make_old: Any, as_bob: Api) -> None:
    (activity,) = make_old()
    click(as_bob, activity, "comment", {"text": "Why?"})
    Activity.objects.update(published=OLD)
    removed(rule(keep_discussed=False))
    assert not Activity.objects.exists()
    assert not Comment.objects.exists()
    run = ActionRun.objects.get()
    assert (run.activity, run.activity_uid, run.username) == (None, activity.uid, "bob")


def test_votes_go_with_the_last_activity_about_their_thing(make_old: Any, make_activity: Any, bob: User) -> None:
    (old,) = make_old()
    (other,) = make_old(1, object={"objectType": "issue", "id": "2", "displayName": "PAY-2"})
    still = make_activity(id="new", object={"objectType": "issue", "id": "2", "displayName": "PAY-2"})
    assert still.entity == other.entity != old.entity
    for kind in Reaction.Kind:
        Reaction.objects.bulk_create(Reaction(entity=one.entity, kind=kind, user=bob) for one in (old, still))
    assert removed(rule(keep_discussed=False)) == 2
    assert set(Reaction.objects.values_list("entity", flat=True)) == {still.entity}
    assert Reaction.objects.count() == len(Reaction.Kind)


def test_a_rule_that_keeps_what_is_discussed_takes_no_vote(make_old: Any, bob: User) -> None:
    (activity,) = make_old()
    Reaction.objects.create(entity=activity.entity, kind="vote", user=bob)
    assert removed(rule()) == 0
    assert Reaction.objects.exists()


def test_so_a_rule_for_the_audit_takes_the_clicks_on_it(make_old: Any, as_bob: Api) -> None:
    (activity,) = make_old()
    click(as_bob, activity)
    at_source = {"rel": "https://example.com/vote", "state": "done", "action": "vote", "username": "bob"}
    ActionRun.objects.create(
        activity_uid=activity.uid, entity=activity.entity, idempotency_key="at source", **at_source
    )
    ActionRun.objects.update(created=OLD)
    audit = rule(what="runs")
    assert removed(audit) == 0
    removed(rule(keep_discussed=False))
    assert ActionRun.objects.count() == 2
    assert removed(audit) == 2


@pytest.mark.parametrize("action", ["comment", "vote"])
def test_what_can_still_be_taken_back_stays_in_the_audit(action: str, make_old: Any, as_bob: Api) -> None:
    (activity,) = make_old()
    click(as_bob, activity, action, {"text": "Why?"})
    ActionRun.objects.update(created=OLD)
    audit = rule(what="runs")
    assert removed(audit) == 0
    assert undo(as_bob, activity, action).status_code == 200
    ActionRun.objects.update(created=OLD)
    assert removed(audit) == 2


def test_a_comment_that_a_moderator_removed_leaves_the_audit_and_another_by_the_same_person_stays(
    make_old: Any, as_bob: Api
) -> None:
    (activity,) = make_old()
    for text in ("Rude words", "Kind words"):
        click(as_bob, activity, "comment", {"text": text})
    Activity.objects.get(pk=Comment.objects.get(text="Rude words").told_by_id).delete()
    ActionRun.objects.update(created=OLD)
    assert removed(rule(what="runs")) == 1
    assert ActionRun.objects.get().input == {"text": "Kind words"}


def test_the_audit_alone_stays_where_no_rule_names_it(make_old: Any, as_bob: Api) -> None:
    (activity,) = make_old()
    click(as_bob, activity)
    ActionRun.objects.update(created=OLD)
    removed(rule(keep_discussed=False))
    assert ActionRun.objects.get().entity == activity.entity


def test_the_audit_goes_a_window_at_a_time(make_old: Any, as_bob: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selecting.window, "__defaults__", (2,))
    (activity,) = make_old()
    for number in range(5):
        click(as_bob, activity, "comment", {"text": f"{number}"})
    Comment.objects.all().delete()
    ActionRun.objects.update(created=OLD)
    audit = rule(what="runs")
    assert [sum(removing.remove_some(audit)) for _ in range(3)] == [2, 2, 1]


def test_a_comment_that_comes_meanwhile_keeps_it(make_old: Any, bob: User, monkeypatch: pytest.MonkeyPatch) -> None:
    (activity,) = make_old()
    bump = Version.bump

    def comment_first(*asked: Any) -> Any:
        Comment.objects.create(entity=activity.entity, activity=activity, user=bob, author="Bob", text="Wait")
        return bump(*asked)

    monkeypatch.setattr(Version, "bump", comment_first)
    assert removed(rule()) == 0
    assert Activity.objects.exists()


def test_readers_are_told(make_old: Any, as_bob: Api) -> None:
    make_old(2)
    before = as_bob.get("/api/v1/activities/")
    assert len(before.json()["items"]) == 2
    removed(rule())
    after = as_bob.get("/api/v1/activities/", If_None_Match=before["ETag"])
    assert (after.status_code, after.json()["items"]) == (200, [])


def test_each_batch_is_a_transaction_and_a_version_of_its_own(make_old: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(removing, "BATCH", 2)
    make_old(5)
    before = Version.current()
    assert list(removing.remove_all(rule())) == [2, 2, 1]
    assert Version.current() == before + 3


def test_a_batch_costs_the_same_for_one_row_and_for_twenty(make_old: Any) -> None:
    def queries(number: int) -> int:
        make_old(number)
        one = rule()
        with CaptureQueriesContext(connection) as asked:
            assert removed(one) == number
        return len(asked)

    assert queries(1) == queries(20)


def test_it_goes_on_behind_what_is_kept(make_old: Any, bob: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many are kept, a step looks at no more than a window."""
    monkeypatch.setattr(selecting.window, "__defaults__", (3,))
    make_old(7)
    Reaction.objects.create(entity=Activity.objects.first().entity, kind="vote", user=bob)
    make_old(2, object={"objectType": "issue", "id": "2", "displayName": "PAY-2"})
    one = rule()
    for looked_at in (3, 6):
        assert list(removing.remove_some(one)) == []
        assert one.position["pk"] == list(Activity.objects.order_by("pk"))[looked_at - 1].pk
    assert sum(removing.remove_some(one)) == 2
    assert removing.count(one) == 0


def test_a_dry_run_is_bounded_and_says_so(make_old: Any) -> None:
    make_old(5)
    one = rule()
    assert removing.dry_run(one, most=3) == (3, 3, False)
    assert str(removing.dry_run(one, most=3)).startswith("3 of the oldest 3 would go now")
    with CaptureQueriesContext(connection) as asked:
        removing.dry_run(one)
    assert len(asked) == 2
    assert removing.count(one) == 5


def test_deliveries_go_by_source(provider: Provider, team: Audience) -> None:
    other = Provider.objects.create(key="other", backend="git", name="Other", audience=team)
    for source in (provider, other):
        Delivery.objects.create(provider=source, delivery_id="1", outcome="stored", packed=b"", received=OLD)
    assert removed(rule(what="deliveries", provider=other)) == 1
    assert Delivery.objects.get().provider == provider


def test_the_audit_goes_by_a_rule_only_and_never_what_is_in_force(make_old: Any, as_bob: Api) -> None:
    (activity,) = make_old()
    click(as_bob, activity)
    click(as_bob, activity, "comment", {"text": "Why?"})
    ActionRun.objects.create(
        username="bob", activity_uid=activity.uid, entity="x", action="x", idempotency_key="p", state="pending"
    )
    ActionRun.objects.update(created=OLD)
    Reaction.objects.exclude(kind="vote").delete()
    Comment.objects.all().delete()
    ActionRun.objects.filter(action="comment").update(user=None)
    assert removed(rule(what="runs")) == 1
    assert set(ActionRun.objects.values_list("action", flat=True)) == {"vote", "x"}
    # So the vote can still be taken back.
    assert undo(as_bob, activity).status_code == 200


@pytest.mark.parametrize(("what", "limit"), [("runs", "provider"), ("deliveries", "audience")])
def test_a_limit_that_means_nothing_is_refused(what: str, limit: str, provider: Provider) -> None:
    value = provider if limit == "provider" else provider.audience
    with pytest.raises(ValidationError, match="Only activities have this"):
        RetentionRule(what=what, days=1, **{limit: value}).full_clean()


def test_a_rule_goes_with_its_source(provider: Provider) -> None:
    """It must not become one for all."""
    rule(provider=provider)
    provider.delete()
    assert not RetentionRule.objects.exists()


def test_the_poller_and_celery_do_it_by_themselves(make_old: Any) -> None:
    make_old(3)
    one = rule()
    assert tidy()
    assert not Activity.objects.exists()
    one.refresh_from_db()
    assert one.next_step > timezone.now() + timedelta(minutes=50)
    # Its round is over.
    assert not tidy()
    make_old(3)
    RetentionRule.objects.update(next_step=timezone.now())
    tidy_for(seconds=60)
    assert not Activity.objects.exists()


def test_kept_answers_go_after_a_day_without_anybody_posting(bob: User) -> None:
    KeptAnswer.objects.create(user=bob, key="old", fingerprint="x", created=timezone.now() - timedelta(days=2))
    kept = KeptAnswer.objects.create(user=bob, key="new", fingerprint="x")
    tidy()
    assert KeptAnswer.objects.get() == kept


def test_alice_types_it(make_old: Any, capsys: Any) -> None:
    make_old(3)
    call_command("retain")
    assert "There is no rule" in capsys.readouterr().out
    rule(days=50)
    rule(days=60, enabled=False)
    call_command("retain", dry_run=True)
    assert capsys.readouterr().out.splitlines() == [
        "Activities after 50 days: 3 would go now.",
        "Activities after 60 days: 3 would go now; it is switched off.",
    ]
    assert Activity.objects.count() == 3
    call_command("retain")
    assert capsys.readouterr().out == "Activities after 50 days: 3 removed.\n"
    assert not Activity.objects.exists()
