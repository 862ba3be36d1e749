"""The forms of a page: how one is chosen, and what each of them holds."""

from __future__ import annotations

from typing import Any

import pytest

from streams.models import Activity, Version
from tests.conftest import Api
from tests.feeds import ANA, COMMENTED, FORMS, ISSUE, PAGES, RESOLVED, body, ids, parsed, texts, values

URL = "/api/v1/activities"


# --- choosing a form ---


@pytest.mark.parametrize("form", FORMS)
def test_a_form_is_chosen_by_suffix_by_parameter_or_by_accept(as_bob: Api, many: list[str], form: str) -> None:
    by_suffix = as_bob.get(f"{URL}.{form}")
    by_name = as_bob.get(f"{URL}/?format={form}")
    by_accept = as_bob.get(f"{URL}/", Accept=FORMS[form])
    for response in (by_suffix, by_name, by_accept):
        assert response["Content-Type"].split(";")[0] == FORMS[form]
        assert ids(form, body(response)) == many
        assert {"Accept", "Authorization", "Cookie"} <= set(response["Vary"].split(", "))


@pytest.mark.parametrize("accept", ["*/*", "application/*", "text/html, */*;q=0.1", ""])
def test_json_is_what_everybody_else_gets(as_bob: Api, accept: str) -> None:
    assert as_bob.get(f"{URL}/", Accept=accept)["Content-Type"] == "application/json"


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("application/activity+json, application/json;q=0.9", "as2"),
        ("application/feed+json, application/json;q=0.8", "jsonfeed"),
        ("application/rss+xml, application/atom+xml;q=0.6", "rss"),
        ("text/csv, application/json;q=0.5", "csv"),
        ("application/json;q=0.5, text/csv", "csv"),
        ("application/json; q=0.1, */*", "atom"),
        ("application/json;q=0, application/atom+xml", "atom"),
        ("application/json;q=0, */*;q=0.1", "atom"),
        # As much wanted: what is named more exactly, then what is named first, then what we name first.
        ("*/*, application/rss+xml", "rss"),
        ("application/*, text/csv", "csv"),
        ("application/rss+xml, application/atom+xml, application/json", "rss"),
        ("text/*, application/*", "csv"),
        ("image/png, application/*;q=0.2", "json"),
        # What no form knows about itself, such as a charset, does not matter; capitals do not, either.
        ("application/atom+xml;type=feed;charset=utf-8", "atom"),
        ("Application/RSS+XML; Q=0.9, application/json; q=0.8", "rss"),
        # What is no quality, or nothing at all.
        ("application/rss+xml;q=much, application/json;q=0.9", "rss"),
        (", ,", "json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8", "json"),
        # More than anybody means.
        (f"application/rss+xml, {'x/y, ' * 500}application/json", "rss"),
    ],
)
def test_the_form_that_is_wanted_most_is_given(as_bob: Api, many: list[str], accept: str, form: str) -> None:
    response = as_bob.get(f"{URL}/", Accept=accept)
    assert response["Content-Type"].split(";")[0] == FORMS[form]
    assert ids(form, body(response)) == many


def test_the_other_name_of_activity_streams_2(as_bob: Api, many: list[str]) -> None:
    name = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'
    response = as_bob.get(f"{URL}/", Accept=name)
    assert response["Content-Type"] == name
    assert ids("as2", body(response)) == many


@pytest.mark.parametrize(
    ("url", "accept", "status"),
    [
        (f"{URL}.pdf", "*/*", 404),
        (f"{URL}/?format=pdf", "*/*", 400),
        (f"{URL}/", "image/png", 406),
        (f"{URL}/", "application/ld+json", 406),
        (f"{URL}/", "application/json;q=0", 406),
        (f"{URL}/", "text/*;q=0.0, */*;q=0", 406),
        (f"{URL}/", "application/json;charset*=none'en'x", 406),
    ],
)
def test_a_form_that_there_is_not(as_bob: Api, url: str, accept: str, status: int) -> None:
    response = as_bob.get(url, Accept=accept)
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")


@pytest.mark.parametrize("form", FORMS)
def test_errors_are_problem_documents_in_every_form(as_bob: Api, form: str) -> None:
    response = as_bob.get(f"{URL}.{form}?limit=none")
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert response.json()["errors"][0]["field"] == "limit"


# --- what they share ---


@pytest.mark.parametrize("form", FORMS)
def test_an_unchanged_page_is_304_in_every_form(as_bob: Api, many: list[str], form: str) -> None:
    etag = as_bob.get(f"{URL}.{form}")["ETag"]
    assert as_bob.get(f"{URL}.{form}", If_None_Match=etag).status_code == 304


@pytest.mark.parametrize("form", FORMS)
def test_an_edit_and_a_removal_change_the_etag_of_every_form(
    as_bob: Api, many: list[str], make_activity: Any, form: str
) -> None:
    etag = as_bob.get(f"{URL}.{form}")["ETag"]
    make_activity(id="3", title="Changed", published="2026-01-02T03:01:00Z")
    changed = as_bob.get(f"{URL}.{form}", If_None_Match=etag)
    Activity.objects.filter(foreign_id="3").delete()
    Version.bump()
    removed = as_bob.get(f"{URL}.{form}", If_None_Match=changed["ETag"])
    assert (changed.status_code, removed.status_code) == (200, 200)


