"""The first page: what needs Alice, how much flows, how each source fares; to each what they may look at."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission, User
from django.core import checks
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gadget.models import Gadget, GadgetUse
from streams import memory
from streams.admin.home import attention
from streams.models import AccessToken, Activity, Audience, Delivery, Poll, Provider
from streams.publishing.document import Door
from streams.publishing.publish import Source, publish
from tests.admin.conftest import Console
from tests.documents import make_document


@pytest.fixture(autouse=True)
def unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The settings of the tests are no matter here."""
    monkeypatch.setattr(attention, "_checked", tuple)


@pytest.fixture
def heard(provider: Provider) -> Provider:
    """A source that was asked a moment ago and answered."""
    now = timezone.now()
    Provider.objects.update(last_ok=now, next_poll=now + timedelta(seconds=50))
    return provider


def home(console: Console) -> str:
    memory.forget()
    return unescape(console.client.get("/admin/").content.decode())


def text(html: str) -> str:
    return " ".join(re.sub("<[^>]+>", " ", html).split())


def needed(console: Console) -> list[str]:
    """The sentences, as they are read."""
    return [text(one) for one in re.findall(r'<p class="need .+?</p>', home(console), re.DOTALL)]


def as_staff(user: User, *permissions: str) -> Console:
    User.objects.filter(pk=user.pk).update(is_staff=True)
    user.user_permissions.add(*Permission.objects.filter(codename__in=permissions))
    return Console(user)


@pytest.fixture
def report(heard: Provider) -> Callable[..., None]:
    """Activities of a source, so many hours ago each."""

    def report(*hours: float, provider: Provider = heard) -> None:
        moments = [timezone.now() - timedelta(hours=hour) for hour in hours]
        documents = [make_document(generator=None, published=moment.isoformat(), id=uuid4().hex) for moment in moments]
        assert all(one.activity for one in publish(documents, Source(Door.PROVIDER, provider, provider.audience)))

    return report


# --- what needs somebody first ---


def test_all_is_well(heard: Provider, console: Console) -> None:
    assert "All is well" in home(console)
    assert needed(console) == []


def test_a_source_that_fails_says_why_and_since_when(heard: Provider, console: Console) -> None:
    Provider.objects.update(failures=3, message="The server is down.", last_ok=timezone.now() - timedelta(minutes=46))
    (need,) = needed(console)
    assert "Repository The server is down. Nothing new since" in need
    assert "(46 min)" in need
    assert f"/admin/streams/provider/{heard.pk}/press/test_connection/" in home(console)


def test_credentials_that_are_refused_are_mended_by_new_ones(heard: Provider, console: Console) -> None:
    Provider.objects.update(backend="atlassian", failures=1, message="It does not accept these credentials.")
    now = timezone.now()
    Poll.objects.note(Poll(provider=heard, began=now, ended=now, milliseconds=9, outcome="failed", code="unauthorized"))
    page = home(console)
    assert f'href="/admin/streams/provider/{heard.pk}/credentials/"' in page
    assert "Renew credentials" in page


def test_a_source_that_is_quiet_for_longer_than_it_ever_was(report: Any, console: Console) -> None:
    report(*range(30, 30 + 24 * 10, 3))
    (need,) = needed(console)
    assert "Repository has been quiet for 30 h; in 30 days it never was for more than 3 h." in need


def test_one_that_is_often_quiet_for_so_long_is_not_late(report: Any, console: Console) -> None:
    report(*range(30, 30 + 24 * 20, 40))
    assert needed(console) == []


def test_of_one_that_is_new_nobody_knows_what_is_usual(report: Any, console: Console) -> None:
    report(*range(30, 60, 2))
    assert needed(console) == []


def test_a_poller_that_is_silent_is_said_once(heard: Provider, console: Console) -> None:
    Provider.objects.update(next_poll=timezone.now() - timedelta(hours=1), last_ok=timezone.now() - timedelta(hours=1))
    (need,) = needed(console)
    assert "The poller has not asked 1 source that is due." in need


def test_deliveries_that_could_not_be_read_are_counted(heard: Provider, console: Console) -> None:
    for number in range(3):
        Delivery.objects.create(
            provider=heard, delivery_id=str(number), event="build", outcome="failed", message="no text", packed=b""
        )
    (need,) = needed(console)
    assert "Repository webhook: 3 deliveries could not be read in 24 h. build: no text" in need
    assert f"outcome__exact=failed&provider__id__exact={heard.pk}" in home(console)


def test_old_trouble_is_over(heard: Provider, console: Console) -> None:
    Delivery.objects.create(
        provider=heard, delivery_id="1", outcome="failed", packed=b"", received=timezone.now() - timedelta(days=2)
    )
    assert needed(console) == []


def test_a_token_that_ends_soon(heard: Provider, alice: User, console: Console) -> None:
    AccessToken.issue(alice, "deploys", ["publish"], timezone.now() + timedelta(days=3, minutes=1))
    AccessToken.issue(alice, "later", ["publish"], timezone.now() + timedelta(days=90))
    (need,) = needed(console)
    assert "Token deploys expires in 3 d" in need


