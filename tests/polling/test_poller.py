"""Many sources at once, each on a thread: none waits for another, and the process ends when it is told to."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.utils import timezone

from streams import poller, polling
from streams.models import ActionRun, Activity, Backfill, Provider
from streams.poller import Poller
from streams.polling import backfill
from streams.providers.base import Batch, ProviderError
from tests.polling.sources import Polled, Scripted, entry, says

pytestmark = pytest.mark.django_db(transaction=True)

# Seconds after which a test has failed; nothing waits so long when all is well.
TOO_LONG = 20


@pytest.fixture(autouse=True)
def nobody_waits_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(poller, "PAUSE", 0.01)


class Gate:
    """What a source waits for, until the test opens it."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self._opened = threading.Event()

    def __call__(self) -> None:
        self.reached.set()
        assert self._opened.wait(TOO_LONG)

    def open(self) -> None:
        self._opened.set()


@pytest.fixture
def gate() -> Iterator[Gate]:
    gate = Gate()
    yield gate
    gate.open()
    for thread in threading.enumerate():
        if thread is not threading.main_thread() and thread.daemon and "_run" in thread.name:
            thread.join(TOO_LONG)


def run_until(happened: Callable[[], object], then: Callable[[], object] = lambda: None) -> None:
    """Poll until then; `then` is done first of all once it has happened."""
    deadline = time.monotonic() + TOO_LONG

    def is_over() -> bool:
        assert time.monotonic() < deadline, "it never happened"
        return bool(happened()) and (then() or True)

    Poller().run(is_over, pause=0.01)


def stored(*names: str) -> Callable[[], bool]:
    return lambda: Activity.objects.filter(foreign_id__in=names).count() == len(names)


def is_free(key: str) -> bool:
    return Provider.objects.get(key=key).lease_until is None


def test_a_slow_source_delays_no_other(make_source: Any, gate: Gate) -> None:
    make_source("slow"), make_source("quick")
    says(gate, Batch([entry("1")], {}), key="slow")
    says(Batch([entry("2")], {}), key="quick")
    run_until(lambda: gate.reached.is_set() and stored("2")(), then=gate.open)
    assert stored("1", "2")()


@pytest.mark.parametrize("how", [ValueError("broken"), ProviderError("Down.")])
def test_a_broken_source_disturbs_no_other(make_source: Any, how: Exception) -> None:
    make_source("broken"), make_source("sound")
    says(how, key="broken")
    says(Batch([entry("2")], {}), key="sound")
    run_until(lambda: stored("2")() and Provider.objects.filter(key="broken", failures=1).exists())
    assert is_free("broken")


