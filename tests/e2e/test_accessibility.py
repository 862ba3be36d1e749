"""axe-core finds nothing to complain of, whatever the gadget shows (WCAG 2.2 AA and best practice)."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Frame, expect

from tests.e2e.dashboard import Dashboard, Server
from tests.e2e.served import LONG_AGO, Played, activity, burst

pytestmark = pytest.mark.thorough

AXE = Path(__file__).resolve().parents[2] / "gadget/frontend/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(params=["light", "dark"])
def themed(request: Any, browser: Browser, server: Server) -> Iterator[Dashboard]:
    context = browser.new_context(viewport={"width": 900, "height": 900}, color_scheme=request.param, locale="en-GB")
    yield Dashboard(context, server)
    context.close()


def complaints(dashboard: Dashboard) -> list[str]:
    return complaints_of(next(frame for frame in dashboard.page.frames if "/embed/" in frame.url))


def complaints_of(frame: Frame) -> list[str]:
    """What axe says of the embedded page, one line each."""
    if not AXE.exists() and os.environ.get("CI") != "true":
        pytest.skip("axe-core is not installed: npm ci in gadget/frontend")
    frame.evaluate(AXE.read_text())
    found = frame.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [f"{rule['id']}: {node['html'][:120]}" for rule in found["violations"] for node in rule["nodes"]]


def test_the_list_as_it_opens(themed: Dashboard) -> None:
    assert complaints(themed) == []


def test_an_item_that_was_voted_for(themed: Dashboard, server: Server) -> None:
    server.post(title="Please vote")
    themed.page.reload()
    item = themed.item("Please vote").first
    item.get_by_role("button", name="Vote").click()
    expect(item.get_by_role("button", name="Undo")).to_be_visible()
    assert complaints(themed) == []


def test_a_comment_being_written(themed: Dashboard) -> None:
    themed.items.first.get_by_role("button", name="Comment").click()
    expect(themed.gadget.get_by_role("textbox")).to_be_focused()
    assert complaints(themed) == []


def test_a_server_that_is_gone(themed: Dashboard) -> None:
    themed.page.route("**/api/**", lambda route: route.abort())
    themed.gadget.get_by_role("button", name="Refresh").click()
    expect(themed.gadget.get_by_role("button", name="Try again")).to_be_visible()
    expect(themed.items.first).to_be_visible()
    assert complaints(themed) == []


def test_offline_with_the_last_list_kept(themed: Dashboard) -> None:
    themed.page.context.set_offline(True)
    expect(themed.gadget.get_by_text("Offline")).to_be_visible()
    expect(themed.items.first).to_be_visible()
    assert complaints(themed) == []


@pytest.mark.parametrize("query", ["", "layout=list", "density=compact", "view=wallboard", "dir=rtl"])
def test_an_open_burst_and_what_is_new_however_it_looks(query: str, themed: Dashboard, server: Server) -> None:
    page = themed.page.context.new_page()
    played = Played(page, server, [*burst(30, 5), *(activity(n) for n in range(10, 0, -1))])
    played.open(query)
    page.evaluate(LONG_AGO)
    page.reload()
    page.get_by_role("button", name="and 3 more").click()
    expect(page.get_by_text("New since")).to_have_count(0 if "wallboard" in query else 1)
    assert complaints_of(page.main_frame) == []
