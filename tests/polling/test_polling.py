"""When a provider is asked, and what its answers do to its health."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from streams import polling
from streams.models import Activity, Audience, Delivery, Provider, Version
from streams.models.delivery import PRUNED_AT_ONCE
from streams.polling import lease
from streams.providers.base import Batch, ProviderError
from streams.retention.tidying import tidy
from tests.conftest import Api
from tests.polling.sources import Polled, entry, poll_due, polled, says


def test_a_good_poll_stores_its_documents_and_its_cursor(source: Provider) -> None:
    says(Batch([entry("1")], {"at": 1}), Batch([entry("2")], {"at": 2}))
    after = polled(source)
    assert Activity.objects.count() == 2
    assert (after.cursor, after.failures, after.lease_until) == ({"at": 2}, 0, None)
    assert after.state(timezone.now()) == "ok"


def test_a_remark_is_no_failure_and_goes_with_the_next_fetch(source: Provider) -> None:
    says(Batch([entry("1")], {"at": 1}, remark="The wiki is missing for now."))
    after = polled(source)
    assert (after.message, after.failures, after.state(timezone.now())) == ("The wiki is missing for now.", 0, "ok")
    version = Version.current()
    assert polled(source).message and Version.current() == version
    says()
    assert polled(source).message == "" and Version.current() > version


def test_what_came_before_a_failure_stays(source: Provider) -> None:
    says(Batch([entry("1")], {"at": 1}), ProviderError("The server is down."))
    after = polled(source)
    assert Activity.objects.count() == 1
    assert (after.cursor, after.message) == ({"at": 1}, "The server is down.")
    assert after.state(timezone.now()) == "failing"


def test_what_a_source_says_is_stored_without_what_no_database_takes(source: Provider) -> None:
    says(Batch([entry("1")], {"at": 1}, remark="It\x00 stumbled."))
    assert polled(source).message == "It stumbled."
    says(ProviderError("It\x00 broke."))
    after = polled(source)
    assert (after.message, after.failures) == ("It broke.", 1)


def test_failures_are_asked_ever_more_rarely_up_to_half_an_hour(source: Provider) -> None:
    says(ProviderError("Down."))
    waits = [(polled(source).next_poll - timezone.now()).total_seconds() for _ in range(8)]
    assert waits[0] < waits[1] < waits[2]
    assert max(waits) <= 1800


def test_every_failed_try_tells_readers_when_the_next_one_is(source: Provider) -> None:
    says(ProviderError("Down."))
    versions = [polled(source) and Version.current() for _ in range(3)]
    assert versions[0] < versions[1] < versions[2]


def test_whoever_reads_on_is_told_at_once_how_a_source_fares(source: Provider, as_bob: Api) -> None:
    told = []
    fine = Batch([], {})
    for answer in (fine, ProviderError("Down."), ProviderError("Slow down.", retry_after=60), fine):
        says(answer)
        polled(source)
        told.append(as_bob.get("/api/v1/activities/").json()["sources"][0]["state"])
    assert told == ["ok", "failing", "throttled", "ok"]


def test_a_source_that_was_late_is_told_to_be_fine_as_soon_as_it_answers(source: Provider, as_bob: Api) -> None:
    Provider.objects.update(last_ok=timezone.now() - timedelta(days=1))
    told = [as_bob.get("/api/v1/activities/").json()["sources"][0]["state"]]
    says(Batch([], {}))
    polled(source)
    told.append(as_bob.get("/api/v1/activities/").json()["sources"][0]["state"])
    assert told == ["late", "ok"]


def test_a_poll_that_brings_activities_leaves_alone_what_is_known_of_the_sources(
    source: Provider, as_bob: Api, django_assert_num_queries: Any
) -> None:
    for name in ("1", "2"):
        as_bob.get("/api/v1/activities/")
        says(Batch([entry(name)], {"at": name}))
        polled(source)
    # The first brought a new kind, and with it new settings.
    with django_assert_num_queries(2) as asked:
        assert len(as_bob.items()) == 2
    assert not any("streams_provider" in query["sql"] for query in asked.captured_queries)


def test_a_source_that_is_asked_rarely_is_not_asked_more_often_because_it_fails(source: Provider) -> None:
    Provider.objects.update(poll_seconds=7200)
    says(ProviderError("Down."))
    assert polled(source).next_poll - timezone.now() > timedelta(seconds=0.75 * 7200 - 60)


def test_sources_do_not_fall_into_step(source: Provider) -> None:
    waits = [(polled(source).next_poll - timezone.now()).total_seconds() for _ in range(8)]
    assert all(59 < wait <= 66 for wait in waits)
    assert len({round(wait, 2) for wait in waits}) > 1


# --- what a source wishes ---


def test_a_source_that_wishes_a_longer_pause_gets_it(source: Provider) -> None:
    says(Batch([entry("1")], {}, pause=600))
    after = polled(source)
    assert 599 < (after.next_poll - timezone.now()).total_seconds() <= 660
    assert after.state(timezone.now() + timedelta(minutes=29)) == "ok"
    assert after.state(timezone.now() + timedelta(minutes=31)) == "late"


def test_a_wish_stays_while_the_source_says_nothing_else(source: Provider) -> None:
    pauses = []
    for said in ([Batch([], {}, pause=600)], [], [Batch([], {})]):
        says(*said)
        pauses.append(polled(source).pause)
    assert pauses == [600, 600, None]


@pytest.mark.parametrize(("wish", "kept"), [(10**15, 86_400), (-5, 1)])
def test_no_source_can_wish_for_more_than_a_day(source: Provider, wish: int, kept: int) -> None:
    says(Batch([], {}, pause=wish))
    assert polled(source).pause == kept


def test_a_shorter_pause_than_ours_changes_nothing(source: Provider) -> None:
    says(Batch([], {}, pause=5))
    assert (polled(source).next_poll - timezone.now()).total_seconds() > 59


# --- sources that do not come to an end ---


def test_an_endless_source_stops_after_its_turn_and_is_next_in_turn(source: Provider, let_pass: Any) -> None:
    def endless(cursor: dict[str, Any]) -> Iterator[Batch]:
        number = cursor.get("at", 0)
        while True:
            number += 1
            let_pass(seconds=25)
            yield Batch([entry(str(number))], {"at": number})

    Polled.scripts["source"] = endless
    assert poll_due() == 1
    after = Provider.objects.get()
    assert (after.cursor, after.lease_until, after.state(timezone.now())) == ({"at": 3}, None, "ok")
    assert poll_due() == 1
    assert Provider.objects.get().cursor == {"at": 6}


def test_an_endless_source_that_brings_nothing_waits_like_any_other(source: Provider, let_pass: Any) -> None:
    def endless(cursor: dict[str, Any]) -> Iterator[Batch]:
        while True:
            let_pass(seconds=25)
            yield Batch([], {})

    Polled.scripts["source"] = endless
    poll_due()
    assert (Provider.objects.get().next_poll - timezone.now()).total_seconds() > 59


def test_a_fetch_that_is_stopped_may_clean_up(source: Provider) -> None:
    cleaned = []

    def fetch(cursor: dict[str, Any]) -> Iterator[Batch]:
        try:
            yield Batch([entry("1")], {"at": 1})
            yield Batch([entry("2")], {"at": 2})
        finally:
            cleaned.append(True)

    Polled.scripts["source"] = fetch
    polling.poll(source, is_over=lambda: True)
    assert (source.cursor, cleaned) == ({"at": 1}, [True])


def test_a_slow_answer_that_breaks_in_the_end_is_called_slow(source: Provider, let_pass: Any) -> None:
    """As Celery ends it: with an exception, in the middle of whatever it was waiting for."""
    says(lambda: let_pass(seconds=lease.PATIENCE.seconds), ValueError("time is up"))
    poll_due()
    assert Provider.objects.get().message == "It did not answer for 3 minutes."


def test_a_source_that_names_a_time_is_left_alone_until_then(source: Provider) -> None:
    says(ProviderError("Slow down.", retry_after=300))
    after = polled(source)
    assert 295 < (after.next_poll - timezone.now()).total_seconds() <= 300
    assert after.throttled_until == after.next_poll
    assert poll_due() == 0


def test_a_source_that_asks_to_wait_does_not_fail(source: Provider) -> None:
    says(Batch([entry("1")], {"at": 1}), ProviderError("Slow down.", retry_after=300))
    after = polled(source)
    assert (after.failures, after.message, after.cursor) == (0, "Slow down.", {"at": 1})
    assert after.state(timezone.now()) == "throttled"
    assert Activity.objects.count() == 1


def test_a_wait_of_many_intervals_is_not_silence_until_long_after_it(source: Provider) -> None:
    says(ProviderError("Slow down.", retry_after=3600))
    after = polled(source)
    for minutes, state in ((1, "throttled"), (62, "throttled"), (64, "late")):
        assert after.state(timezone.now() + timedelta(minutes=minutes)) == state


@pytest.mark.parametrize(("asked", "least", "most"), [(10**15, 86_390, 86_400), (-5, 0, 1)])
def test_no_source_can_ask_for_more_than_a_day_or_for_no_pause_at_all(
    source: Provider, asked: int, least: int, most: int
) -> None:
    says(ProviderError("Slow down.", retry_after=asked))
    assert least < (polled(source).next_poll - timezone.now()).total_seconds() <= most


@pytest.mark.parametrize(("then", "state"), [(None, "ok"), (ProviderError("Down."), "failing")])
def test_the_next_answer_ends_the_wait(source: Provider, then: Exception | None, state: str) -> None:
    says(ProviderError("Slow down.", retry_after=300))
    polled(source)
    says(*[then] if then else [])
    after = polled(source)
    assert (after.state(timezone.now()), after.throttled_until) == (state, None)


def test_readers_are_told_when_a_source_begins_and_ends_to_wait(source: Provider) -> None:
    versions = [Version.current()]
    for said in ([ProviderError("Slow down.", retry_after=300)], [], []):
        says(*said)
        polled(source)
        versions.append(Version.current())
    assert versions[0] < versions[1] < versions[2] == versions[3]


def test_one_success_makes_up_for_all_failures(source: Provider) -> None:
    says(ProviderError("Down."))
    polled(source)
    says()
    after = polled(source)
    assert (after.failures, after.message) == (0, "")


def test_a_backend_that_is_not_installed_is_said(source: Provider) -> None:
    Provider.objects.filter(pk=source.pk).update(backend="nowhere")
    assert "nowhere" in polled(source).message


def test_removed_documents_leave_the_stream(source: Provider) -> None:
    says(Batch([entry("1"), entry("2")], {}), Batch([], {}, removed=["1"]))
    polled(source)
    assert [row.foreign_id for row in Activity.objects.all()] == ["2"]


def test_a_bad_document_does_not_keep_the_good_ones_out(source: Provider, caplog: Any) -> None:
    says(Batch([{"id": 7}, entry("2")], {"at": 1}))
    assert polled(source).cursor == {"at": 1}
    assert Activity.objects.count() == 1
    assert "refused" in caplog.text


def test_reading_the_same_again_changes_no_reader_s_page(source: Provider) -> None:
    says(Batch([entry("1")], {}))
    polled(source)
    before = Version.current()
    polled(source)
    assert Version.current() == before


def test_only_what_is_due_is_polled(source: Provider) -> None:
    says()
    assert poll_due() == 1
    assert poll_due() == 0


@pytest.mark.parametrize("change", [{"enabled": False}, {"lease_until": timezone.now() + timedelta(hours=1)}])
def test_a_source_that_is_off_or_in_other_hands_is_left_alone(source: Provider, change: dict[str, Any]) -> None:
    Provider.objects.filter(pk=source.pk).update(**change)
    assert poll_due() == 0


def test_the_lease_of_a_process_that_died_runs_out(source: Provider) -> None:
    says()
    Provider.objects.filter(pk=source.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert poll_due() == 1


def test_a_source_not_heard_of_for_three_intervals_is_late(source: Provider) -> None:
    now = timezone.now()
    source.last_ok = now - timedelta(seconds=181)
    assert source.state(now) == "late"
    source.last_ok = now - timedelta(seconds=179)
    assert source.state(now) == "ok"


@pytest.mark.django_db(transaction=True)
def test_two_pollers_ask_a_source_once(source: Provider) -> None:
    asked: list[int] = []
    both_looked = threading.Barrier(2)
    due = Provider.objects.due

    def script(cursor: dict[str, Any]) -> Iterator[Batch]:
        asked.append(1)
        yield Batch([entry("1")], {})

    def one() -> None:
        now = timezone.now()
        (pk,) = due(now).values_list("pk", flat=True)
        both_looked.wait(5)
        if Provider.objects.leased(pk, now, now + polling.LEASE):
            polling.poll(Provider.objects.get(pk=pk))
        connection.close()

    Polled.scripts["source"] = script
    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert asked == [1]


def deliveries(source: Provider, count: int, age: int) -> None:
    received = timezone.now() - timedelta(days=age)
    rows = [
        Delivery(provider=source, delivery_id=f"{age}-{number}", outcome="stored", packed=b"", received=received)
        for number in range(count)
    ]
    Delivery.objects.bulk_create(rows)


def test_old_deliveries_go_a_few_at_a_time(source: Provider, settings: Any) -> None:
    settings.STREAMS_DELIVERY_DAYS = 14
    deliveries(source, PRUNED_AT_ONCE + 1, age=15)
    deliveries(source, 2, age=13)
    left = []
    for _ in range(3):
        tidy()
        left.append(Delivery.objects.count())
    assert left == [3, 2, 2]


def test_a_source_that_is_only_written_to_was_not_heard_of_because_it_was_its_turn(team: Audience) -> None:
    Provider.objects.create(key="hub", backend="github", name="Hub", audience=team)
    assert poll_due() == 1
    assert Provider.objects.get().last_ok is None