def test_so_many_are_asked_at_once_and_no_more(make_source: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(poller, "POLLS_AT_ONCE", 3)
    together, most, lock = set(), [0], threading.Lock()
    three = threading.Barrier(3)

    def fetch(key: str) -> Callable[[dict[str, Any]], Iterator[Batch]]:
        def script(cursor: dict[str, Any]) -> Iterator[Batch]:
            with lock:
                together.add(key)
                most[0] = max(most[0], len(together))
            three.wait(TOO_LONG)
            with lock:
                together.discard(key)
            yield Batch([entry(key)], {})

        return script

    keys = [f"s{number}" for number in range(9)]
    for key in keys:
        make_source(key)
        Polled.scripts[key] = fetch(key)
    assert Poller().once() == 9
    assert (most[0], stored(*keys)()) == (3, True)


def test_told_to_end_it_stores_the_batch_in_hand_and_goes_on_there_next_time(source: Provider, gate: Gate) -> None:
    asked = []

    def pages(cursor: dict[str, Any]) -> Iterator[Batch]:
        for number in range(cursor.get("at", 0), 3):
            asked.append(number)
            if number == 1:
                gate()
            yield Batch([entry(str(number))], {"at": number + 1})

    Polled.scripts["source"] = pages
    told = threading.Event()
    # The gate opens once the poller has been told: it is in the middle of the second batch.
    threading.Thread(target=lambda: told.wait(TOO_LONG) and (time.sleep(0.05), gate.open())).start()
    run_until(gate.reached.is_set, then=told.set)
    after = Provider.objects.get()
    assert (after.cursor, after.lease_until, stored("0", "1")()) == ({"at": 2}, None, True)
    run_until(stored("0", "1", "2"))
    assert asked == [0, 1, 2]


def test_a_source_that_hangs_when_the_process_ends_is_free_for_the_next(
    source: Provider, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(poller, "GRACE", 0.05)
    says(gate, Batch([entry("1")], {"at": 1}))
    run_until(gate.reached.is_set)
    assert is_free("source")
    assert polling.due() == [source.pk]


def test_a_hanging_source_fails_and_its_thread_is_in_nobody_s_way(
    make_source: Any, gate: Gate, let_pass: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(poller, "POLLS_AT_ONCE", 1)
    hanging = make_source("hanging")
    says(gate, Batch([entry("1")], {"at": 1}), key="hanging")
    second: list[Provider] = []

    def others_go_on() -> bool:
        if gate.reached.is_set() and not second:
            second.append(make_source("other"))
            says(Batch([entry("2")], {}), key="other")
            let_pass(minutes=3, seconds=1)
        return stored("2")()

    run_until(others_go_on, then=lambda: Provider.objects.update(poll_seconds=1))
    hanging.refresh_from_db()
    assert (hanging.failures, hanging.message) == (1, "It did not answer for 3 minutes.")
    gate.open()
    assert not stored("1")()


def test_a_source_that_hangs_is_not_asked_again_before_its_thread_is_back(
    source: Provider, gate: Gate, let_pass: Any
) -> None:
    asked = []

    def hang(cursor: dict[str, Any]) -> Iterator[Batch]:
        asked.append(1)
        gate()
        yield Batch([entry("1")], {"at": 1})

    Polled.scripts["source"] = hang
    looks = []

    def many_looks_later() -> bool:
        if Provider.objects.get().failures:
            let_pass(hours=1)
            looks.append(1)
        elif gate.reached.is_set():
            let_pass(minutes=4)
        return len(looks) == 5

    run_until(many_looks_later)
    assert asked == [1]


def test_a_database_that_is_away_for_a_moment_ends_nothing(
    source: Provider, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    says(Batch([entry("1")], {}))
    answers = [OperationalError("away"), [source.pk]]

    def due(only: Any) -> list[int]:
        answer = answers.pop(0) if answers else []
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(polling, "due", due)
    run_until(stored("1"))
    assert "the database does not answer" in caplog.text


def test_threads_leave_no_connections_behind(make_source: Any) -> None:
    for number in range(4):
        make_source(f"s{number}")
    open_after = []
    for _ in range(6):
        Provider.objects.update(next_poll=timezone.now())
        assert Poller().once() == 4
        open_after.append(open_connections())
    # SQLite keeps some files for the next to come, and PostgreSQL takes a moment to forget: none of them adds up.
    assert open_after[-1] <= open_after[0] + 4


def open_connections() -> int:
    if connection.vendor == "sqlite":
        name = str(connection.settings_dict["NAME"])
        return sum(link.readlink().name == Path(name).name for link in Path("/proc/self/fd").iterdir() if link.exists())
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        return cursor.fetchone()[0]


def test_only_those_that_are_named_are_polled(make_source: Any) -> None:
    for key in ("one", "two"):
        make_source(key)
        says(Batch([entry(key)], {}), key=key)
    assert Poller(["two"]).once() == 1
    assert [row.foreign_id for row in Activity.objects.all()] == ["two"]


# --- beside the polls ---


def test_actions_that_are_under_way_at_their_source_are_asked_about(bob: User) -> None:
    """This one's activity is gone, so that nobody can know how it went."""
    about = {"username": "bob", "activity_uid": uuid4(), "entity": "build:7", "action": "trigger-build"}
    run = {"state": "pending", "next_check": timezone.now(), "result": {"pending": {"request": 9}}}
    ActionRun.objects.create(user=bob, idempotency_key="1", **about, **run)
    run_until(lambda: ActionRun.objects.get().state == "failed")


def test_a_past_is_read_beside_the_polls(source: Provider, gate: Gate) -> None:
    def past(cursor: dict[str, Any], since: Any) -> Iterator[Batch]:
        gate()
        yield Batch([entry("old")], {"old": 1})

    Scripted.past = staticmethod(past)
    says(Batch([entry("new")], {}))
    backfill.start(source)
    run_until(lambda: gate.reached.is_set() and stored("new")(), then=gate.open)
    run_until(lambda: Backfill.objects.get().finished)
    assert stored("old", "new")()


def test_pasts_leave_the_polls_their_threads(make_source: Any, gate: Gate) -> None:
    Scripted.past = staticmethod(lambda cursor, since: iter([gate(), Batch([], {})][1:]))
    for number in range(5):
        backfill.start(make_source(f"s{number}"))
    make_source("polled", backend="polled")
    says(Batch([entry("new")], {}), key="polled")
    run_until(lambda: gate.reached.is_set() and stored("new")(), then=gate.open)
    assert Backfill.objects.filter(lease_until=None).count() == 5


@pytest.mark.parametrize(("leftovers", "tidied"), [([], 1), ([True, True], 3)])
def test_it_seldom_looks_for_what_is_to_be_cleared_away_unless_there_was_some(
    leftovers: list[bool], tidied: int, db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, looks = [], []

    def tidy() -> bool:
        asked.append(1)
        return bool(leftovers) and leftovers.pop()

    monkeypatch.setattr(poller, "tidy", tidy)
    run_until(lambda: looks.append(1) or len(looks) == 6)
    assert len(asked) == tidied
