from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, User

from streams.models import Activity, Audience, Viewer


@pytest.fixture
def audiences(team: Audience, bob: User) -> dict[str, Audience]:
    return {
        "public": Audience.public(),
        "members": Audience.members(),
        "team": team,
        "bob": Audience.of_person(bob),
    }


def _seen(viewer: Viewer) -> set[str]:
    return {row.foreign_id for row in Activity.objects.visible_to(viewer)}


@pytest.mark.parametrize(
    ("who", "expected"),
    [("bob", {"public", "members", "team", "bob"}), ("eve", {"public", "members"}), ("alice", {"public", "members"})],
)
def test_a_person_sees_what_their_audiences_may(
    who: str, expected: set[str], audiences: Any, make_activity: Any, request: Any
) -> None:
    for name, audience in audiences.items():
        make_activity(audience, id=name)
    assert _seen(Viewer.of(request.getfixturevalue(who))) == expected


def test_nobody_sees_only_what_is_public(audiences: Any, make_activity: Any) -> None:
    for name, audience in audiences.items():
        make_activity(audience, id=name)
    assert _seen(Viewer.of(AnonymousUser())) == {"public"}


def test_a_group_that_is_gone_hides_what_was_for_it(team: Audience, bob: User, make_activity: Any) -> None:
    make_activity(team)
    assert team.group
    team.group.delete()
    assert _seen(Viewer.of(bob)) == set()


def test_there_is_one_public_audience_however_often_it_is_asked_for(db: None) -> None:
    assert Audience.public() == Audience.public()


def test_a_viewer_costs_one_query(bob: User, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        Viewer.of(bob)
