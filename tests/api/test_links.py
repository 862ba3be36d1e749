"""People list the streams that they may use, and make and revoke their own feed links."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import timezone

from streams import linking
from streams.models import AccessToken, Activity, Audience, FeedLink, Stream
from tests.conftest import Api
from tests.feeds import FORMS, body, ids

STREAMS = "/api/v1/streams/"
URL = "/api/v1/streams/repository/links/"


@pytest.fixture
def stream(team: Audience) -> Stream:
    return Stream.objects.create(slug="repository", name="Our repository", audience=team, query="providers=source")


def path(url: str) -> str:
    return url.removeprefix("http://testserver")


def ask(api: Api, method: str, url: str) -> Any:
    return api.post(url, b"") if method == "post" else api.get(url)


def with_token(user: User, *scopes: str) -> Api:
    return Api(Authorization=f"Bearer {AccessToken.issue(user, 'ci', list(scopes))[1]}")


# --- streams ---


def test_a_reader_is_shown_the_streams_that_they_may_use(
    as_bob: Api, as_eve: Api, as_nobody: Api, eve: User, stream: Stream, activity: Activity
) -> None:
    Stream.objects.create(slug="eve", name="Eve's own", owner=eve, audience=Audience.of_person(eve))
    Stream.objects.create(slug="open", name="Open", audience=Audience.public())
    seen = {api: [item["slug"] for item in api.items(STREAMS)] for api in (as_bob, as_eve, as_nobody)}
    assert list(seen.values()) == [["open", "repository"], ["eve", "open"], ["open"]]


def test_each_has_the_addresses_of_its_forms(as_bob: Api, stream: Stream, activity: Activity) -> None:
    (item,) = as_bob.items(STREAMS)
    assert (item["slug"], item["name"], item["addresses"].keys()) == ("repository", "Our repository", FORMS.keys())
    for form, url in item["addresses"].items():
        assert ids(form, body(as_bob.get(path(url)))) == [f"urn:uuid:{activity.uid}"]


@pytest.mark.parametrize("count", [1, 20])
def test_the_list_costs_the_same_few_queries(
    as_bob: Api, team: Audience, django_assert_num_queries: Any, count: int
) -> None:
    for n in range(count):
        Stream.objects.create(slug=f"s{n}", name=f"S{n}", audience=team)
    as_bob.get(STREAMS)
    with django_assert_num_queries(3):
        assert len(as_bob.items(STREAMS)) == count


# --- links ---


def test_a_new_link_works_in_every_form(as_bob: Api, as_nobody: Api, stream: Stream, activity: Activity) -> None:
    response = as_bob.post(URL, b"")
    assert (response.status_code, response["Cache-Control"]) == (201, "no-store")
    assert response.json()["addresses"].keys() == FORMS.keys()
    for form, url in response.json()["addresses"].items():
        assert ids(form, body(as_nobody.get(path(url)))) == [f"urn:uuid:{activity.uid}"]


def test_its_secret_is_shown_once(as_bob: Api, stream: Stream) -> None:
    made = as_bob.post(URL, {}).json()
    listed = as_bob.get(URL)
    assert listed.json() == {"items": [{name: made[name] for name in ("id", "prefix", "created", "last_used")}]}
    assert made["addresses"]["atom"].split("/")[4] not in listed.content.decode()
    assert made["prefix"] in made["addresses"]["atom"]


def test_a_list_says_when_each_was_used(as_bob: Api, as_nobody: Api, stream: Stream) -> None:
    as_nobody.get(path(as_bob.post(URL, b"").json()["addresses"]["atom"]))
    assert as_bob.items(URL)[0]["last_used"].endswith("Z")


def test_a_revoked_link_stops_at_once_and_is_listed_no_more(as_bob: Api, as_nobody: Api, stream: Stream) -> None:
    made = as_bob.post(URL, b"").json()
    address = path(made["addresses"]["atom"])
    assert as_nobody.get(address).status_code == 200
    assert as_bob.delete(f"{URL}{made['id']}/").status_code == 204
    assert as_nobody.get(address).status_code == 404
    assert as_bob.items(URL) == []
    assert as_bob.delete(f"{URL}{made['id']}/").status_code == 404


@pytest.mark.parametrize("change", ["inactive", "left the team"])
def test_who_loses_the_account_or_the_stream_loses_the_links(
    as_bob: Api, bob: User, as_nobody: Api, stream: Stream, change: str
) -> None:
    address = path(as_bob.post(URL, b"").json()["addresses"]["atom"])
    if change == "inactive":
        User.objects.filter(pk=bob.pk).update(is_active=False)
    else:
        bob.groups.clear()
    assert as_nobody.get(address).status_code == 404


def test_a_link_is_its_maker_s_alone(as_bob: Api, as_alice: Api, alice: User, stream: Stream) -> None:
    Stream.objects.update(owner=alice)
    made = as_bob.post(URL, b"").json()
    assert as_alice.items(URL) == []
    foreign, missing = as_alice.delete(f"{URL}{made['id']}/"), as_alice.delete(f"{URL}{made['id'] + 1}/")
    assert (foreign.status_code, foreign.content) == (missing.status_code, missing.content) == (404, missing.content)
    assert FeedLink.objects.get().revoked is None


def test_a_link_is_of_its_stream_alone(as_bob: Api, stream: Stream, team: Audience) -> None:
    Stream.objects.create(slug="other", name="Other", audience=team)
    made = as_bob.post(URL, b"").json()
    assert as_bob.items("/api/v1/streams/other/links/") == []
    assert as_bob.delete(f"/api/v1/streams/other/links/{made['id']}/").status_code == 404


@pytest.mark.parametrize("number", ["0", "x", "-1", "9" * 30, "²", "%00"])
def test_what_is_no_link_is_not_found(as_bob: Api, stream: Stream, number: str) -> None:
    response = as_bob.delete(f"{URL}{number}/")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("method", ["get", "post"])
def test_hidden_and_missing_streams_are_404_alike(as_eve: Api, stream: Stream, method: str) -> None:
    hidden, missing = (ask(as_eve, method, url) for url in (URL, URL.replace("repository", "no-such")))
    assert (hidden.status_code, hidden.content) == (missing.status_code, missing.content) == (404, missing.content)
    assert not FeedLink.objects.exists()


def test_there_is_an_end_to_one_person_s_links_but_not_to_the_others(
    as_bob: Api, as_alice: Api, alice: User, stream: Stream, monkeypatch: Any
) -> None:
    monkeypatch.setattr(linking, "MAX_LINKS", 2)
    Stream.objects.update(owner=alice)
    first, _ = as_bob.post(URL, b""), as_bob.post(URL, b"")
    refused = as_bob.post(URL, b"")
    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_links")
    assert "2 links" in refused.json()["detail"]
    assert as_alice.post(URL, b"").status_code == 201
    as_bob.delete(f"{URL}{first.json()['id']}/")
    assert as_bob.post(URL, b"").status_code == 201


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_not_pass_the_end(stream: Stream, bob: User, monkeypatch: Any) -> None:
    monkeypatch.setattr(linking, "MAX_LINKS", 1)
    made: list[str] = []
    ready = threading.Barrier(2)

    def one() -> None:
        ready.wait(5)
        with suppress(linking.TooManyLinks):
            made.append(linking.make(stream, bob)[1])
        connection.close()

    threads = [threading.Thread(target=one) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == FeedLink.objects.count() == 1


# --- who may ---


def test_nobody_has_no_links(as_nobody: Api, stream: Stream) -> None:
    Stream.objects.update(audience=Audience.public())
    assert as_nobody.get(URL).status_code == as_nobody.post(URL, b"").status_code == 401


@pytest.mark.parametrize(
    ("scopes", "listed", "made"),
    [(["read"], 200, 403), (["link"], 403, 201), (["read", "link"], 200, 201), (["publish", "act", "embed"], 403, 403)],
)
def test_a_token_that_may_only_read_makes_no_link_that_outlives_it(
    bob: User, stream: Stream, scopes: list[str], listed: int, made: int
) -> None:
    api = with_token(bob, *scopes)
    assert (api.get(URL).status_code, api.post(URL, b"").status_code) == (listed, made)
    assert api.delete(f"{URL}0/").status_code == (404 if made == 201 else 403)


def test_a_page_elsewhere_cannot_make_one_with_a_person_s_cookie(bob: User, stream: Stream) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(bob)
    assert client.post(URL).status_code == client.delete(f"{URL}1/").status_code == 403
    assert not FeedLink.objects.exists()


# --- strictly ---


@pytest.mark.parametrize("url", [STREAMS, URL])
def test_an_unknown_parameter_is_named(as_bob: Api, stream: Stream, url: str) -> None:
    assert as_bob.get(f"{url}?colour=red").json()["errors"][0]["field"] == "colour"


@pytest.mark.parametrize("sent", [{"name": "phone"}, [], 5])
def test_a_link_has_nothing_to_be_set(as_bob: Api, stream: Stream, sent: Any) -> None:
    response = as_bob.post(URL, sent)
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert not FeedLink.objects.exists()


def test_a_link_of_somebody_whose_revocation_was_long_ago_stays_revoked(as_bob: Api, stream: Stream) -> None:
    number = as_bob.post(URL, b"").json()["id"]
    FeedLink.objects.update(revoked=timezone.now())
    before = FeedLink.objects.get().revoked
    assert as_bob.delete(f"{URL}{number}/").status_code == 404
    assert FeedLink.objects.get().revoked == before
