"""What only one source can be filtered by: its backend declares it, and every form and door knows it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest

from streams.models import Audience, Provider, Stream, Version
from streams.providers.base import FilterOption, ProviderBackend
from tests.conftest import Api

URL = "/api/v1/activities/"


class Builds(ProviderBackend):
    key = "git"
    name = "Builds"
    filter_options = (FilterOption("result", "Result", {"success": "Success", "failure": "Failure"}, "How it ended."),)


@pytest.fixture(autouse=True)
def stored(settings: Any, make_activity: Any) -> None:
    settings.STREAMS_PROVIDERS = [f"{__name__}.Builds"]
    make_activity(id="1", title="Built", categories=["success"])
    make_activity(id="2", title="Broken", categories=["failure"])
    make_activity(id="3", title="Waiting")


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ("result IS failure", ["Broken"]),
        ("result IS failure success", ["Broken", "Built"]),
        ("result NOT failure", ["Waiting", "Built"]),
        ("result IS nothing", []),
    ],
)
def test_it_chooses_among_the_source_s_categories(asked: str, titles: list[str], as_bob: Api) -> None:
    items = as_bob.get(f"{URL}?{urlencode({'source': asked})}").json()["items"]
    assert [item["title_html"] for item in items] == titles


def test_it_leaves_other_sources_alone(as_bob: Api, team: Audience, make_activity: Any) -> None:
    wiki = Provider.objects.create(key="wiki", backend="git", name="Wiki", audience=team)
    Provider.objects.filter(key="source").update(name="CI")
    assert wiki.pk
    titles = [
        item["title_html"] for item in as_bob.get(f"{URL}?{urlencode({'wiki': 'result IS failure'})}").json()["items"]
    ]
    assert titles == ["Waiting", "Broken", "Built"]


def test_the_form_offers_it(as_bob: Api) -> None:
    filters = as_bob.get("/rest/activity-stream/1.0/config").json()["filters"]
    (source,) = [one for one in filters if one["key"] == "source"]
    (option,) = [one for one in source["options"] if one["key"] == "result"]
    assert (option["name"], option["type"], option["helpText"]) == ("Result", "select", "How it ended.")
    assert option["values"] == {"success": "Success", "failure": "Failure"}


def test_another_name_is_refused_with_those_there_are(as_bob: Api) -> None:
    response = as_bob.get(f"{URL}?{urlencode({'source': 'outcome IS failure'})}")
    assert response.status_code == 400
    assert "result, activity, provider_name" in response.content.decode()


def test_whoever_sees_nothing_of_the_source_cannot_learn_it(as_eve: Api) -> None:
    response = as_eve.get(f"{URL}?{urlencode({'source': 'result IS failure'})}")
    assert response.status_code == 400
    assert "result" not in response.json()["detail"].replace("result IS", "")


def test_a_saved_stream_keeps_it(as_bob: Api, alice: Any, team: Audience) -> None:
    Stream.objects.create(slug="red", name="Red", owner=alice, audience=team, query="source=result+IS+failure")
    Version.bump()
    items = as_bob.get("/api/v1/streams/red/activities/").json()["items"]
    assert [item["title_html"] for item in items] == ["Broken"]


def test_projects_are_called_as_their_source_calls_them(as_bob: Api, make_activity: Any) -> None:
    make_activity(id="4", project="PAY")
    Provider.objects.filter(key="source").update(keys={"PAY": "Payments", "HID": "Hidden"})
    Version.bump()
    general = as_bob.get("/rest/activity-stream/1.0/config").json()["filters"][0]
    (option,) = [one for one in general["options"] if one["key"] == "key"]
    assert option["values"] == {"PAY": "Payments"}
