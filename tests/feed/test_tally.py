"""How much each source reported, hour by hour."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from streams import memory
from streams.feed.tally import HOUR, tallies, this_hour
from streams.models import Activity, Audience


def publish(make_activity: Any, audiences: list[Audience], minutes: list[int]) -> None:
    for number, ago in enumerate(minutes):
        verb = ("post", "update", "push")[number % 3]
        moment = timezone.now() - timedelta(minutes=ago)
        make_activity(audiences[number % len(audiences)], published=moment.isoformat(), verb=verb, id=uuid4().hex)


def test_nothing_is_counted_where_nothing_is(db: None) -> None:
    assert tallies() == {}


def test_every_audience_and_kind_counts(make_activity: Any, team: Audience) -> None:
    audiences = [team, Audience.public(), Audience.members()]
    minutes = [0, 1, 61, 62, 63, 200, 1500, 60 * 24 * 3, 60 * 24 * 29, 60 * 24 * 40]
    publish(make_activity, audiences, minutes)
    tally = tallies()["source"]
    assert sum(tally.hours.values()) == len(minutes) - 1
    assert tally.newest == Activity.objects.latest("published").published
    for hour, number in tally.hours.items():
        assert Activity.objects.filter(published__gte=hour, published__lt=hour + HOUR).count() == number


def test_it_tells_how_many_there_were_since_a_moment(make_activity: Any, team: Audience) -> None:
    publish(make_activity, [team], [0, 0, 60 * 30])
    assert tallies()["source"].since(this_hour() - timedelta(hours=2)) == 2


def test_what_is_new_is_counted_though_the_days_before_are_remembered(make_activity: Any, team: Audience) -> None:
    publish(make_activity, [team], [60 * 24 * 5])
    assert sum(tallies()["source"].hours.values()) == 1
    publish(make_activity, [team], [0])
    memory._entries.pop("recent tallies")
    assert sum(tallies()["source"].hours.values()) == 2


def test_two_queries_are_all_it_takes(make_activity: Any, team: Audience, django_assert_num_queries: Any) -> None:
    publish(make_activity, [team, Audience.public()], [0, 5, 100])
    with django_assert_num_queries(2):
        tallies()
    with django_assert_num_queries(0):
        tallies()
