"""What a post depends on and hardly ever changes is remembered, and what an administrator changes is seen at once."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from streams import memory, service
from streams.models import AccessToken, Activity, Application, Audience, Kind, Provider, Version
from tests.admin.conftest import Console
from tests.conftest import Api
from tests.documents import make_document

URL = "/api/v1/activities/"

# Not inside a transaction of the test's: what PostgreSQL stores at once is one of its own.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def program(bob: User) -> Api:
    """Bob's program, which may only post, and has."""
    _, secret = AccessToken.issue(bob, "program", ["publish"])
    api = Api(None, Authorization=f"Bearer {secret}")
    assert [api.post(URL, make_document(id=name)).status_code for name in ("first", "second")] == [201, 201]
    return api


def actor_of(program: Api, name: str) -> str:
    """Who is told to have done what the program says that Carol did."""
    posted = program.post(URL, make_document(id=name, actor={"id": "carol"}))
    return str(Activity.objects.get(uid=posted.json()["id"]).actor_username)


def may_post_on_behalf() -> Permission:
    return Permission.objects.get(codename="post_on_behalf")


def test_a_post_says_few_things_to_the_database(program: Api) -> None:
    """Who posts, and the activity; SQLite is asked for the next version and the id as well. (And for the settings, past
    Django's cursors.)"""
    with CaptureQueriesContext(connection) as asked:
        assert program.post(URL, make_document(id="third")).status_code == 201
    said = [query["sql"][:80] for query in asked.captured_queries if query["sql"] not in {"BEGIN IMMEDIATE", "COMMIT"}]
    assert len(said) == {"postgresql": 2, "sqlite": 4}[connection.vendor], said


def test_a_permission_given_and_taken_is_seen_at_once(program: Api, bob: User) -> None:
    assert actor_of(program, "a") == "bob"
    bob.user_permissions.add(may_post_on_behalf())
    assert actor_of(program, "b") == "carol"
    bob.user_permissions.clear()
    assert actor_of(program, "c") == "bob"


def test_a_permission_of_a_group_is_seen_at_once(program: Api, bob: User) -> None:
    group = Group.objects.get(name="team")
    group.permissions.add(may_post_on_behalf())
    assert actor_of(program, "a") == "carol"
    bob.groups.remove(group)
    assert actor_of(program, "b") == "bob"


def test_another_audience_of_what_is_posted_is_seen_at_once(program: Api, alice: User) -> None:
    provider = Provider.thirdparty()
    Console(alice).save("provider", provider.pk, name=provider.name, audience=Audience.public().pk)
    posted = program.post(URL, make_document(id="public"))
    assert Activity.objects.get(uid=posted.json()["id"]).audience.kind == "public"


def test_what_another_process_writes_is_seen_at_once(program: Api, bob: User) -> None:
    """Another process knows nothing of this one's memory: it writes the rows, and the number beside them."""
    memory_of_this_one = dict(memory._entries)
    bob.user_permissions.add(may_post_on_behalf())
    memory._entries.update(memory_of_this_one)
    assert actor_of(program, "a") == "carol"


def test_what_was_rolled_back_is_not_remembered(bob: User) -> None:
    """A trial makes its application and its kind for itself alone; the next transaction may give their keys away."""
    service.post_all([make_document()], bob, is_trial=True)
    service.post_all([make_document()], bob, is_trial=True)
    assert not (Provider.objects.exists() or Application.objects.exists() or Kind.objects.exists())
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            service.post_all([make_document(id="one"), make_document(id="two")], bob)
            service.post(make_document(id="three"), bob)
            raise ZeroDivisionError
    posted = service.post(make_document(), bob)
    activity = Activity.objects.select_related("application", "kind", "provider").get(pk=posted.pk)
    assert (activity.application, activity.kind, activity.provider) == (
        Application.objects.get(), Kind.objects.get(), Provider.objects.get(),
    )  # fmt: skip


def test_an_unrelated_write_settles_nothing(program: Api) -> None:
    before = Version.now()
    program.post(URL, make_document(id="third"))
    after = Version.now()
    assert (after.number, after.settled) == (before.number + 1, before.settled)


def test_a_new_kind_settles_and_is_one_write(program: Api) -> None:
    before = Version.now()
    program.post(URL, make_document(id="third", verb="invent"))
    after: Any = Version.now()
    assert after.number == before.number + 1
    assert after.settled != before.settled
