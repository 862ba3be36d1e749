"""A single post that needs no look-up is one statement on PostgreSQL, and nobody can tell it from any other."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from streams import service
from streams.models import Activity, Application, Audience, Version
from streams.publishing.document import Door
from streams.publishing.publish import RETRY_WINDOW, Receipt
from tests.documents import make_document

pytestmark = pytest.mark.django_db(transaction=True)

BROWSE = "https://jira.example/browse/PAY-42"


@pytest.fixture
def poster(bob: User) -> User:
    """Somebody whose application and whose kind of activity are known by now."""
    for name in ("first", "second"):
        service.post(make_document(id=name), bob)
    return bob


def post(poster: User, door: Door = Door.OWN, **fields: Any) -> Receipt:
    return service.post_all([make_document(**fields)], poster, door)[0]


def statements(poster: User, **fields: Any) -> int:
    with CaptureQueriesContext(connection) as asked:
        post(poster, **fields)
    return sum(query["sql"] not in {"BEGIN", "BEGIN IMMEDIATE", "COMMIT"} for query in asked.captured_queries)


def test_a_new_document_is_one_statement(poster: User) -> None:
    assert statements(poster, id="new") == {"postgresql": 1, "sqlite": 3}[connection.vendor]


def test_what_was_stored_can_be_used_at_once(poster: User) -> None:
    posted = post(poster, id="new").activity
    assert posted
    stored = Activity.objects.whole().get(uid=posted.uid)
    for field in Activity._meta.concrete_fields:
        assert getattr(posted, field.attname) == getattr(stored, field.attname), field.name


def test_it_is_the_row_that_a_batch_would_have_stored(poster: User) -> None:
    fields: dict[str, Any] = {"content": "<p>Hi</p>", "icon": {"url": "https://a.example/i.png"}, "project": "PAY"}
    alone = post(poster, id="alone", **fields).activity
    receipts = service.post_all([make_document(id=name, **fields) for name in ("one", "two")], poster)
    differs = {"id", "uid", "foreign_id", "entity", "digest", "published", "updated", "created", "rendered"}
    for field in Activity._meta.concrete_fields:
        if field.name not in differs:
            assert getattr(alone, field.attname) == getattr(receipts[0].activity, field.attname), field.name


def test_readers_are_told_of_it(poster: User) -> None:
    before = Version.now()
    post(poster, id="new")
    assert Version.now() == before._replace(number=before.number + 1)


def test_a_known_id_is_updated_or_unchanged(poster: User) -> None:
    before = Version.current()
    assert (post(poster, id="first").outcome, Version.current()) == ("unchanged", before)
    changed = post(poster, id="first", title="Again")
    assert (changed.outcome, Version.current()) == ("updated", before + 1)
    assert changed.activity and changed.activity.revision == 2


def test_an_id_of_somebody_else_is_refused(poster: User, eve: User) -> None:
    receipt = post(eve, id="first", title="Mine now")
    assert [problem.code for problem in receipt.problems] == ["not_yours"]


def test_the_same_document_after_the_retry_window_is_another_activity(poster: User) -> None:
    address = "https://deploys.example.com/new"
    assert [post(poster, Door.COMPATIBLE, id=address).outcome for _ in range(2)] == ["created", "unchanged"]
    Activity.objects.update(created=timezone.now() - 2 * RETRY_WINDOW)
    assert post(poster, Door.COMPATIBLE, id=address).outcome == "created"


def test_a_new_application_is_made(poster: User) -> None:
    assert post(poster, id="new", generator={"id": "https://new.example", "displayName": "New"}).outcome == "created"
    assert Application.objects.filter(display_name="New").exists()


def test_a_target_that_a_source_knows_is_recognised(poster: User, make_activity: Any) -> None:
    make_activity(id="event", object={"objectType": "issue", "displayName": "PAY-42", "url": BROWSE}, project="PAY")
    posted = post(poster, id="new", target={"url": "PAY-42"}).activity
    assert posted and (posted.issue_key, posted.audience.kind) == ("PAY-42", Audience.Kind.GROUP)


def test_an_audience_that_is_named_is_kept(poster: User) -> None:
    posted = post(poster, id="new", audience={"person": "bob"}).activity
    assert posted and posted.audience.kind == Audience.Kind.PERSON


def test_a_new_name_is_shown_at_once(poster: User, alice: User) -> None:
    def actor(id: str) -> str:
        activity = post(alice, id=id, actor={"id": "bob"}).activity
        assert activity
        return str(activity.actor["name"])

    assert [actor("a"), actor("b")] == ["Bob Berg"] * 2
    poster.last_name = "Bergmann"
    poster.save()
    assert actor("c") == "Bob Bergmann"


def test_inside_a_transaction_it_goes_with_it(poster: User) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        post(poster, id="new")
        raise ZeroDivisionError
    assert not Activity.objects.filter(foreign_id="new").exists()
