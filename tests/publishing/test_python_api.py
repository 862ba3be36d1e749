"""The Python API as another app's code uses it: values in, activities out."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext_lazy

from streams import service
from streams.models import Activity, Audience, Provider, Viewer
from streams.publishing.document import ACTOR, CONTRACT_FIELDS, IMAGE, OUR_FIELDS, THING
from streams.publishing.drafts import document_of
from streams.publishing.restating import restate
from streams.service import (
    ActivityObject,
    ActivityQuery,
    Actor,
    Change,
    Generator,
    Image,
    InvalidDocument,
    InvalidQuery,
    NewActivity,
)
from tests.conftest import Api

SHOP = Generator("https://shop.example.com", "Shop")
NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
WHOLE = NewActivity(
    generator=SHOP,
    id="order-1",
    url="https://shop.example.com/orders/1",
    verb="update",
    title="<b>Order 1</b> was shipped",
    summary="A summary",
    content="<p>On its way</p>",
    published=NOON,
    actor=Actor(
        id="ana", display_name="Ana Ruiz", url="https://a.example", image=Image(url="https://a.example/a.png", width=48)
    ),
    object=ActivityObject(id="order-1", display_name="order 1", object_type="order", summary="s", url="ORDER-1"),
    target=ActivityObject(display_name="Orders", url="https://shop.example.com/orders"),
    icon=Image(url="https://shop.example.com/icon.png", width=16, height=16),
    links={"invoice": "https://shop.example.com/orders/1/invoice"},
    categories=["paid"],
    project="SHOP",
    entity="https://shop.example.com/orders/1",
    audience="members",
    changes=[Change(field="state", before="paid", after="shipped")],
)


def order(number: int, **fields: Any) -> NewActivity:
    said = {"title": f"Order {number}", "published": NOON + timedelta(minutes=number)} | fields
    return NewActivity(**{"generator": SHOP, "id": f"order-{number}"} | said)


def titles(viewer: Viewer, **query: Any) -> list[str]:
    return [activity.title for activity in service.find(ActivityQuery(**query), viewer)]


@pytest.fixture
def orders(bob: User) -> list[Activity]:
    """Three of Bob's, one minute apart."""
    return [service.post(order(number), bob) for number in (1, 2, 3)]


def test_one_call_posts_and_gives_the_activity(bob: User, as_bob: Api) -> None:
    activity = service.post(order(1), bob)
    assert activity.pk
    assert [item["id"] for item in as_bob.items()] == [str(activity.uid)]


def test_everything_that_is_said_is_stored(bob: User) -> None:
    """What is stored, told as a document, is the document of the value."""
    stored = Activity.objects.whole().get(pk=service.post(WHOLE, bob, on_behalf=True).pk)
    document = document_of(WHOLE)
    # Sizes of pictures are read by nobody; the audience and the date are columns of their own.
    del document["actor"]["image"]["width"], document["icon"]["width"], document["icon"]["height"]
    assert (document.pop("audience"), stored.audience.kind) == ("members", "members")
    assert datetime.fromisoformat(document.pop("published")) == stored.published == NOON
    told = restate(stored)
    assert {name: told.get(name) for name in document} == document


def test_a_value_can_say_whatever_a_document_can() -> None:
    """But for what is read and shown nowhere."""
    document = document_of(WHOLE)
    assert document.keys() == (CONTRACT_FIELDS | OUR_FIELDS) - {"updated", "provider"}
    assert document["actor"].keys() == ACTOR - {"objectType", "summary", "content", "email"}
    assert document["object"].keys() == THING - {"content", "image"}
    assert document["icon"].keys() == IMAGE
    assert document["changes"] == [{"field": "state", "from": "paid", "to": "shipped"}]


def test_it_is_the_same_document_as_over_http(bob: User, as_bob: Api) -> None:
    uid = service.post(WHOLE, bob).uid
    answer = as_bob.post("/api/v1/activities/", document_of(WHOLE))
    assert (answer.status_code, answer.json()["id"], answer.json()["revision"]) == (200, str(uid), 1)


def test_posting_again_changes_it(bob: User) -> None:
    first, second = service.post(order(1), bob), service.post(order(1, title="Paid"), bob)
    assert (first.uid, second.title, second.revision) == (second.uid, "Paid", 2)


