"""Threads that write at the same time, on whichever database is configured."""

import pytest
from django.contrib.auth.models import User

from streams import service
from streams.models import Activity, Application, Kind, Provider, Version
from streams.publishing.document import Door
from tests.documents import make_document
from tests.threads import InThreads

THREADS = 8

pytestmark = pytest.mark.django_db(transaction=True)


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
