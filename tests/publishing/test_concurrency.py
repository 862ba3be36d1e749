"""Threads that write at the same time, on whichever database is configured."""

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, connections

from streams import service
from streams.models import Activity, Application, Kind, Provider, Version
from streams.publishing.document import Door
from tests.documents import make_document

THREADS = 8
InThreads = Callable[..., list[Any]]

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def shared_database(path: Path) -> Iterator[None]:
    """SQLite's tests live in memory, where locks are of another kind: threads get a file, which is what people run."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as file:
        connection.connection.backup(file)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(connections.settings["default"], "NAME", str(path))
        yield
    with closing(sqlite3.connect(path)) as file:
        file.backup(connection.connection)


@pytest.fixture
def in_threads(tmp_path: Path) -> InThreads:
    """Calls a function with each of the arguments at the same moment, each in a thread with its own connection."""

    def run(function: Callable[[Any], Any], arguments: list[Any]) -> list[Any]:
        barrier = Barrier(len(arguments))

        def one(argument: Any) -> Any:
            with closing(connections["default"]):
                barrier.wait()
                return function(argument)

        with shared_database(tmp_path / "shared.sqlite3"), ThreadPoolExecutor(len(arguments)) as pool:
            return list(pool.map(one, arguments))

    return run


@pytest.fixture
def bob() -> User:
    return User.objects.create_user("bob")


@pytest.mark.parametrize("door", [Door.OWN, Door.COMPATIBLE])
def test_the_same_document_posted_at_once_is_one_activity(bob: User, in_threads: InThreads, door: Door) -> None:
    receipts = in_threads(lambda _: service.post_all([make_document()], bob, door)[0], [None] * THREADS)
    assert sorted(receipt.outcome for receipt in receipts) == ["created"] + ["unchanged"] * (THREADS - 1)
    assert {receipt.activity.uid for receipt in receipts} == {Activity.objects.get().uid}
    assert (Provider.objects.count(), Application.objects.count(), Kind.objects.count()) == (1, 1, 1)


def test_a_new_document_of_a_known_application_posted_at_once_is_one_activity(bob: User, in_threads: InThreads) -> None:
    service.post(make_document(id="earlier"), bob)
    before = Version.current()
    receipts = in_threads(lambda _: service.post_all([make_document()], bob)[0], [None] * THREADS)
    assert sorted(receipt.outcome for receipt in receipts) == ["created"] + ["unchanged"] * (THREADS - 1)
    assert {receipt.activity.uid for receipt in receipts} == {
        Activity.objects.get(foreign_id=make_document()["id"]).uid
    }
    assert Version.current() == before + 1


def test_new_documents_of_a_known_application_posted_at_once_are_all_stored(bob: User, in_threads: InThreads) -> None:
    service.post(make_document(id="earlier"), bob)
    before = Version.current()
    in_threads(lambda number: service.post(make_document(id=f"new {number}"), bob), list(range(THREADS)))
    assert Activity.objects.filter(foreign_id__startswith="new ").count() == THREADS
    assert Version.current() == before + THREADS


def test_changes_of_one_activity_at_once_all_count(bob: User, in_threads: InThreads) -> None:
    titles, before = [f"change {number}" for number in range(THREADS)], Version.current()
    receipts = in_threads(lambda title: service.post_all([make_document(title=title)], bob)[0], titles)
    stored = Activity.objects.get()
    assert sorted(receipt.activity.revision for receipt in receipts) == list(range(1, THREADS + 1))
    assert (stored.revision, Version.current()) == (THREADS, before + THREADS)


def test_overlapping_batches_at_once_lose_and_double_nothing(bob: User, in_threads: InThreads) -> None:
    def post(start: int) -> None:
        service.post_all([make_document(id=str(start + number)) for number in range(20)], bob)

    in_threads(post, [0, 5, 10, 15])
    assert Activity.objects.count() == 35


def test_deleting_while_it_changes_leaves_all_or_nothing(bob: User, in_threads: InThreads) -> None:
    uid = service.post_all([make_document()], bob)[0].activity.uid
    delete, change = lambda: service.delete(uid), lambda: service.post_all([make_document(title="x")], bob)[0]
    deleted, changed = in_threads(lambda act: act(), [delete, change])
    assert deleted.uid == uid
    assert Activity.objects.count() == (1 if changed.outcome == "created" else 0)
