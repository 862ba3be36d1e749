"""The card on a dashboard that treats it as Home Assistant does: as a module, with setConfig, hass and a theme."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.dashboard import Server
from tests.e2e.hosts import host

DASHBOARD = """<!doctype html><title>Home</title>
<style>html {{ --card-background-color: rgb(10, 20, 30); --primary-text-color: rgb(240, 241, 242) }}</style>
<script type="module">
await import("{origin}/static/gadget/v1/home-assistant-card.js");
window.listed = window.customCards.map(card => card.type);
const card = document.createElement("activity-gadget-card");
card.setConfig({{type: "custom:activity-gadget-card", gadget: "team", heading: "At home", "token-url": "/token.json"}});
document.body.append(card);
card.hass = {{themes: {{darkMode: true}}}};
window.size = [card.getCardSize(), card.getGridOptions().rows];
</script>"""


@pytest.fixture
def page(context: BrowserContext, server: Server, tmp_path: Path) -> Iterator[Page]:

    (tmp_path / "index.html").write_text(DASHBOARD.format(origin=server.origin))
    (tmp_path / "token.json").write_text(json.dumps(server.token()))
    with host(tmp_path) as address:
        page = context.new_page()
        page.goto(address)
        yield page


def test_the_card_shows_acts_and_wears_the_theme(page: Page, server: Server) -> None:
    server.post(title="The door is open")
    expect(page.get_by_role("heading", name="At home")).to_be_visible()
    item = page.get_by_role("article").filter(has_text="The door is open")
    item.get_by_role("button", name="Vote").click(timeout=15_000)
    expect(item.get_by_role("button", name="Voted")).to_contain_text("1")
    gadget = page.locator("activity-gadget")
    assert gadget.evaluate("el => getComputedStyle(el).backgroundColor") == "rgb(10, 20, 30)"
    assert gadget.evaluate("el => getComputedStyle(el).color") == "rgb(240, 241, 242)"
    assert gadget.get_attribute("theme") == "dark"
    assert page.evaluate("window.listed") == ["activity-gadget-card"]
    assert page.evaluate("window.size") == [8, 8]