def test_one_form_s_etag_means_nothing_for_another(as_bob: Api, many: list[str]) -> None:
    etags = {as_bob.get(f"{URL}/", Accept=accept)["ETag"] for accept in FORMS.values()}
    assert len(etags) == len(FORMS)


@pytest.mark.parametrize("form", FORMS)
def test_eve_sees_nothing_of_the_team_s_in_any_form(as_eve: Api, many: list[str], form: str) -> None:
    text = body(as_eve.get(f"{URL}.{form}"))
    assert ids(form, text) == []
    assert b"payments" not in text


@pytest.mark.parametrize("form", PAGES)
def test_pages_lead_on_to_the_last_one(as_bob: Api, many: list[str], form: str) -> None:
    url, seen = f"{URL}.{form}?limit=3", []
    while url:
        response = as_bob.get(url)
        seen += ids(form, body(response))
        url = response.get("Link", "").partition(">")[0].removeprefix("<http://testserver")
    assert seen == many


@pytest.mark.parametrize(("form", "most"), [(form, 12) for form in PAGES])
def test_a_page_costs_the_same_few_queries_however_long(
    as_bob: Api, many: list[str], django_assert_max_num_queries: Any, form: str, most: int
) -> None:
    as_bob.get(f"{URL}.{form}")
    with django_assert_max_num_queries(most):
        as_bob.get(f"{URL}.{form}?limit=7")


# --- Atom and RSS of our own door ---


def test_atom_names_its_next_page(as_bob: Api, many: list[str]) -> None:
    response = as_bob.get(f"{URL}.atom?limit=3")
    (url,) = values(parsed(response), "atom:link[@rel='next']/@href")
    assert f"<{url}>" in response["Link"]


def test_every_page_of_an_atom_feed_has_the_id_of_the_feed(as_bob: Api, many: list[str]) -> None:
    first = parsed(as_bob.get(f"{URL}.atom?limit=3&providers=source"))
    (url,) = values(first, "atom:link[@rel='next']/@href")
    second = parsed(as_bob.get(url.removeprefix("http://testserver")))
    assert (
        texts(first, "atom:id") == texts(second, "atom:id") == ["http://testserver/api/v1/activities/?providers=source"]
    )


def test_rss_names_its_next_page_and_who_it_was(as_bob: Api, many: list[str], make_activity: Any) -> None:
    channel = parsed(as_bob.get(f"{URL}.rss?limit=3")).find("channel")
    assert len(values(channel, "atom:link[@rel='next']/@href")) == 1
    assert [item.findtext("{http://purl.org/dc/elements/1.1/}creator") for item in channel.iter("item")] == [
        "Ana Ruiz"
    ] * 3


# --- JSON Feed 1.1 ---


def test_json_feed_is_complete(as_bob: Api, make_activity: Any) -> None:
    activity = make_activity(**COMMENTED)
    feed = as_bob.get(f"{URL}.jsonfeed").json()
    assert (feed["version"], feed["feed_url"]) == (
        "https://jsonfeed.org/version/1.1",
        f"http://testserver{URL}.jsonfeed",
    )
    (item,) = feed["items"]
    assert item["id"] == f"urn:uuid:{activity.uid}"
    assert item["content_html"] == COMMENTED["content"]
    assert item["authors"] == [{"name": "Ana Ruiz", "url": ANA["url"], "avatar": ANA["image"]["url"]}]
    assert item["tags"] == ["comment"]
    assert item["date_published"] == "2026-01-02T03:05:05.000Z"


def test_each_json_feed_item_has_a_content_as_the_format_demands(as_bob: Api, make_activity: Any) -> None:
    make_activity(**RESOLVED)
    assert "PAY-42" in as_bob.get(f"{URL}.jsonfeed").json()["items"][0]["content_html"]


def test_json_feed_names_its_next_page(as_bob: Api, many: list[str]) -> None:
    assert "cursor=" in as_bob.get(f"{URL}.jsonfeed?limit=3").json()["next_url"]


# --- Activity Streams 2.0 ---


def test_a_collection_holds_its_first_page_and_that_leads_on(as_bob: Api, many: list[str]) -> None:
    collection = as_bob.get(f"{URL}.as2?limit=3").json()
    page = collection["first"]
    following = as_bob.get(page["next"].removeprefix("http://testserver")).json()
    assert (collection["type"], page["type"], following["type"]) == (
        "OrderedCollection", "OrderedCollectionPage", "OrderedCollectionPage",
    )  # fmt: skip
    assert collection["@context"][0] == following["@context"][0] == "https://www.w3.org/ns/activitystreams"
    assert collection["id"] == page["partOf"] == following["partOf"]


def test_a_comment_creates_a_note(as_bob: Api, make_activity: Any) -> None:
    make_activity(**COMMENTED)
    (item,) = as_bob.get(f"{URL}.as2").json()["first"]["orderedItems"]
    assert (item["type"], item["object"]["type"], item["actor"]["type"]) == ("Create", "Note", "Person")
    assert (item["target"]["name"], item["target"]["url"]) == ("PAY-42", ISSUE["url"])


def test_what_the_vocabulary_has_no_word_for_keeps_its_own(as_bob: Api, make_activity: Any) -> None:
    make_activity(**RESOLVED)
    (item,) = as_bob.get(f"{URL}.as2").json()["first"]["orderedItems"]
    assert (item["type"], item["object"]["type"]) == ("Activity", "Object")
    assert item["as1:verb"].endswith("verbs/jira/resolve")
    assert item["object"]["as1:object-type"].endswith("types/issue")
