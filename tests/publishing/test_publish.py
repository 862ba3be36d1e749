"""What becomes of documents: stored, changed, left alone or refused."""

from datetime import timedelta
from importlib import import_module
from typing import Any

import orjson
import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.forms.models import model_to_dict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from streams import service
from streams.models import Activity, Application, Audience, Kind, Provider, Version
from streams.models.activity import new_uid
from streams.publishing.document import Door
from streams.publishing.publish import Receipt, Source, publish, retract, source_key
from streams.rendering import render
from tests.documents import GENERATOR, make_document
from tests.examples import examples
from tests.publishing.test_document import DOCUMENT
from tests.test_sanitizing import HOSTILE

TEXT = st.text(max_size=40) | st.sampled_from(HOSTILE)


def post(user: User, *documents: object, door: Door = Door.OWN) -> list[Receipt]:
    return service.post_all(documents, user, door)


def post_one(user: User, door: Door = Door.OWN, **fields: Any) -> Receipt:
    return post(user, make_document(**fields), door=door)[0]


def let_post_on_behalf(user: User) -> None:
    user.user_permissions.add(Permission.objects.get(codename="post_on_behalf"))


def outcomes(receipts: list[Receipt]) -> list[str]:
    return [receipt.outcome for receipt in receipts]


def age(activity: Activity, **ago: int) -> None:
    Activity.objects.filter(pk=activity.pk).update(created=timezone.now() - timedelta(**ago))


# --- our own door: an id updates in place ---


def test_the_same_id_again_changes_the_activity_in_place(bob: User) -> None:
    first, second = post_one(bob), post_one(bob, title="Rolled back")
    stored = Activity.objects.get()
    assert (second.outcome, stored.uid, stored.title) == ("updated", first.activity.uid, "Rolled back")
    assert (stored.revision, orjson.loads(stored.rendered)["revision"]) == (2, 2)


def test_the_same_document_again_changes_nothing(bob: User) -> None:
    first = post_one(bob)
    version = Version.current()
    again = post_one(bob)
    assert (again.outcome, again.activity.uid, again.activity.revision) == ("unchanged", first.activity.uid, 1)
    assert Version.current() == version


def test_another_application_may_use_the_same_id(bob: User) -> None:
    post_one(bob)
    post_one(bob, generator=GENERATOR | {"id": "https://other.example.com"})
    assert Activity.objects.count() == 2


def test_a_change_without_a_date_leaves_the_activity_where_it_is(bob: User) -> None:
    post_one(bob, published="2026-01-01T00:00:00Z")
    changed = post_one(bob, title="Rolled back").activity
    assert changed.published.year == 2026 and changed.published.month == 1
    assert changed.updated > changed.published


def test_a_change_may_move_the_activity(bob: User) -> None:
    post_one(bob, published="2026-01-01T00:00:00Z")
    assert post_one(bob, published="2026-02-02T00:00:00Z").activity.published.month == 2


def test_without_a_date_it_happened_now(bob: User) -> None:
    before = timezone.now()
    activity = post_one(bob).activity
    assert before <= activity.published == activity.updated <= timezone.now()


def test_nobody_changes_what_somebody_else_posted(bob: User, eve: User) -> None:
    post_one(bob)
    receipt = post_one(eve, title="Hacked")
    assert [problem.code for problem in receipt.problems] == ["not_yours"]
    assert Activity.objects.get().title != "Hacked"


def test_nor_what_a_deleted_account_posted(bob: User, eve: User) -> None:
    post_one(bob)
    bob.delete()
    assert post_one(eve, title="Hacked").outcome == "refused"


def test_who_posts_on_behalf_of_others_may(bob: User, alice: User) -> None:
    post_one(bob)
    assert post_one(alice, title="Corrected").outcome == "updated"


def test_an_id_is_free_again_once_its_activity_is_deleted(bob: User) -> None:
    first = post_one(bob).activity
    service.delete(first.uid)
    assert post_one(bob).activity.uid != first.uid


# --- the compatible door: publishers reuse ids ---


def test_a_different_document_with_a_known_id_is_another_activity(bob: User) -> None:
    receipts = [post_one(bob, Door.COMPATIBLE, title=title) for title in ("one", "two")]
    assert outcomes(receipts) == ["created", "created"]
    assert Activity.objects.count() == 2


def test_the_same_document_within_ten_minutes_is_a_retry(bob: User) -> None:
    first = post_one(bob, Door.COMPATIBLE)
    age(first.activity, minutes=9)
    assert post_one(bob, Door.COMPATIBLE).activity.uid == first.activity.uid


def test_the_same_document_after_ten_minutes_is_another_activity(bob: User) -> None:
    first = post_one(bob, Door.COMPATIBLE)
    age(first.activity, minutes=11)
    second = post_one(bob, Door.COMPATIBLE)
    assert post_one(bob, Door.COMPATIBLE).activity.uid == second.activity.uid != first.activity.uid


