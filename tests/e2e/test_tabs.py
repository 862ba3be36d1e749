"""Several tabs of one reader ask the server once for all of them; readers never hear each other."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, Request, expect

from tests.e2e.dashboard import Dashboard, Server
from tests.e2e.test_story import ONE_POLL

# Of the demo's server: what a gadget that is alone asks three times and a bit.
POLLS, INTERVAL = 3, 5_000


def polls_of(*pages: Page) -> list[str]:
    """What these pages ask from now on."""
    asked: list[str] = []

    def note(request: Request) -> None:
        if "/api/v1/gadgets/team/activities/" in request.url and request.method == "GET":
            asked.append(request.url)

    for page in pages:
        page.on("request", note)
    return asked


@pytest.mark.parametrize("place", ["on a page of our own", "in frames of another site"])
def test_three_tabs_ask_as_often_as_one(context: BrowserContext, server: Server, place: str) -> None:
    tabs = [_opened(context, server, place) for _ in range(3)]
    # Each tab has asked for itself, and is told by the answer which channel is its reader's.
    tabs[0].wait_for_timeout(1_000)
    asked = polls_of(*tabs)
    tabs[0].wait_for_timeout(POLLS * INTERVAL)
    assert 1 <= len(asked) <= POLLS + 2, asked


def _opened(context: BrowserContext, server: Server, place: str) -> Page:
    if place == "in frames of another site":
        return Dashboard(context, server).page
    page = context.new_page()
    page.goto(f"{server.origin}/embed/team/")
    expect(page.get_by_text("Updated")).to_be_visible()
    return page


def test_news_reach_the_tab_that_did_not_ask(context: BrowserContext, server: Server) -> None:
    one, two = Dashboard(context, server), Dashboard(context, server)
    for tab in (one, two):
        tab.leave()
    server.post(title="For both tabs")
    for tab in (one, two):
        expect(tab.item("For both tabs")).to_be_visible(timeout=ONE_POLL)
    assert one.complaints == two.complaints == []
