"""How a page asks for a gadget to look, in our words and in the original's."""

import json
from typing import Any
from urllib.parse import parse_qsl

import pytest
from django.http import QueryDict

from gadget import preferences
from gadget.models import Gadget
from gadget.preferences import Preferences
from streams.models import Activity
from tests.conftest import Api

# The original's names and defaults (contract.md §7.1).
DEFAULTS = {
    "up_isConfigured": "true",
    "up_isReallyConfigured": "false",
    "up_title": "Activity Stream",
    "up_titleRequired": "true",
    "up_numofentries": "10",
    "up_refresh": "false",
    "up_maxProviderLabelCharacters": "50",
    "up_rules": "",
    "up_renderingContext": "",
    "up_keys": "",
    "up_itemKeys": "",
    "up_username": "",
}


def read(**query: str) -> Preferences:
    address = QueryDict(mutable=True)
    address.update(query)
    return preferences.read(address)


def filters(**query: str) -> list[tuple[str, str]]:
    return parse_qsl(read(**query).filter)


def rules(*some: Any, provider: str = "streams") -> str:
    return json.dumps({"providers": [{"provider": provider, "rules": list(some)}]})


def test_an_address_of_the_original_is_understood_whole() -> None:
    assert read(**DEFAULTS) == Preferences(heading="Activity Stream", limit=10)


def test_an_address_that_says_nothing_asks_for_nothing() -> None:
    assert read() == Preferences()
    assert read().more == []


@pytest.mark.parametrize(
    ("query", "name", "value"),
    [
        ({"up_title": "Payments"}, "heading", "Payments"),
        ({"heading": "Ours", "up_title": "Theirs"}, "heading", "Ours"),
        ({"up_numofentries": "25"}, "limit", 25),
        ({"limit": "5", "up_numofentries": "25"}, "limit", 5),
        ({"up_refresh": "15"}, "poll", "900"),
        ({"up_refresh": "live"}, "poll", "live"),
        ({"poll": "60"}, "poll", "60"),
        ({"poll": "live", "up_refresh": "15"}, "poll", "live"),
        ({"poll": "never"}, "poll", "never"),
        ({"view": "wallboard"}, "view", "wallboard"),
        ({"up_renderingContext": "projectTab"}, "view", "project"),
        ({"view": "issueTab"}, "view", "issue"),
        ({"layout": "list"}, "layout", "list"),
        ({"density": "compact"}, "density", "compact"),
        ({"bursts": "off"}, "bursts", "off"),
        ({"times": "absolute"}, "times", "absolute"),
        ({"theme": "inherit"}, "theme", "inherit"),
    ],
)
def test_what_is_known_is_taken(query: dict[str, str], name: str, value: Any) -> None:
    assert getattr(read(**query), name) == value


@pytest.mark.parametrize("name", ["up_numofentries", "limit"])
@pytest.mark.parametrize("text", ["", "0", "-3", "1.5", "many", "²", "99999999999999999999"])
def test_a_limit_that_is_none_is_as_if_not_there(name: str, text: str) -> None:
    assert read(**{name: text}).limit == 0


@pytest.mark.parametrize(
    ("name", "text"),
    [("poll", "often"), ("poll", "-1"), ("poll", "1e9"), ("up_refresh", "true"), ("view", "cinema"), ("layout", "x")],
)
def test_what_is_not_known_falls_back(name: str, text: str) -> None:
    assert read(**{name: text}) == Preferences()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"project": "PAY"}, ["key IS PAY"]),
        ({"user": "evans_ye"}, [r"user IS evans\_ye"]),
        ({"user": "Ana Ruiz"}, ["user IS Ana_Ruiz"]),
        ({"issue": "PAY-42"}, ["issue-key IS PAY-42"]),
        ({"project": "PAY", "user": "ana"}, ["key IS PAY", "user IS ana"]),
        ({"up_keys": "PAY, OPS"}, ["key IS PAY OPS"]),
        ({"up_keys": "__all_projects__"}, []),
        ({"up_itemKeys": "PAY-1,PAY-2"}, ["issue-key IS PAY-1 PAY-2"]),
        # Escaped there already (contract.md §2.2).
        ({"up_username": r"evans\_ye"}, [r"user IS evans\_ye"]),
        ({"streams": "key NOT PAY"}, ["key NOT PAY"]),
        ({"project": "  "}, []),
    ],
)
def test_a_view_of_one_thing_is_a_filter(query: dict[str, str], found: list[str]) -> None:
    assert filters(**query) == [("streams", value) for value in found]


def test_of_several_choices_of_sources_the_first_counts_and_the_api_takes_the_filter(as_nobody: Api) -> None:
    Gadget.objects.create(slug="team", title="Team")
    found = preferences.read(QueryDict("providers=wiki&streams=key+IS+PAY&providers=source")).filter
    assert parse_qsl(found) == [("streams", "key IS PAY"), ("providers", "wiki")]
    assert as_nobody.get(f"/api/v1/gadgets/team/activities/?{found}").status_code == 200


def test_rules_of_the_original_are_filters() -> None:
    some = rules(
        {"rule": "key", "operator": "is", "value": ["PAY", "OPS"]}, {"rule": "user", "operator": "not", "value": "bot"}
    )
    assert filters(up_rules=some) == [("streams", "key IS PAY OPS"), ("streams", "user NOT bot")]


@pytest.mark.parametrize(
    "text",
    [
        "rubbish",
        "[]",
        "null",
        "7",
        '{"providers": 7}',
        '{"providers": [{"provider": "streams"}]}',
        rules({"rule": "colour", "operator": "is", "value": "red"}),
        rules({"rule": "key", "operator": "smells of", "value": "PAY"}),
        rules({"rule": "update-date", "operator": "after", "value": "Tuesday"}),
        "[" * 100_000,
    ],
)
def test_rules_that_are_none_are_dropped(text: str) -> None:
    assert filters(up_rules=text) == []


def test_so_many_filters_and_no_more() -> None:
    many = rules(*[{"rule": "key", "operator": "is", "value": f"P{n}"} for n in range(50)])
    assert len(filters(up_rules=many)) == 20


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query", [{"project": "PAY"}, {"user": r"a\b c_d"}, {"issue": "&limit=1"}, {"user": "x" * 500}]
)
def test_the_api_takes_every_filter_that_comes_of_an_address(as_bob: Api, query: dict[str, str]) -> None:
    Gadget.objects.create(slug="team", title="Team activity")
    assert as_bob.get(f"/api/v1/gadgets/team/activities/?{read(**query).filter}").status_code == 200


@pytest.mark.django_db
def test_a_view_of_one_person_shows_what_is_theirs(as_bob: Api, make_activity: Any, activity: Activity) -> None:
    Gadget.objects.create(slug="team", title="Team activity")
    theirs = make_activity(id="theirs", actor={"id": "evans_ye"})
    found = as_bob.items(f"/api/v1/gadgets/team/activities/?{read(user='evans_ye').filter}")
    assert [item["id"] for item in found] == [str(theirs.uid)]


@pytest.mark.django_db
def test_the_page_wears_what_was_asked_for(as_nobody: Api) -> None:
    Gadget.objects.create(slug="team", title="Team activity")
    page = as_nobody.get('/embed/team/?view=wallboard&project=PAY&poll=live&layout="onload=').content.decode()
    assert 'view="wallboard" poll="live" filter="streams=key+IS+PAY"' in page
    assert "onload" not in page
    assert 'heading="Team activity"' in page