def test_the_same_document_of_somebody_else_is_theirs(bob: User, eve: User) -> None:
    post_one(bob, Door.COMPATIBLE)
    assert post_one(eve, Door.COMPATIBLE).activity.actor["username"] == "eve"
    assert Activity.objects.count() == 2


# --- who it was ---


@pytest.mark.parametrize("door", [Door.OWN, Door.COMPATIBLE])
def test_the_poster_is_the_actor(bob: User, door: Door) -> None:
    activity = post_one(bob, door).activity
    assert (activity.actor["name"], activity.actor_username, activity.poster) == ("Bob Berg", "bob", bob)


@pytest.mark.parametrize("door", [Door.OWN, Door.COMPATIBLE])
def test_who_posts_on_behalf_of_others_names_the_actor(bob: User, door: Door) -> None:
    let_post_on_behalf(bob)
    activity = post_one(bob, door).activity
    assert (activity.actor["name"], activity.actor_username, activity.poster) == ("Ana Ruiz", "ana", bob)


@pytest.mark.parametrize("door", [Door.OWN, Door.COMPATIBLE])
def test_one_of_ours_is_called_by_their_full_name(alice: User, bob: User, door: Door) -> None:
    documents = [make_document(id=f"https://x.example/{who}", actor={"id": who}) for who in ("bob", "nobody")]
    names = [receipt.activity.actor["name"] for receipt in post(alice, *documents, door=door)]
    assert names == ["Bob Berg", "nobody"]
    assert post_one(alice, door, id="https://x.example/3").activity.actor["name"] == "Ana Ruiz"


@pytest.mark.parametrize("actor", [None, {}, {"id": ""}, {"url": "https://x.example"}])
def test_a_document_that_names_nobody_is_the_posters(alice: User, actor: dict[str, str] | None) -> None:
    assert post_one(alice, actor=actor).activity.actor_username == "alice"


# --- who sees it, and what it is about ---


def test_posted_activities_are_seen_by_whom_the_source_says(bob: User, team: Audience) -> None:
    Provider.thirdparty()
    Provider.objects.update(audience=team)
    assert post_one(bob).activity.audience == team


@pytest.mark.parametrize("entity", ["provider:1:secret", "application:1:secret", "secret"])
def test_a_program_cannot_reach_into_another_source(bob: User, entity: str) -> None:
    activity = post_one(bob, entity=entity).activity
    assert activity.entity == f"{activity.source}:{entity}"


def test_an_address_means_the_same_thing_whoever_names_it(bob: User, provider: Provider) -> None:
    url = "https://issues.example.com/PAY-42"
    thing = {"objectType": "issue", "url": url}
    document = make_document(generator=None, object=thing)
    polled = publish([document], Source(Door.PROVIDER, provider, provider.audience))[0]
    assert post_one(bob, object=thing).activity.entity == polled.activity.entity == url


def test_a_generator_registers_itself_once(bob: User) -> None:
    post(bob, *[make_document(id=str(number)) for number in range(3)])
    assert Application.objects.get().display_name == "Deploys"


def test_the_icon_is_titled_after_the_application(bob: User) -> None:
    assert post_one(bob, icon={"url": "https://x.example/i.png"}).activity.icon["title"] == "Deploys"


def test_an_icon_may_say_what_it_shows(bob: User) -> None:
    icon = {"url": "https://x.example/i.png", "title": "A <b>rocket</b>"}
    assert post_one(bob, icon=icon).activity.icon["title"] == "A rocket"


# --- batches ---


def test_the_good_ones_of_a_batch_are_stored(bob: User) -> None:
    receipts = post(bob, make_document(id="1"), {"bad": True}, None, make_document(id="2"))
    assert outcomes(receipts) == ["created", "refused", "refused", "created"]
    assert set(Activity.objects.values_list("foreign_id", flat=True)) == {"1", "2"}


def test_an_id_twice_in_a_batch_is_one_activity(bob: User) -> None:
    receipts = post(bob, make_document(), make_document(title="Later"), make_document(title="Later"))
    assert outcomes(receipts) == ["created", "updated", "unchanged"]
    assert (Activity.objects.get().title, Activity.objects.get().revision) == ("Later", 2)


def test_a_batch_of_known_changed_and_new(bob: User) -> None:
    post(bob, make_document(id="1"), make_document(id="2"))
    receipts = post(bob, make_document(id="1"), make_document(id="2", title="x"), make_document(id="3"))
    assert outcomes(receipts) == ["unchanged", "updated", "created"]
    assert Activity.objects.get(foreign_id="1").revision == 1


def test_an_empty_batch_is_nothing(bob: User) -> None:
    assert post(bob) == []


