"""What Chromium's accessibility tree says of a button, and axe of its row, in every state that it can be in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, expect

from tests.e2e.dashboard import Dashboard
from tests.e2e.states import SOON, STATES, Stage, stage
from tests.e2e.test_accessibility import complaints

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
    item = staged.show(state, dashboard)
    key, name, description, has = TOLD[state]
    assert told(item.locator(f"button.action[id$='-{key}']")) == (name, description, has)
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
    STATES["pending"](item, staged)
    staged.tracker.routes["/build"] = {"is_over": True, "message": "Build 513 is green"}
    dashboard.leave()
    expect(item.get_by_role("button", name="Trigger build")).not_to_contain_text("in progress", timeout=SOON)
    expect(dashboard.item("Dana Demo triggered build 512")).to_be_visible(timeout=SOON)
