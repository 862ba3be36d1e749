from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from streams.models import Activity, Comment, Provider, Version
from streams.models.activity import new_uid


def test_public_ids_are_uuid_version_7_in_order_of_creation() -> None:
    ids = [new_uid() for _ in range(100)]
    assert all(UUID(str(uid)).version == 7 for uid in ids)
    assert ids == sorted(ids)


def test_an_activity_outlives_its_source_and_its_poster(activity: Activity, provider: Provider, bob: User) -> None:
    Activity.objects.filter(pk=activity.pk).update(poster=bob)
    provider.delete()
    bob.delete()
    left = Activity.objects.whole().get(pk=activity.pk)
    assert (left.provider, left.poster) == (None, None)
    assert left.rendered == activity.rendered


def test_a_comment_outlives_its_author_and_its_activity(activity: Activity, bob: User) -> None:
    comment = Comment.objects.create(entity=activity.entity, activity=activity, user=bob, author="Bob Berg", text="Hm")
    bob.delete()
    activity.delete()
    comment.refresh_from_db()
    assert (comment.author, comment.text) == ("Bob Berg", "Hm")


def test_an_audience_in_use_cannot_be_deleted(activity: Activity) -> None:
    with pytest.raises(ProtectedError):
        activity.audience.delete()


def test_one_source_has_one_activity_per_foreign_id(activity: Activity) -> None:
    twin = Activity.objects.get(pk=activity.pk)
    twin.pk, twin.uid = None, new_uid()
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


def test_every_write_has_a_larger_version(db: None, make_activity: Any) -> None:
    before = Version.current()
    make_activity(id="1")
    make_activity(id="2")
    assert Version.current() == before + 2


def test_newest_first_decides_equal_times_by_what_came_last(make_activity: Any) -> None:
    for name in ("first", "second"):
        make_activity(id=name, published="2026-11-01T10:00:00Z")
    assert [row.foreign_id for row in Activity.objects.newest_first()] == ["second", "first"]