def test_a_value_replaces_one_or_changes_what_it_names(bob: User) -> None:
    uid, viewer = service.post(WHOLE, bob).uid, Viewer.of(bob)
    named = NewActivity(generator=SHOP, id="order-1", title="Order 1 came back")
    assert service.patch(uid, named, viewer).outcome == "updated"
    patched = Activity.objects.get()
    assert (patched.title, patched.verb, patched.categories) == ("Order 1 came back", "update", ["paid"])
    assert service.replace(uid, named, viewer).outcome == "updated"
    replaced = Activity.objects.get()
    assert (replaced.title, replaced.verb, replaced.categories) == ("Order 1 came back", "post", [])


def test_a_value_for_another_activity_is_refused(bob: User) -> None:
    uid = service.post(WHOLE, bob).uid
    receipt = service.replace(uid, order(2), Viewer.of(bob))
    assert (receipt.outcome, [problem.code for problem in receipt.problems]) == ("refused", ["not_this"])


def test_every_problem_is_told_at_once_and_nothing_is_stored(bob: User) -> None:
    bad = order(1, verb="a/b", url="ftp://x", object=ActivityObject(display_name="x" * 256), audience="friends")
    with pytest.raises(InvalidDocument) as caught:
        service.post(bad, bob)
    assert [problem.field for problem in caught.value.problems] == ["url", "object.displayName", "verb", "audience"]
    assert not Activity.objects.exists()


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"title": 5}, "title"), ({"categories": "paid"}, "categories"), ({"actor": "ana"}, "actor"), ({"id": 1}, "id")],
)
def test_a_value_of_a_wrong_type_is_named(bob: User, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidDocument) as caught:
        service.post(order(1, **fields), bob)
    assert [problem.field for problem in caught.value.problems] == [field]


def test_what_no_json_can_hold_is_refused(bob: User) -> None:
    with pytest.raises(InvalidDocument, match="must be plain JSON"):
        service.post(order(1, title=object()), bob)


def test_texts_are_cleaned_as_at_every_door(bob: User) -> None:
    assert service.post(order(1, title="<b onclick=x()>A</b><script>x()</script>"), bob).title == "<b>A</b>"


def test_a_text_that_waits_for_its_translation_is_translated(bob: User) -> None:
    assert service.post(order(1, title=gettext_lazy("Yes")), bob).title == "Yes"


def test_a_time_without_a_zone_is_in_the_projects_own(bob: User, settings: Any) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    assert service.post(order(1, published=datetime(2026, 1, 2, 13)), bob).published == NOON  # noqa: DTZ001


def test_the_actor_is_the_poster_unless_the_code_vouches_for_another(bob: User) -> None:
    ana = Actor(id="ana", display_name="Ana Ruiz")
    assert service.post(order(1, actor=ana), bob).actor["name"] == "Bob Berg"
    assert service.post(order(2, actor=ana), bob, on_behalf=True).actor["name"] == "Ana Ruiz"


def test_many_are_posted_at_once_and_the_bad_ones_named(bob: User) -> None:
    receipts = service.post_all([order(1), order(2, verb="a/b"), order(3)], bob)
    assert [receipt.outcome for receipt in receipts] == ["created", "refused", "created"]
    assert [problem.field for problem in receipts[1].problems] == ["verb"]