@pytest.mark.parametrize("outcome", ["created", "updated", "unchanged"])
def test_a_batch_costs_a_constant_number_of_queries(bob: User, outcome: str) -> None:
    def batch(count: int, title: str = "x") -> list[dict[str, Any]]:
        generators = [GENERATOR | {"displayName": f"{count}.{number}"} for number in range(count)]
        return [make_document(verb=f"v{g['displayName']}", title=title, generator=g) for g in generators]

    def cost(count: int) -> int:
        if outcome != "created":
            post(bob, *batch(count, "changed" if outcome == "updated" else "x"))
        with CaptureQueriesContext(connection) as queries:
            assert outcomes(post(User.objects.get(pk=bob.pk), *batch(count))) == [outcome] * count
        return sum("INSERT INTO" not in query["sql"] for query in queries)

    post_one(bob)
    assert cost(1) == cost(20) == cost(100)


def test_a_batch_is_written_by_one_statement(bob: User) -> None:
    with CaptureQueriesContext(connection) as queries:
        post(bob, *[make_document(id=str(number)) for number in range(100)])
    assert sum("INSERT INTO streams_activity" in query["sql"] for query in queries) == 1


def test_what_was_stored_can_be_used_at_once(bob: User) -> None:
    """The same values as read back, its primary key among them; a change leaves when it was created."""
    post_one(bob, id="https://ci.example.com/known")
    given = [{"id": "https://ci.example.com/known", "title": "Again"}, {"id": "https://ci.example.com/new"}]
    for receipt in post(bob, *(make_document(**fields) for fields in given)):
        assert receipt.activity
        stored = Activity.objects.get(pk=receipt.activity.pk)
        assert model_to_dict(receipt.activity) == model_to_dict(stored)
        assert (receipt.activity.uid, receipt.activity.created) == (stored.uid, stored.created)
        assert not receipt.activity._state.adding


def test_nothing_of_a_batch_is_stored_when_storing_breaks(bob: User, monkeypatch: pytest.MonkeyPatch) -> None:
    post_one(bob)
    before = Version.current(), Activity.objects.count(), Kind.objects.count(), Application.objects.count()
    monkeypatch.setattr("streams.publishing.publish.render", lambda activity: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        post_one(bob, id="2", verb="new", generator={"id": "https://new.example", "displayName": "New"})
    assert before == (Version.current(), Activity.objects.count(), Kind.objects.count(), Application.objects.count())


# --- taking back ---


def test_what_a_source_no_longer_has_goes(activity: Activity, provider: Provider) -> None:
    assert retract(source_key(provider, None), [activity.foreign_id, "unknown"]) == 1
    assert not Activity.objects.exists()


def test_taking_back_what_is_gone_tells_readers_nothing(activity: Activity, provider: Provider) -> None:
    version = Version.current()
    assert retract(source_key(provider, None), ["unknown"]) == 0
    assert service.delete(new_uid()) is None
    assert Version.current() == version


# --- any document at all ---


@examples(60)
@given(st.lists(DOCUMENT | st.builds(make_document, title=DOCUMENT, object=DOCUMENT, icon=DOCUMENT), max_size=4))
def test_any_batch_is_stored_or_refused(bob: User, documents: list[object]) -> None:
    before = Activity.objects.count()
    receipts = post(bob, *documents)
    assert Activity.objects.count() == before + outcomes(receipts).count("created")
    assert all(bool(receipt.problems) != bool(receipt.activity) for receipt in receipts)


@examples(60)
@given(
    st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(("title", "summary", "content", "project"), TEXT)
        | {"published": st.integers(631_152_000_000, 1_700_000_000_000), "categories": st.lists(TEXT, max_size=3)}
        | {"object": st.fixed_dictionaries({"displayName": TEXT, "summary": TEXT, "id": TEXT})}
        | {"changes": st.lists(st.fixed_dictionaries({"field": TEXT, "from": TEXT, "to": TEXT}), max_size=2)}
        | {"links": st.dictionaries(st.sampled_from("zbyac"), st.just("https://x.example/1"))},
    ),
    st.sampled_from([Door.OWN, Door.PROVIDER]),
)
def test_stored_and_fresh_renderings_are_equal(alice: User, fields: dict[str, Any], door: Door) -> None:
    provider = Provider.thirdparty()
    receipt = publish([make_document(**fields)], Source(door, provider, provider.audience, alice))[0]
    if receipt.activity:
        stored = Activity.objects.whole().get(pk=receipt.activity.pk)
        assert render(stored) == stored.rendered
        assert orjson.loads(stored.rendered)["title_html"] == stored.title


def test_the_migration_brings_what_was_stored_before_up_to_date(activity: Activity) -> None:
    before = activity.rendered.replace(',"changes":[]}', "}")
    Activity.objects.update(rendered=before)
    with connection.cursor() as cursor:
        cursor.execute(import_module("streams.migrations.0008_changes_and_fixed_audiences").ADD)
    assert before != Activity.objects.get().rendered == render(Activity.objects.whole().get())


def test_an_audience_given_by_an_administrator_survives_the_next_change(activity: Activity, make_activity: Any) -> None:
    Activity.objects.filter(pk=activity.pk).update(audience=Audience.public())
    make_activity(title="Deployed again")
    activity.refresh_from_db()
    assert (activity.title, activity.audience, activity.revision) == ("Deployed again", Audience.public(), 2)
