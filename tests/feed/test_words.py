"""How an action is shown: as an administrator has it, else as it is by itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from streams import icons, registry
from streams.feed.offers import question
from streams.models import ActionHandler, Activity, Version
from tests.actions.test_perform import click, shown
from tests.conftest import Api

SOURCES = Path(__file__).resolve().parents[2] / "gadget/frontend/src"
ROW = {"label": "Second it", "icon": "star", "confirm": "Really?", "weight": 99}


def test_every_action_of_ours_has_an_icon_of_its_own() -> None:
    drawn = {key: action.icon for key, action in registry.actions().items()}
    assert set(drawn.values()) <= set(icons.ICONS)
    assert len(set(drawn.values())) == len(drawn)


def test_the_gadget_draws_every_icon_that_can_be_chosen_each_its_own() -> None:
    drawings: dict[str, str] = {}
    for name in ("element/icons.ts", "element/acting/icons.ts"):
        drawings |= re.findall(r'^  (\w+): "(.+)",$', (SOURCES / name).read_text(), re.MULTILINE)
    assert icons.ICONS.keys() <= drawings.keys()
    assert len({drawings[name] for name in icons.ICONS}) == len(icons.ICONS)


def test_an_action_is_shown_as_it_is_by_itself(as_bob: Api, activity: Activity) -> None:
    vote = shown(as_bob, "vote")
    assert (vote["label"], vote["icon"], vote["confirm"]) == ("Vote", "vote", None)


def test_an_administrator_s_label_icon_question_and_place_are_shown_instead(as_bob: Api, activity: Activity) -> None:
    ActionHandler.objects.create(key="vote", **ROW)
    Version.bump(settles=True)
    vote = shown(as_bob, "vote")
    assert {name: vote[name] for name in ROW} == ROW
    assert as_bob.items()[0]["actions"][-1]["key"] == "vote"


@pytest.mark.parametrize("name", ROW)
def test_what_the_row_leaves_empty_is_the_action_s_own(name: str, as_bob: Api, activity: Activity) -> None:
    by_itself = shown(as_bob, "vote")
    ActionHandler.objects.create(key="vote", **(ROW | {name: None if name == "weight" else ""}))
    Version.bump(settles=True)
    assert shown(as_bob, "vote")[name] == by_itself[name]


def test_what_was_done_keeps_its_icon_and_says_that_it_was_done(as_bob: Api, activity: Activity) -> None:
    ActionHandler.objects.create(key="vote", icon="star")
    action = click(as_bob, activity, "vote").json()["action"]
    assert (action["state"], action["label"], action["icon"]) == ("done", "Voted", "star")


def test_work_elsewhere_is_asked_about_by_the_name_that_it_has_here() -> None:
    action = registry.actions()["merge"]
    assert question(action, None) == "Merge this?"
    own = type("Own", (type(action),), {"confirm": ""})()
    assert question(own, ActionHandler(label="Ship it")) == "Ship it?"