def test_many_cost_few_queries(bob: User, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(30):
        service.post_all([order(number) for number in range(100)], bob)


def test_it_goes_with_the_transaction_of_the_caller(bob: User) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        service.post(order(1), bob)
        raise ZeroDivisionError
    assert not Activity.objects.exists()


def test_a_refused_one_spares_what_the_caller_wrote(bob: User) -> None:
    with transaction.atomic():
        User.objects.create_user("carol")
        with pytest.raises(InvalidDocument):
            service.post(order(1, verb="a/b"), bob)
        service.post(order(2), bob)
        service.post(order(2), bob)
    assert User.objects.filter(username="carol").exists()
    assert Activity.objects.count() == 1


def test_values_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        SHOP.id = "x"  # type: ignore[misc]


def test_one_is_fetched_and_deleted_by_its_id(bob: User, orders: list[Activity]) -> None:
    uid = orders[0].uid
    assert service.get(uid, Viewer.of(bob)) == orders[0]
    assert service.delete(uid)
    assert service.get(uid, Viewer.of(bob)) is None
    assert service.delete(uid) is None


def test_applications_are_known_from_their_first_post(bob: User, orders: list[Activity]) -> None:
    service.post(order(1, generator=Generator("https://a.example", "Archive")), bob)
    assert service.applications() == [Generator("https://a.example", "Archive"), SHOP]


def test_all_finds_the_newest_ten(bob: User) -> None:
    service.post_all([order(number) for number in range(12)], bob)
    assert titles(Viewer.of(bob)) == [f"Order {number}" for number in range(11, 1, -1)]
    assert ActivityQuery.all() == ActivityQuery()


def test_pages_go_on_behind_the_last_whatever_has_arrived(bob: User, orders: list[Activity]) -> None:
    viewer = Viewer.of(bob)
    first = service.find(ActivityQuery(max_results=2), viewer)
    service.post(order(4), bob)
    assert first.next
    second = service.find(first.next, viewer)
    assert [activity.title for activity in (*first, *second)] == ["Order 3", "Order 2", "Order 1"]
    assert (len(second), second.next) == (1, None)


def test_a_start_index_passes_over_the_newest(bob: User, orders: list[Activity]) -> None:
    assert titles(Viewer.of(bob), start_index=1, max_results=1) == ["Order 2"]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({"start_date": NOON + timedelta(minutes=2)}, [3, 2]),
        ({"end_date": NOON + timedelta(minutes=2)}, [1]),
        ({"start_date": NOON + timedelta(minutes=2), "end_date": NOON + timedelta(minutes=3)}, [2]),
        ({"usernames": ["bob"]}, [3, 2, 1]),
        ({"usernames": ["the bot_2", "nobody"]}, [4]),
        ({"exclude_usernames": ["bob"]}, [4]),
        ({"provider_keys": [SHOP.key]}, [3, 2, 1]),
        ({"provider_keys": ["Archive"]}, [4]),
        ({"exclude_provider_keys": [SHOP.key, "Other"]}, [4]),
        ({"entity_filters": [("key", "OLD"), ("key", "x")]}, [4]),
        ({"exclude_entity_filters": [("key", "OLD")]}, [3, 2, 1]),
    ],
)
def test_it_finds_what_matches(bob: User, orders: list[Activity], query: dict[str, Any], numbers: list[int]) -> None:
    bot, archive = Actor(id="the bot_2"), Generator("https://a.example", "Archive")
    old = NOON - timedelta(days=1) if "end_date" not in query else NOON + timedelta(days=1)
    service.post(order(4, actor=bot, generator=archive, project="OLD", published=old), bob, on_behalf=True)
    assert titles(Viewer.of(bob), **query) == [f"Order {number}" for number in numbers]


def test_entity_filters_are_added_one_by_one(bob: User, orders: list[Activity]) -> None:
    service.post(order(4, project="OLD"), bob)
    viewer, query = Viewer.of(bob), ActivityQuery.all()
    assert len(service.find(query.add_entity_filter("key", "OLD").add_entity_filter("key", "NEW"), viewer)) == 1
    assert len(service.find(query.add_exclude_entity_filter("key", "OLD"), viewer)) == 3


def test_nobody_finds_what_they_may_not_see(bob: User, eve: User, make_activity: Any) -> None:
    Provider.thirdparty()
    Provider.objects.filter(key="thirdparty").update(audience=Audience.of_group(bob.groups.get()))
    service.post(order(1), bob)
    assert (titles(Viewer.of(bob)), titles(Viewer.of(eve)), titles(Viewer.anonymous())) == (["Order 1"], [], [])


def test_what_a_source_reported_is_not_found(bob: User, make_activity: Any, orders: list[Activity]) -> None:
    make_activity()
    assert len(titles(Viewer.of(bob))) == 3


def test_every_problem_of_a_query_is_told_at_once(viewer_bob: Viewer) -> None:
    query = ActivityQuery(
        usernames=[""],
        exclude_usernames="bob",
        entity_filters=[("colour", "red")],
        provider_keys=["a\0b"],
        start_index=-1,
        max_results=1001,
    )
    with pytest.raises(InvalidQuery) as caught:
        service.find(query, viewer_bob)
    assert [(problem.field, problem.code) for problem in caught.value.problems] == [
        ("start_index", "out_of_range"),
        ("max_results", "out_of_range"),
        ("exclude_usernames", "not_a_list"),
        ("usernames", "empty_value"),
        ("provider_keys", "invalid_value"),
        ("entity_filters", "unknown_option"),
    ]
