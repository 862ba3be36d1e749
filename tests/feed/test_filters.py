"""Filters at the door: what they find, how they are refused, and that nobody learns from them what is hidden."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.contrib.auth.models import User

from streams.feed import page as pages
from streams.feed import query
from streams.feed.catalogue import catalogue
from streams.feed.grammar import Condition, Filter
from streams.feed.page import Feed
from streams.models import Activity, Audience, Provider, Viewer
from tests.conftest import Api
from tests.documents import make_document
from tests.feed.test_query import walk

URL = "/api/v1/activities/"


def ask(api: Api, *filters: str, **parameters: str) -> Any:
    return api.get(f"{URL}?{urlencode([*parameters.items(), *[('streams', one) for one in filters]])}")


def found(api: Api, *filters: str, **parameters: str) -> list[str]:
    """What the items that match are called."""
    response = ask(api, *filters, **parameters)
    assert response.status_code == 200, response.content
    return [item["title_html"] for item in response.json()["items"]]


@pytest.fixture
def stored(make_activity: Any) -> None:
    issue = {"objectType": "issue", "id": "https://i.example/PAY-42", "displayName": "PAY-42"}
    make_activity(id="1", title="Import fails", object=issue, project="PAY", verb="resolve", categories=["bug", "ui"])
    make_activity(id="2", title="Pushed", actor={"id": "evans_ye"}, object={"objectType": "changeset", "id": "a74e"})
    make_activity(id="3", title="Bumped", actor={"id": "renovate[bot]"}, project="OPS", object=None)
    make_activity(id="4", title="Bob did it", actor={"id": "bob"}, target={"url": "OPS-7"}, categories=["Straße"])


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ("user IS ana", ["Import fails"]),
        (r"user IS evans\_ye bob", ["Bob did it", "Pushed"]),
        ("user IS evans_ye", []),
        ("user NOT ana bob", ["Bumped", "Pushed"]),
        ("key IS PAY OR OPS", ["Bumped", "Import fails"]),
        ("key NOT PAY", ["Bob did it", "Bumped", "Pushed"]),
        ("issue-key IS pay-42", ["Import fails"]),
        ("issue-key IS OPS-7 PAY-42", ["Bob did it", "Import fails"]),
        ("issue-key NOT PAY-42", ["Bob did it", "Bumped", "Pushed"]),
        ("category IS ui nothing", ["Import fails"]),
        ("category NOT bug", ["Bob did it", "Bumped", "Pushed"]),
        ("category IS Straße", ["Bob did it"]),
        ("text CONTAINS IMPORT_fails", ["Import fails"]),
        ("text CONTAINS pay-42 bumped", ["Bumped", "Import fails"]),
        ("text DOES_NOT_CONTAIN pushed bumped", ["Bob did it", "Import fails"]),
        ("bots IS no", ["Bob did it", "Pushed", "Import fails"]),
        ("bots NOT no", ["Bumped"]),
        ("mine IS yes", ["Bob did it"]),
        ("mine NOT yes", ["Bumped", "Pushed", "Import fails"]),
        ("mine IS perhaps", []),
    ],
)
def test_each_option_finds_what_it_says(stored: None, as_bob: Api, asked: str, titles: list[str]) -> None:
    assert found(as_bob, asked) == titles


def test_nothing_is_nobody_s_own(stored: None, as_nobody: Api, make_activity: Any) -> None:
    make_activity(id="5", title="Open", audience=Audience.public())
    assert found(as_nobody, "mine IS yes") == []
    assert found(as_nobody, "mine IS no") == ["Open"]


def test_different_options_are_anded_and_equal_ones_united(stored: None, as_bob: Api) -> None:
    assert found(as_bob, "user IS ana", "user IS bob") == ["Bob did it", "Import fails"]
    assert found(as_bob, "user IS ana bob", "user NOT bob") == ["Import fails"]
    assert found(as_bob, "user IS ana bob", "key IS PAY") == ["Import fails"]


def test_an_activity_filter_of_a_source_asks_for_its_kinds(stored: None, as_bob: Api) -> None:
    assert found(as_bob, source="activity IS issue:resolve changeset:post") == ["Pushed", "Import fails"]
    assert found(as_bob, source="activity NOT issue:resolve") == ["Bob did it", "Bumped", "Pushed"]
    assert found(as_bob, source="activity IS NOT *") == []


def test_a_filter_of_one_source_leaves_the_others_alone(stored: None, as_bob: Api, as_alice: Api) -> None:
    as_bob.post(
        URL,
        {"id": "https://x.example/1", "title": "Posted", "generator": {"id": "https://x.example", "displayName": "X"}},
    )
    assert found(as_bob, source="activity IS nothing:ever") == ["Posted"]
    assert found(as_bob, thirdparty="provider_name IS https://x.example@X", providers="thirdparty") == ["Posted"]
    assert found(as_bob, thirdparty="provider_name NOT https://x.example@X", providers="thirdparty") == []


def test_only_unknown_sources_are_an_empty_page_with_a_warning(stored: None, as_bob: Api) -> None:
    response = ask(as_bob, providers="nowhere")
    assert response.json()["items"] == []
    assert response.json()["warnings"][0]["code"] == "unknown_source"
    assert response["X-Streams-Warning"] == "providers; unknown_source; 0"


@pytest.mark.parametrize(
    ("parameter", "value", "position"),
    [
        ("streams", "user is ana", 5),
        ("streams", "colour IS red", 0),
        ("source", "activity IS", 0),
        ("issus", "a IS b", None),
    ],
)
def test_the_strict_door_names_parameter_and_position(
    activity: Activity, as_bob: Api, parameter: str, value: str, position: int | None
) -> None:
    response = as_bob.get(f"{URL}?{parameter}={quote(value)}")
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    (error,) = response.json()["errors"]
    assert (error["field"], error["position"]) == (parameter, position)


def test_the_next_page_keeps_the_filter(stored: None, as_bob: Api) -> None:
    page = ask(as_bob, "bots IS no", limit="1").json()
    assert [item["title_html"] for item in as_bob.items(page["next"])] == ["Pushed"]


@pytest.mark.parametrize("asked", ["user IS ana", "text CONTAINS import", "mine IS no"])
def test_an_unchanged_filtered_page_is_304_however_its_spaces_are_written(
    stored: None, as_bob: Api, asked: str
) -> None:
    etag = ask(as_bob, asked)["ETag"]
    assert as_bob.get(f"{URL}?streams={quote(asked)}", If_None_Match=etag).status_code == 304


def test_another_filter_is_another_page(stored: None, as_bob: Api) -> None:
    etag = ask(as_bob, "user IS ana")["ETag"]
    assert as_bob.get(f"{URL}?streams=user+IS+bob", If_None_Match=etag).status_code == 200
    assert as_bob.get(URL, If_None_Match=etag).status_code == 200


@pytest.mark.parametrize("values", [1, 10])
def test_a_filtered_page_costs_the_same_few_queries(
    stored: None, viewer_bob: Viewer, values: int, django_assert_num_queries: Any
) -> None:
    names = tuple(f"person{number}" for number in range(values))
    wanted = Filter((Condition("streams", "user", "IS", (*names, "ana")), Condition("streams", "bots", "IS", ("no",))))
    Feed(viewer_bob, 20).json(None)
    # And the version, past Django's cursors.
    with django_assert_num_queries(2):
        assert b"Import fails" in Feed(viewer_bob, 20, filter=wanted).json(None)


def test_pages_neither_skip_nor_repeat_while_rows_arrive(
    viewer_bob: Viewer, make_activity: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(query, "BUDGET", 4)
    made = [
        make_activity(id=str(n), title="Old" if n % 3 else "New", published=f"2026-11-01T10:{n:02}:00Z")
        for n in range(30)
    ]
    wanted = Filter((Condition("streams", "text", "CONTAINS", ("old",)),))
    read = query.read

    def read_while_writing(*args: Any) -> Any:
        result = read(*args)
        make_activity(id=f"late {Activity.objects.count()}", title="Old")
        return result

    monkeypatch.setattr("streams.feed.page.read", read_while_writing)
    assert walk(viewer_bob, wanted, 3) == [one.pk for one in reversed(made) if one.title == "Old"]


def test_a_page_may_be_empty_and_go_on(viewer_bob: Viewer, make_activity: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(query, "BUDGET", 4)
    for number in range(10):
        make_activity(id=str(number))
    feed = Feed(viewer_bob, 3, filter=Filter((Condition("streams", "text", "CONTAINS", ("nothing",)),)))
    assert (feed.activities, bool(feed.next_cursor)) == ((), True)


def test_the_catalogue_has_what_its_reader_may_know(
    stored: None, viewer_bob: Viewer, eve: User, provider: Provider
) -> None:
    standard, source = catalogue(viewer_bob)
    projects = next(option.values for option in standard.options if option.key == "key")
    assert projects == {"OPS": "OPS", "PAY": "PAY"}
    assert (source.key, source.name, source.alias) == ("source", "Repository", None)
    assert source.options[0].values == {
        ":post": "post",
        "changeset:post": "post changeset",
        "file:post": "post file",
        "changeset:push": "push changeset",
        "issue:resolve": "resolve issue",
    }
    (only,) = catalogue(Viewer.of(eve))
    assert next(option.values for option in only.options if option.key == "key") == {}


def test_an_application_that_posted_can_be_chosen_by_its_name(as_bob: Api, bob: User) -> None:
    as_bob.post(
        URL, {"id": "https://x.example/1", "title": "T", "generator": {"id": "https://x.example", "displayName": "X"}}
    )
    source = catalogue(Viewer.of(bob))[1]
    assert (source.key, source.alias) == ("thirdparty", "provider_name")
    assert source.options[1].values == {"https://x.example@X": "X"}


@pytest.mark.django_db(transaction=True)
def test_the_catalogue_costs_a_few_queries_and_none_the_second_time(
    stored: None, viewer_bob: Viewer, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(6):
        catalogue(viewer_bob)
    with django_assert_max_num_queries(1):
        catalogue(viewer_bob)


@pytest.mark.parametrize(
    "filters",
    [
        ["provider_name IS " + "@" * 3000],
        ["provider_name IS " + "x@" * 1500],
        ["provider_name NOT " + " ".join(f"{n}@{m}" for m in range(100)) for n in range(20)],
    ],
)
def test_a_filter_by_as_many_applications_as_fit_into_an_address(stored: None, as_bob: Api, filters: list[str]) -> None:
    for door in ("/api/v1/activities/", "/activity", "/api/v1/activities.csv"):
        assert as_bob.client.get(door, {"source": filters}).status_code == 200


def test_an_application_may_have_an_at_sign_in_each_half(as_alice: Api, as_bob: Api) -> None:
    as_alice.post("/api/v1/activities/", make_document(generator={"id": "https://x.example/@a", "displayName": "b@c"}))
    for name, shown in [("https://x.example/@a@b@c", 1), ("b@c", 1), ("https://x.example/@a", 1), ("a@b@c", 0)]:
        assert len(found(as_bob, thirdparty=f"provider_name IS {name}")) == shown


def test_the_largest_filter_is_answered(stored: None, as_bob: Api) -> None:
    """Twenty filters with a hundred values each, which is what is read at most."""
    many = " ".join(f"v{number}" for number in range(100))
    pairs = " ".join(str(1_600_000_000_000 + number * 1000) for number in range(98))
    dates = [f"update-date BETWEEN {pairs} 1 9000000000000"] * 5
    texts = [f"text DOES_NOT_CONTAIN {many}"] * 5
    asked = [f"user IS ana bob {' '.join(f'x{n}' for n in range(18))}", f"category NOT {many}", f"key NOT {many}"]
    assert ask(as_bob, *asked, *texts, *dates).status_code == 200
    assert ask(as_bob, *[f"update-date AFTER {n}" for n in range(30)], *dates).status_code == 400


def test_everything_can_be_walked_through_in_bounded_memory(stored: None, viewer_bob: Viewer, monkeypatch: Any) -> None:
    monkeypatch.setattr(query, "BUDGET", 1)
    wanted = Filter((Condition("streams", "bots", "IS", ("no",)),))
    assert len(list(pages.walk(viewer_bob, wanted, 1))) == 3
    assert len(list(pages.walk(viewer_bob, wanted, 1, pages=2))) < 3


def test_a_person_with_very_many_groups_reads_all_of_it(bob: User, make_activity: Any) -> None:
    audiences = [Audience.objects.create(kind=Audience.Kind.GROUP) for _ in range(150)]
    made = [make_activity(audience=one, id=str(one.pk)).pk for one in audiences[::10]]
    viewer = Viewer(bob, frozenset(one.pk for one in audiences))
    assert walk(viewer, Filter(), 4) == made[::-1]
    assert walk(viewer, Filter((Condition("streams", "user", "IS", ("ana", "jun")),)), 4) == made[::-1]
