"""When a provider is asked, and what its answers do to its health."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from streams import polling
from streams.models import Activity, Audience, Delivery, Provider, Version
from streams.models.delivery import PRUNED_AT_ONCE
from streams.polling.tidying import tidy
from streams.providers.base import Batch, ProviderBackend, ProviderError


class Scripted(ProviderBackend):
    """A source that does what a test says."""

    key = "scripted"
    name = "Scripted"
    script: Callable[[dict[str, Any]], Iterator[Batch]]

    def fetch(self, provider: Provider, cursor: dict[str, Any]) -> Iterator[Batch]:
        return type(self).script(cursor)


def entry(name: str) -> dict[str, Any]:
    return {"id": name, "actor": {"displayName": "Ana"}, "object": {"objectType": "file", "id": name}}


@pytest.fixture
def source(settings: Any, team: Audience) -> Provider:
    settings.STREAMS_PROVIDERS = [*settings.STREAMS_PROVIDERS, "tests.test_polling.Scripted"]
    return Provider.objects.create(key="source", backend="scripted", name="Source", audience=team, poll_seconds=60)


def says(*batches: Batch | Exception) -> Any:
    def script(cursor: dict[str, Any]) -> Iterator[Batch]:
        for batch in batches:
            if isinstance(batch, Exception):
                raise batch
            yield batch

    return staticmethod(script)


def polled(source: Provider) -> Provider:
    polling.poll(Provider.objects.get(pk=source.pk))
    return Provider.objects.get(pk=source.pk)


def poll_due() -> int:
    return sum(polling.poll_in_turn(pk) for pk in polling.due())


def test_a_good_poll_stores_its_documents_and_its_cursor(source: Provider) -> None:
    Scripted.script = says(Batch([entry("1")], {"at": 1}), Batch([entry("2")], {"at": 2}))
    after = polled(source)
    assert Activity.objects.count() == 2
    assert (after.cursor, after.failures, after.lease_until) == ({"at": 2}, 0, None)
    assert after.state(timezone.now()) == "ok"


def test_what_came_before_a_failure_stays(source: Provider) -> None:
    Scripted.script = says(Batch([entry("1")], {"at": 1}), ProviderError("The server is down."))
    after = polled(source)
    assert Activity.objects.count() == 1
    assert (after.cursor, after.message) == ({"at": 1}, "The server is down.")
    assert after.state(timezone.now()) == "failing"


def test_failures_are_asked_ever_more_rarely_up_to_half_an_hour(source: Provider) -> None:
    Scripted.script = says(ProviderError("Down."))
    waits = [(polled(source).next_poll - timezone.now()).total_seconds() for _ in range(8)]
    assert waits[0] < waits[1] < waits[2]
    assert max(waits) <= 1800


def test_a_source_that_names_a_time_is_left_alone_until_then(source: Provider) -> None:
    Scripted.script = says(ProviderError("Slow down.", retry_after=300))
    after = polled(source)
    assert 295 < (after.next_poll - timezone.now()).total_seconds() <= 300
    assert after.throttled_until == after.next_poll
    assert poll_due() == 0


def test_a_source_that_asks_to_wait_does_not_fail(source: Provider) -> None:
    Scripted.script = says(Batch([entry("1")], {"at": 1}), ProviderError("Slow down.", retry_after=300))
    after = polled(source)
    assert (after.failures, after.message, after.cursor) == (0, "Slow down.", {"at": 1})
    assert after.state(timezone.now()) == "throttled"
    assert Activity.objects.count() == 1


def test_a_wait_of_many_intervals_is_not_silence_until_long_after_it(source: Provider) -> None:
    Scripted.script = says(ProviderError("Slow down.", retry_after=3600))
    after = polled(source)
    for minutes, state in ((1, "throttled"), (62, "throttled"), (64, "late")):
        assert after.state(timezone.now() + timedelta(minutes=minutes)) == state


@pytest.mark.parametrize(("asked", "least", "most"), [(10**15, 86_390, 86_400), (-5, 0, 1)])
def test_no_source_can_ask_for_more_than_a_day_or_for_no_pause_at_all(
    source: Provider, asked: int, least: int, most: int
) -> None:
    Scripted.script = says(ProviderError("Slow down.", retry_after=asked))
    assert least < (polled(source).next_poll - timezone.now()).total_seconds() <= most


@pytest.mark.parametrize(("then", "state"), [(None, "ok"), (ProviderError("Down."), "failing")])
def test_the_next_answer_ends_the_wait(source: Provider, then: Exception | None, state: str) -> None:
    Scripted.script = says(ProviderError("Slow down.", retry_after=300))
    polled(source)
    Scripted.script = says(*([then] if then else []))
    after = polled(source)
    assert (after.state(timezone.now()), after.throttled_until) == (state, None)


def test_readers_are_told_when_a_source_begins_and_ends_to_wait(source: Provider) -> None:
    versions = [Version.current()]
    for script in (says(ProviderError("Slow down.", retry_after=300)), says(), says()):
        Scripted.script = script
        polled(source)
        versions.append(Version.current())
    assert versions[0] < versions[1] < versions[2] == versions[3]


def test_one_success_makes_up_for_all_failures(source: Provider) -> None:
    Scripted.script = says(ProviderError("Down."))
    polled(source)
    Scripted.script = says()
    after = polled(source)
    assert (after.failures, after.message) == (0, "")


def test_a_backend_that_is_not_installed_is_said(source: Provider) -> None:
    Provider.objects.filter(pk=source.pk).update(backend="nowhere")
    assert "nowhere" in polled(source).message


def test_removed_documents_leave_the_stream(source: Provider) -> None:
    Scripted.script = says(Batch([entry("1"), entry("2")], {}), Batch([], {}, removed=["1"]))
    polled(source)
    assert [row.foreign_id for row in Activity.objects.all()] == ["2"]


def test_a_bad_document_does_not_keep_the_good_ones_out(source: Provider, caplog: Any) -> None:
    Scripted.script = says(Batch([{"id": 7}, entry("2")], {"at": 1}))
    assert polled(source).cursor == {"at": 1}
    assert Activity.objects.count() == 1
    assert "refused" in caplog.text


def test_reading_the_same_again_changes_no_reader_s_page(source: Provider) -> None:
    Scripted.script = says(Batch([entry("1")], {}))
    polled(source)
    before = Version.current()
    polled(source)
    assert Version.current() == before


def test_only_what_is_due_is_polled(source: Provider) -> None:
    Scripted.script = says()
    assert poll_due() == 1
    assert poll_due() == 0


@pytest.mark.parametrize("change", [{"enabled": False}, {"lease_until": timezone.now() + timedelta(hours=1)}])
def test_a_source_that_is_off_or_in_other_hands_is_left_alone(source: Provider, change: dict[str, Any]) -> None:
    Provider.objects.filter(pk=source.pk).update(**change)
    assert poll_due() == 0


def test_the_lease_of_a_process_that_died_runs_out(source: Provider) -> None:
    Scripted.script = says()
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

    Scripted.script = staticmethod(script)
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