def test_what_the_system_checks_say(heard: Provider, console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    found = (checks.Warning("A setting is odd.", hint="Set another.", id="streams.W001"),)
    monkeypatch.setattr(attention, "_checked", lambda: found)
    assert needed(console) == ["Warning: This server A setting is odd. Set another. (streams.W001)"]


# --- how much flows ---


def test_the_chart_counts_by_hour_and_by_day(report: Any, console: Console) -> None:
    report(0, 0, 1.5, 30, 24 * 40)
    page = home(console)
    assert 'aria-label="Activity per hour. 3 in all: Repository 3."' in page
    assert 'aria-label="Activity per day. 4 in all: Repository 4."' in page


def test_what_a_source_is_called_is_text(report: Any, console: Console) -> None:
    Provider.objects.update(name='<img src=x onerror="alert(1)">')
    report(1)
    assert "<img src=x" not in console.client.get("/admin/").content.decode()


def test_many_sources_are_one_colour_together(report: Any, team: Audience, console: Console) -> None:
    for number in range(12):
        provider = Provider.objects.create(key=f"p{number}", backend="git", name=f"P{number}", audience=team)
        report(*[1] * (20 - number), provider=provider)
    assert "5 others" in home(console)


def test_the_numbers_of_today(heard: Provider, activity: Activity, bob: User, click: Any, console: Console) -> None:
    click(bob, activity, "vote")
    page = home(console)
    numbers = dict(re.findall(r'<dt><a href="[^"]*">([^<]+)</a></dt><dd>([^<]+)</dd>', page))
    assert (numbers["actions taken"], numbers["actions failed"]) == ("1", "0")
    assert "Vote" in page.split("Latest actions")[1]


def test_gadgets_in_use_are_counted_with_their_pages(heard: Provider, console: Console) -> None:
    team = Gadget.objects.create(slug="team", title="Team")
    for page in ("https://a.example", "https://b.example"):
        GadgetUse.objects.create(gadget=team, page=page, seen=timezone.now())
    GadgetUse.objects.create(gadget=team, page="https://old.example", seen=timezone.now() - timedelta(days=31))
    page = home(console)
    assert "gadget in 2 pages" in page
    assert "https://b.example" in page
    assert "https://old.example" not in page


# --- every source ---


def test_a_source_says_how_fresh_it_is_against_what_is_usual(report: Any, console: Console) -> None:
    report(*(hour + part for hour in range(20) for part in (0.01, 0.02, 0.03)))
    page = home(console)
    assert "usually 20 min" in page
    assert "60" in page
    assert 'press/poll_now/">Poll now' in page


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        ({"enabled": False}, "Resume"),
        ({"failures": 2, "next_poll": 16 * 60 + 10}, "backing off, 16 min"),
        ({"lease_until": 60}, "being asked now"),
        ({"backend": "webhook"}, "delivers by itself"),
    ],
)
def test_it_says_when_it_is_asked_next(row: dict[str, Any], shown: str, heard: Provider, console: Console) -> None:
    now = timezone.now()
    is_moment = {"next_poll", "lease_until"}
    Provider.objects.update(**{k: now + timedelta(seconds=v) if k in is_moment else v for k, v in row.items()})
    assert shown in home(console)


def test_a_button_of_the_page_comes_back_to_it(heard: Provider, console: Console) -> None:
    response = console.client.post(f"/admin/streams/provider/{heard.pk}/press/poll_now/", {"next": "/admin/"})
    assert response["Location"] == "/admin/"
    assert Provider.objects.due(timezone.now()).get() == heard


def test_and_never_to_another_site(heard: Provider, console: Console) -> None:
    address = f"/admin/streams/provider/{heard.pk}/press/poll_now/"
    assert console.client.post(address, {"next": "https://evil.example/"})["Location"].startswith("/admin/")


def test_as_long_as_there_is_none_the_first_one_is_asked_for(console: Console) -> None:
    assert "Add the first one" in home(console)


# --- to each what they may look at ---


def test_mona_the_moderator_is_told_of_no_source_s_trouble(heard: Provider, activity: Activity, bob: User) -> None:
    Provider.objects.update(failures=1, message="Password for svc-jira was refused.")
    page = home(as_staff(bob, "view_activity", "change_activity"))
    assert "Activity per hour" in page
    assert "svc-jira" not in page
    assert "Sources" not in page
    assert "Latest actions" not in page


def test_whoever_may_only_look_has_no_button(heard: Provider, bob: User) -> None:
    page = home(as_staff(bob, "view_provider"))
    assert "Repository" in page
    assert "/press/" not in page


def test_staff_without_any_permission_sees_an_empty_room(heard: Provider, activity: Activity, bob: User) -> None:
    page = home(as_staff(bob))
    assert "Repository" not in page
    assert "Activity per hour" not in page


# --- however many there are ---


def queries(console: Console) -> int:
    console.client.get("/admin/")
    memory.forget()
    with CaptureQueriesContext(connection) as captured:
        assert console.client.get("/admin/").status_code == 200
    return len(captured)


def test_a_hundred_sources_cost_as_many_queries_as_one(report: Any, team: Audience, console: Console) -> None:
    report(1)
    Provider.objects.update(failures=1)
    one = queries(console)
    for number in range(99):
        Provider.objects.create(key=f"p{number}", backend="git", name=f"P{number}", audience=team, failures=1)
    assert queries(console) == one
    assert "and 75 more" in home(console)
