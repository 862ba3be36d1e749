"""The scripts that a page names: of this server, for whom they are switched on."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from gadget import tokens
from gadget.models import Gadget
from streams.models import ActionHandler, Activity, Audience, Version
from tests.conftest import Api

URL = "/api/v1/activities/"
SCRIPT = "sample/build-trigger.js"


@pytest.fixture
def build(db: None, sample_static: None) -> ActionHandler:
    return ActionHandler.objects.create(key="build", script=SCRIPT, script_style="original", object_types=["job"])


def named(api: Api) -> list[str]:
    return [script["key"] for script in api.get(URL).json()["scripts"]]


def test_a_page_names_the_script_its_style_its_texts_and_where_it_may_act(as_bob: Api, build: ActionHandler) -> None:
    (script,) = as_bob.get(URL).json()["scripts"]
    assert script == {
        "key": "build",
        "src": f"/static/{SCRIPT}",
        "style": "original",
        "texts": {"": "/static/sample/build-trigger.i18n.js", "de": "/static/sample/build-trigger.de.i18n.js"},
        "types": ["job"],
        "sources": [],
        "label": "",
        "icon": "",
        "confirm": "",
        "weight": None,
    }


def test_an_administrator_s_words_icon_question_and_place_are_handed_on(as_bob: Api, build: ActionHandler) -> None:
    row = {"label": "Ship", "icon": "send", "confirm": "Really ship?", "weight": 3}
    ActionHandler.objects.update(**row)
    Version.bump(settles=True)
    (script,) = as_bob.get(URL).json()["scripts"]
    assert {name: script[name] for name in row} == row


def test_what_is_switched_off_or_for_others_is_not_named(
    as_bob: Api, as_alice: Api, team: Audience, build: Any
) -> None:
    ActionHandler.objects.create(key="off", script=SCRIPT, enabled=False)
    ActionHandler.objects.create(key="theirs", script=SCRIPT, audience=team)
    assert named(as_bob) == ["build", "theirs"]
    assert named(as_alice) == ["build"]


def test_a_gadget_that_limits_its_actions_limits_its_scripts(bob: User, build: ActionHandler) -> None:
    gadget = Gadget.objects.create(slug="team", title="Team", actions=["vote"])
    embedded = Api(None, Authorization=f"Bearer {tokens.mint(gadget, bob)[0]}")
    assert embedded.get("/api/v1/gadgets/team/activities/").json()["scripts"] == []


def test_a_script_that_comes_or_goes_is_news(as_bob: Api, build: ActionHandler) -> None:
    etag = as_bob.get(URL)["ETag"]
    ActionHandler.objects.update(enabled=False)
    Version.bump(settles=True)
    assert as_bob.get(URL, If_None_Match=etag).status_code == 200


def test_a_script_costs_no_query_more(as_bob: Api, build: ActionHandler, django_assert_max_num_queries: Any) -> None:
    as_bob.get(URL)
    ActionHandler.objects.create(key="two", script="sample/page-oncall.js")
    Version.bump(settles=True)
    with django_assert_max_num_queries(7):
        as_bob.get(URL)


def test_an_action_tells_its_place(as_bob: Api, activity: Activity) -> None:
    ActionHandler.objects.create(key="vote", weight=-3)
    weights = {action["key"]: action["weight"] for action in as_bob.items()[0]["actions"]}
    assert weights["vote"] == -3
    assert list(weights.values()) == sorted(weights.values())
