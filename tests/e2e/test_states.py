"""What Chromium's accessibility tree says of a button, and axe of its row, in every state that it can be in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, expect

from tests.e2e.dashboard import Dashboard
from tests.e2e.states import SOON, STATES, Stage, stage
from tests.e2e.test_accessibility import complaints

pytestmark = pytest.mark.thorough

PROPERTIES = ("pressed", "expanded", "disabled", "busy")
# state → the button, its name, its description, and what else it says of itself.
TOLD: dict[str, tuple[str, str, str, dict[str, Any]]] = {
    "available": ("vote", "Vote", "", {"pressed": "false"}),
    "form": ("comment", "Comment", "", {"expanded": True}),
    "choice": ("transition", "Change status", "", {"expanded": True}),
    "confirming": ("trigger-build", "Trigger build", "", {"expanded": True}),
    "busy": ("watch", "Watch · 1", "Watch: You", {"pressed": "true", "disabled": True, "busy": 1}),
    "pending": (
        "trigger-build",
        "Trigger build in progress",
        "Trigger build in progress",
        {"expanded": False, "disabled": True},
    ),
    "settling": (
        "trigger-build",
        "Trigger build in progress",
        "Trigger build in progress",
        {"expanded": False, "disabled": True},
    ),
    "settled": ("trigger-build", "Trigger build · 1", "Trigger build", {"expanded": False}),
    "unsettled": ("trigger-build", "Trigger build", "No agent took build 513", {"expanded": False}),
    "done": ("vote", "Voted · 4", "Voted: You and 3 others", {"pressed": "true"}),
    "undo": ("vote", "Voted · 1", "Voted: You", {"pressed": "true"}),
    "disabled": ("release", "Release", "Nothing is released before Monday", {"disabled": True}),
    "failed": ("watch", "Watch", "Tracker does not allow this.", {}),
}


@pytest.fixture(scope="module")
def staged() -> Iterator[Stage]:
    with stage() as ready:
        yield ready


@pytest.fixture
def dashboard(context: BrowserContext, staged: Stage) -> Dashboard:
    return Dashboard(context, staged.server)


def told(button: Locator) -> tuple[str, str, dict[str, Any]]:
    """Name, description and states, as Chromium hands them to a screen reader."""
    frame = next(frame for frame in button.page.frames if "/embed/" in frame.url)
    chromium = button.page.context.new_cdp_session(frame)
    found = f"document.querySelector('activity-gadget').shadowRoot.getElementById('{button.get_attribute('id')}')"
    element = chromium.send("Runtime.evaluate", {"expression": found})["result"]["objectId"]
    (node,) = chromium.send("Accessibility.getPartialAXTree", {"objectId": element, "fetchRelatives": False})["nodes"]
    assert node["role"]["value"] == "button"
    has = {one["name"]: one["value"]["value"] for one in node["properties"] if one["name"] in PROPERTIES}
    return node["name"]["value"], node.get("description", {}).get("value", ""), has


@pytest.mark.parametrize("state", STATES)
def test_a_screen_reader_is_told_what_a_button_does_and_how_it_stands(
    state: str, dashboard: Dashboard, staged: Stage
) -> None:
    # What is new is not coloured for a moment.
    dashboard.page.emulate_media(reduced_motion="reduce")
    item = staged.show(state, dashboard)
    key, name, description, has = TOLD[state]
    assert told(item.locator(f"button.action[id$='-{key}']")) == (name, description, has)
    # It floats above buttons, which are then too small to axe.
    if (news := dashboard.gadget.locator("button.pill")).is_visible():
        news.click()
    assert complaints(dashboard) == []


@pytest.mark.parametrize("state", ["available", "disabled"])
def test_where_it_is_narrow_only_the_icon_is_seen_and_the_name_stays(
    state: str, browser: Browser, staged: Stage
) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 900}, locale="en-GB")
    dashboard = Dashboard(context, staged.server)
    key, name, *_ = TOLD[state]
    button = dashboard.gadget.locator(f"button.action.{state}[id$='-{key}']").first
    expect(button.locator(".word")).to_have_css("width", "1px")
    box, drawing = button.bounding_box(), button.locator("svg").bounding_box()
    assert box and drawing and (box["height"], drawing["width"]) >= (28, 14)
    assert told(button)[0] == name
    context.close()


def test_each_is_reached_and_pressed_by_keys(dashboard: Dashboard, staged: Stage) -> None:
    item = dashboard.item("PAY-51")
    item.get_by_role("button", name="Comment").focus()
    for name in ("Change status", "Vote", "Watch"):
        dashboard.page.keyboard.press("Tab")
        expect(item.get_by_role("button", name=name)).to_be_focused()
    dashboard.page.keyboard.press("Enter")
    expect(item.get_by_role("button", name="Watching")).to_be_focused()


def test_what_is_pending_settles_by_itself_and_the_stream_says_who_began_it(
    dashboard: Dashboard, staged: Stage
) -> None:
    item = dashboard.item("finished build 512")
    # By keys: after a click in a frame Chromium may keep to itself that the pointer left.
    item.get_by_role("button", name="Trigger build").press("Enter")
    item.locator(".confirmation").get_by_role("button", name="Trigger build").press("Enter")
    expect(item.get_by_text("in progress")).to_be_visible(timeout=SOON)
    staged.tracker.routes["/build"] = {"is_over": True, "message": "Build 513 is green"}
    dashboard.leave()
    expect(item.get_by_role("button", name="Trigger build")).not_to_contain_text("in progress", timeout=SOON)
    # Folded with the builds of other tests, it is told below who triggered them all.
    said = re.compile("Dana Demo triggered.*build 512", re.DOTALL)
    expect(dashboard.items.filter(has_text=said)).to_be_visible(timeout=SOON)


def test_what_failed_in_the_end_is_told_in_another_page_until_a_press_goes_well(
    dashboard: Dashboard, context: BrowserContext, staged: Stage
) -> None:
    staged.show("unsettled", dashboard)
    item = Dashboard(context, staged.server).item("build 508").last
    expect(item.get_by_role("alert")).to_contain_text("No agent took build 513")
    item.get_by_role("button", name="Retry").click()
    expect(item.get_by_text("Start a build?")).to_be_visible()
    staged.tracker.routes["/build"] = {"is_over": True, "message": "Build 513 is green"}
    item.locator(".confirmation").get_by_role("button", name="Trigger build").click()
    expect(item.get_by_text("Build 513 is green")).to_be_visible(timeout=SOON)
    expect(item.get_by_role("alert")).to_have_count(0)


def test_what_failed_in_the_end_and_was_read_is_told_nowhere(
    dashboard: Dashboard, context: BrowserContext, staged: Stage
) -> None:
    item = staged.show("unsettled", dashboard)
    with dashboard.page.expect_response("**/ended/") as answered:
        item.get_by_role("button", name="Dismiss").click()
    assert answered.value.status == 204
    expect(item.get_by_role("alert")).to_have_count(0)
    again = Dashboard(context, staged.server).item("build 508").last
    expect(again.get_by_role("button", name="Trigger build")).to_be_visible()
    expect(again.get_by_role("alert")).to_have_count(0)


def test_a_question_stands_on_a_line_of_its_own(browser: Browser, staged: Stage) -> None:
    for width in (320, 900):
        context = browser.new_context(viewport={"width": width, "height": 900}, locale="en-GB")
        item = staged.show("confirming", Dashboard(context, staged.server))
        question = item.locator(".confirmation").bounding_box()
        boxes = [button.bounding_box() for button in item.locator("button.action").all()]
        assert question and all(box and box["y"] + box["height"] <= question["y"] for box in boxes)
        context.close()
