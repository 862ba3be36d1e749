"""The original's feed: addresses, parameters, credentials and headers (contract.md §1.1 to §1.5)."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest
from django.contrib.auth.models import User

from streams.models import AccessToken, Activity, Audience, Provider
from tests.conftest import Api
from tests.feeds import parsed, texts, values

URL = "/activity"
IDS = "atom:entry/atom:id"


def ids(api: Api, query: str = "", **headers: str) -> list[str]:
    return texts(parsed(api.get(f"{URL}?{query}", **headers)), IDS)


def basic(name: str, password: str) -> str:
    return "Basic " + b64encode(f"{name}:{password}".encode()).decode()


@pytest.fixture
def many(make_activity: Any) -> list[str]:
    """The ids of twelve activities, newest first."""
    made = [make_activity(id=str(n), published=f"2026-01-02T03:{n:02}:00Z") for n in range(12)]
    return [f"urn:uuid:{activity.uid}" for activity in reversed(made)]


@pytest.fixture
def wiki(team: Any) -> Provider:
    return Provider.objects.create(key="wiki", backend="git", name="Wiki", audience=team)


# --- addresses and headers ---


@pytest.mark.parametrize("url", ["/activity", "/activity/", "/plugins/servlet/streams"])
def test_both_addresses_serve_the_same_feed(as_bob: Api, activity: Activity, url: str) -> None:
    feed = parsed(as_bob.get(url))
    assert texts(feed, IDS) == [f"urn:uuid:{activity.uid}"]
    assert values(feed, "atom:link[@rel='self']/@href") == ["http://testserver/activity?os_authType=basic"]


def test_its_headers_are_the_original_s(as_bob: Api) -> None:
    response = as_bob.get(URL)
    assert response["Content-Type"] == "application/atom+xml;charset=UTF-8"
    assert response["Cache-Control"] == "no-cache, no-store, must-revalidate"
    assert response["Pragma"] == "no-cache"
    assert response["Expires"].endswith("1970 00:00:00 GMT")


@pytest.mark.parametrize("accept", ["application/json", "application/xml", "text/html", "nonsense", "image/png;q=1"])
def test_trap_accept_is_ignored_and_the_answer_is_always_atom(as_bob: Api, activity: Activity, accept: str) -> None:
    assert len(ids(as_bob, Accept=accept)) == 1


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_there_is_only_get(as_bob: Api, method: str) -> None:
    assert getattr(as_bob.client, method)(URL).status_code == 405


def test_an_unchanged_feed_is_304(as_bob: Api, activity: Activity) -> None:
    etag = as_bob.get(URL)["ETag"]
    response = as_bob.get(URL, If_None_Match=etag)
    assert (response.status_code, response["ETag"], response.content) == (304, etag, b"")


def test_a_cache_buster_does_not_spoil_the_304(as_bob: Api, activity: Activity) -> None:
    etag = as_bob.get(f"{URL}?_=1")["ETag"]
    assert as_bob.get(f"{URL}?_=2", If_None_Match=etag).status_code == 304


def test_an_edit_changes_the_etag(as_bob: Api, activity: Activity, make_activity: Any) -> None:
    etag = as_bob.get(URL)["ETag"]
    make_activity(title="Deployed again")
    assert as_bob.get(URL, If_None_Match=etag).status_code == 200


# --- maxResults ---


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 10),
        ("maxResults=3", 3),
        ("maxResults=0", 0),
        ("maxResults=-0", 0),
        ("maxResults=many", 10),
        ("maxResults=", 10),
        ("maxResults=2.5", 10),
        ("maxResults=%C2%B2", 10),
        ("maxResults=11&maxResults=3", 11),
        ("maxResults=1001", 12),
        ("maxResults=" + "9" * 5000, 12),
    ],
)
def test_max_results(as_bob: Api, many: list[str], query: str, count: int) -> None:
    assert ids(as_bob, query) == many[:count]


def test_more_than_a_thousand_are_never_shown_at_once(as_bob: Api, many: list[str], monkeypatch: Any) -> None:
    monkeypatch.setattr("streams.compat.feed.MAX_RESULTS", 5)
    assert ids(as_bob, "maxResults=1000000") == many[:5]


def test_bug_negative_max_results_is_a_readable_400_and_not_a_500(as_bob: Api) -> None:
    response = as_bob.get(f"{URL}?maxResults=-1")
    assert (response.status_code, response["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert response.content == b"maxResults: must not be negative\n"


def test_bug_a_reader_may_page_where_the_original_stops(as_bob: Api, many: list[str]) -> None:
    response = as_bob.get(f"{URL}?maxResults=5")
    url = response["Link"].split(">")[0].removeprefix("<http://testserver")
    rest = as_bob.get(url)
    assert texts(parsed(rest), IDS) == many[5:10]
    last = rest["Link"].split(">")[0].removeprefix("<http://testserver")
    assert texts(parsed(as_bob.get(last)), IDS) == many[10:]


def test_the_next_page_has_relative_links_as_well(as_bob: Api, many: list[str]) -> None:
    response = as_bob.get(f"{URL}?relativeLinks=true&maxResults=5")
    url = response["Link"].split(">")[0].removeprefix("<http://testserver")
    entry = parsed(as_bob.get(url)).find("{*}entry")
    assert values(entry, "atom:link[@rel='alternate']/@href")[0].startswith("/")


# --- sources ---


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("providers=source", 1),
        ("providers=wiki+source", 1),
        ("providers=wiki", 0),
        ("providers=nobody", 0),
        ("providers=Source", 0),
        ("providers=source&module=source", 1),
        ("providers=source&module=wiki", 0),
        ("providers=source&providers=wiki", 1),
        ("local=true", 1),
        ("local=nonsense", 1),
    ],
)
def test_sources_are_chosen(as_bob: Api, activity: Activity, wiki: Provider, query: str, count: int) -> None:
    assert len(ids(as_bob, query)) == count


# --- who asks ---


def test_nobody_sees_what_is_public(as_nobody: Api, make_activity: Any) -> None:

    make_activity(id="1")
    shown = make_activity(Audience.public(), id="2")
    assert ids(as_nobody) == [f"urn:uuid:{shown.uid}"]


def test_eve_does_not_see_the_team_s(as_eve: Api, activity: Activity) -> None:
    assert ids(as_eve) == []


def test_basic_credentials(as_nobody: Api, bob: User, activity: Activity) -> None:
    assert len(ids(as_nobody, "os_authType=basic", Authorization=basic("bob", "secret"))) == 1


@pytest.mark.parametrize("kind", ["basic", "any", "none", ""])
def test_bug_a_bearer_token_is_as_good_as_a_password(as_nobody: Api, bob: User, activity: Activity, kind: str) -> None:
    secret = AccessToken.issue(bob, "roadie", ["read"])[1]
    assert len(ids(as_nobody, f"os_authType={kind}", Authorization=f"Bearer {secret}")) == 1


def test_a_token_that_may_not_read_is_refused(as_nobody: Api, bob: User) -> None:
    secret = AccessToken.issue(bob, "deploys", ["publish"])[1]
    assert as_nobody.get(URL, Authorization=f"Bearer {secret}").status_code == 403


@pytest.mark.parametrize("header", ["", basic("bob", "wrong"), "Bearer as_wrong", "Nonsense"])
def test_credentials_that_were_demanded_and_are_missing_or_wrong(as_nobody: Api, bob: User, header: str) -> None:
    response = as_nobody.get(f"{URL}?os_authType=basic", **({"Authorization": header} if header else {}))
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == 'Basic realm="Activity Streams"'


@pytest.mark.parametrize("kind", ["any", "none", "nonsense"])
def test_credentials_are_not_demanded_otherwise(as_nobody: Api, db: None, kind: str) -> None:
    assert ids(as_nobody, f"os_authType={kind}") == []


def test_auth_only_shows_nobody_an_empty_feed_and_no_401(as_nobody: Api, as_bob: Api, activity: Activity) -> None:

    Activity.objects.update(audience=Audience.public())
    assert ids(as_nobody, "authOnly=TRUE") == []
    assert len(ids(as_nobody, "authOnly=false")) == len(ids(as_bob, "authOnly=true")) == 1


def test_a_password_in_the_address_is_neither_used_nor_repeated(as_nobody: Api, bob: User, activity: Activity) -> None:
    response = as_nobody.get(f"{URL}?os_username=bob&os_password=secret")
    assert texts(parsed(response), IDS) == []
    assert b"secret" not in response.content


# --- titles and links ---


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("", "Activity Streams"),
        ("title=", "Activity Streams"),
        ("title=undefined", "undefined"),
        ("title=A&title=B", "A"),
    ],
)
def test_the_title(as_bob: Api, query: str, title: str) -> None:
    assert texts(parsed(as_bob.get(f"{URL}?{query}")), "atom:title") == [title]


def test_the_self_link_is_the_query_without_what_changes_nothing(as_bob: Api, as_nobody: Api) -> None:
    query = "streams=key+IS+PAY&relativeLinks=true&maxResults=5&_=123"
    kept = "http://testserver/activity?streams=key+IS+PAY&maxResults=5"
    for api, expected in ((as_nobody, kept), (as_bob, f"{kept}&os_authType=basic")):
        feed = parsed(api.get(f"/plugins/servlet/streams?{query}"))
        assert texts(feed, "atom:id") == values(feed, "atom:link/@href") == [expected]


def test_relative_links_leave_the_server_s_name_out(as_bob: Api, make_activity: Any) -> None:
    title = 'See <a href="http://testserver/browse/PAY-1">PAY-1</a>'
    make_activity(url="http://testserver/browse/PAY-1", title=title)
    entry = parsed(as_bob.get(f"{URL}?relativeLinks=true")).find("{*}entry")
    assert values(entry, "atom:link[@rel='alternate']/@href") == ["/browse/PAY-1"]
    assert 'href="/browse/PAY-1"' in texts(entry, "atom:title")[0]
    assert values(entry, "atom:generator/@uri") == ["http://testserver"]
