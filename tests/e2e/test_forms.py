"""The form of an action that no code of the gadget knows, drawn from what the server says that it asks for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, expect

from tests.e2e.dashboard import Dashboard, Server
from tests.e2e.test_accessibility import complaints
from tests.processes import demo, end, free_port, lines_until


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    port, action = free_port(), "tests.sample_plugin.handover.HandOver"
    process = demo(tmp_path_factory.mktemp("demo"), port, POLL_SECONDS="5", EXTRA_ACTIONS=action)
    lines_until(process, "Stop with")
    server = Server(port, f"http://127.0.0.1:{port}", f"http://localhost:{port}")
    entry = {"objectType": "entry", "id": "1", "displayName": "Lamp lit"}
    server.publish(title="Lamp lit", object=entry, actor={"id": "ana", "displayName": "Ana Ruiz"})
    yield server
    end(process)


def opened(dashboard: Dashboard) -> Locator:
    item = dashboard.item("Lamp lit")
    item.get_by_role("button", name="Hand over").click()
    return item.get_by_role("form", name="Hand over")


def test_each_kind_of_field_is_entered_and_sent(context: BrowserContext, server: Server) -> None:
    dashboard = Dashboard(context, server)
    form = opened(dashboard)
    expect(form.get_by_label("Hand over to")).to_be_focused()
    assert form.locator("datalist option[value=ana]").inner_text() == "Ana Ruiz"
    form.get_by_label("Hand over to").fill("ana")
    form.get_by_label("Urgency").select_option("Today")
    form.get_by_label("Due").fill("2026-12-24")
    form.get_by_label("Note").fill("The key is under the mat.")
    form.get_by_label("They know of it").check()
    form.get_by_role("button", name="Hand over").click()
    expect(dashboard.item("Lamp lit")).to_contain_text("Handed over to ana until 24 December 2026")
    assert dashboard.complaints == []


def test_what_the_server_refuses_is_said_at_the_field_and_nothing_is_lost(
    context: BrowserContext, server: Server
) -> None:
    dashboard = Dashboard(context, server)
    form = opened(dashboard)
    form.get_by_label("Hand over to").fill("nobody")
    form.get_by_label("Note").fill("Half a thought")
    form.get_by_role("button", name="Hand over").click()
    who = form.get_by_label("Hand over to")
    expect(who).to_have_attribute("aria-invalid", "true")
    expect(who).to_have_accessible_description("Nobody has this name.")
    expect(form.get_by_label("They know of it")).to_have_accessible_description("Tell them first.")
    expect(form.get_by_label("Note")).to_have_value("Half a thought")
    expect(dashboard.item("Lamp lit").locator(".note")).to_have_count(0)


def test_it_is_filled_in_by_keys(context: BrowserContext, server: Server) -> None:
    dashboard = Dashboard(context, server)
    opened(dashboard)
    keys = dashboard.page.keyboard
    keys.type("jun")
    keys.press("Tab")
    keys.type("Today")
    # Day, month, year and calendar are one stop each.
    for _ in range(5):
        keys.press("Tab")
    keys.type("By keys")
    keys.press("Tab")
    keys.press("Space")
    keys.press("Control+Enter")
    expect(dashboard.item("Lamp lit")).to_contain_text("Handed over to jun")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 900])
def test_axe_finds_nothing_in_it_and_nothing_is_cut_off(
    browser: Browser, server: Server, scheme: Any, width: int
) -> None:
    context = browser.new_context(locale="en-GB", color_scheme=scheme, viewport={"width": width, "height": 900})
    dashboard = Dashboard(context, server)
    form = opened(dashboard)
    form.get_by_label("Hand over to").fill("nobody")
    form.get_by_role("button", name="Hand over").click()
    expect(form.get_by_text("Tell them first.")).to_be_visible()
    assert complaints(dashboard) == []
    body = dashboard.gadget.locator("body")
    assert body.evaluate("body => body.scrollWidth <= body.clientWidth")
    context.close()
