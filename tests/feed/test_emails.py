"""Authors' e-mail addresses: kept and shown only where an administrator said so, and then in Atom only."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User

from streams import service
from streams.models import AccessToken, Activity, Audience, FeedLink, Stream
from tests.conftest import VENDOR, Api
from tests.documents import make_document
from tests.feeds import ANA, FORMS, body, find, names, parsed, texts
from tests.providers.test_git_documents import newest
from tests.repositories import Repository

MAIL = "ana@example.com"
AUTHOR = ANA | {"email": MAIL}
EMAIL = "atom:entry/atom:author/atom:email"
ATOMS = ["/activity", "/api/v1/activities.atom"]


@pytest.fixture
def on(settings: Any) -> Any:
    settings.STREAMS_AUTHOR_EMAIL = True
    return settings


@pytest.fixture
def activity(on: Any, make_activity: Any) -> Activity:
    """By somebody whose address was kept."""
    return make_activity(actor=AUTHOR)


def test_by_default_none_is_kept(settings: Any, make_activity: Any) -> None:
    assert settings.STREAMS_AUTHOR_EMAIL is False
    assert MAIL not in str(Activity.objects.values().get(pk=make_activity(actor=AUTHOR).pk))


@pytest.mark.parametrize("url", ATOMS)
def test_switched_on_it_stands_between_name_and_uri(as_bob: Api, activity: Activity, url: str) -> None:
    feed = parsed(as_bob.get(url))
    assert texts(feed, EMAIL) == [MAIL]
    assert names(find(feed, "atom:entry/atom:author"))[:3] == ["name", "email", "uri"]


@pytest.mark.parametrize("form", [form for form in FORMS if form != "atom"])
def test_no_other_form_has_it(as_bob: Api, activity: Activity, form: str) -> None:
    assert MAIL.encode() not in body(as_bob.get(f"/api/v1/activities.{form}"))


def test_neither_has_the_activity_by_itself(as_bob: Api, activity: Activity) -> None:
    assert MAIL not in activity.rendered
    assert MAIL.encode() not in as_bob.get(f"/api/v1/activities/{activity.uid}/").content
    assert MAIL.encode() not in as_bob.get(f"/rest/activities/1.0/{activity.uid}").content


@pytest.mark.parametrize("url", ATOMS)
def test_switched_off_again_it_is_gone_at_once_also_for_who_holds_the_feed(
    as_bob: Api, activity: Activity, on: Any, url: str
) -> None:
    held = as_bob.get(url)
    on.STREAMS_AUTHOR_EMAIL = False
    response = as_bob.get(url, If_None_Match=held["ETag"])
    assert (response.status_code, MAIL.encode() in response.content) == (200, False)


@pytest.mark.parametrize("url", ATOMS)
def test_nobody_in_particular_is_shown_any(as_nobody: Api, activity: Activity, url: str) -> None:
    Activity.objects.update(audience=Audience.public())
    feed = parsed(as_nobody.get(url))
    assert len(feed.findall("{*}entry")) == 1
    assert texts(feed, EMAIL) == []


@pytest.mark.parametrize("url", ATOMS)
def test_a_password_or_a_token_signs_in(as_nobody: Api, bob: User, activity: Activity, url: str) -> None:
    secret = AccessToken.issue(bob, "reader", ["read"])[1]
    for header in (f"Bearer {secret}", "Basic " + b64encode(b"bob:secret").decode()):
        assert texts(parsed(as_nobody.get(url, Authorization=header)), EMAIL) == [MAIL]


def test_a_private_link_shows_none(as_nobody: Api, as_bob: Api, bob: User, team: Audience, activity: Activity) -> None:
    stream = Stream.objects.create(slug="all", name="All", audience=team)
    secret = FeedLink.issue(stream, bob)[1]
    feed = parsed(as_nobody.get(f"/feeds/{secret}/all.atom"))
    assert len(feed.findall("{*}entry")) == 1
    assert texts(feed, EMAIL) == []
    assert texts(parsed(as_bob.get("/api/v1/streams/all/activities.atom")), EMAIL) == [MAIL]


@pytest.mark.parametrize("url", ATOMS)
def test_it_costs_one_query_however_many(
    as_bob: Api, on: Any, make_activity: Any, django_assert_max_num_queries: Any, url: str
) -> None:
    for n in range(10):
        make_activity(id=str(n), actor=AUTHOR | {"email": f"{n}@example.com"})
    as_bob.get(url)
    with django_assert_max_num_queries(12) as queries:
        assert len(texts(parsed(as_bob.get(url)), EMAIL)) == 10
    assert len([one for one in queries if '"actor"' in one["sql"]]) <= 1


@pytest.mark.parametrize("junk", ["", "nobody", "a@b", "x@example.com\u0000", "<b>@example.com", 7, ["a@example.com"]])
def test_what_is_no_address_counts_as_none(on: Any, make_activity: Any, junk: Any) -> None:
    assert "email" not in make_activity(actor=AUTHOR | {"email": junk}).actor


def test_a_poster_s_own_address_is_that_of_the_account(on: Any, bob: User, as_bob: Api) -> None:
    bob.email = "bob@example.com"
    service.post_all([make_document()], bob)
    assert texts(parsed(as_bob.get("/activity")), EMAIL) == ["bob@example.com"]


def test_an_account_s_address_is_not_kept_by_default(bob: User) -> None:
    bob.email = "bob@example.com"
    (receipt,) = service.post_all([make_document()], bob)
    assert receipt.activity and "email" not in receipt.activity.actor


def test_the_compatible_door_does_not_know_it(on: Any, as_alice: Api) -> None:
    as_alice.post("/rest/activities/1.0/", make_document(actor=AUTHOR), VENDOR)
    assert "email" not in Activity.objects.get().actor


def test_an_address_that_is_corrected_is_an_edit(as_bob: Api, activity: Activity, make_activity: Any) -> None:
    etag = as_bob.get("/activity")["ETag"]
    make_activity(actor=ANA | {"email": "new@example.com"})
    assert texts(parsed(as_bob.get("/activity", If_None_Match=etag)), EMAIL) == ["new@example.com"]


@pytest.mark.parametrize("is_on", [True, False])
def test_a_commit_s_author_has_one_too(settings: Any, tmp_path: Path, is_on: bool) -> None:
    settings.STREAMS_AUTHOR_EMAIL = is_on
    repository = Repository.create(tmp_path / "payments.git")
    repository.commit("Accept cards", {"cards.py": "cards"})
    assert newest(repository)["actor"].get("email") == (MAIL if is_on else None)
