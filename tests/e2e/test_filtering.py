"""The gadget filters: searched, narrowed, muted and shared, by mouse and by keys, on a page of another site."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import Browser, Frame, Locator, expect

from tests.e2e.dashboard import Dashboard, Server
from tests.e2e.test_accessibility import complaints

ANA, JUN = {"id": "ana", "displayName": "Ana Ruiz"}, {"id": "jun", "displayName": "Jun Kato"}


@pytest.fixture(scope="module", autouse=True)
def stream(server: Server) -> None:
    """Ana and Jun, in two projects, and a robot."""
    server.publish(title="Pushed the <b>ledger</b>", actor=ANA, project="PAY", verb="push")
    server.publish(title="Rounded the <b>refunds</b>", actor=JUN, project="PAY", verb="update")
    server.publish(title="Moved the <b>servers</b>", actor=JUN, project="OPS", verb="update")
    server.publish(title="Bumped a <b>library</b>", actor={"id": "renovate[bot]"}, project="OPS", verb="update")


def titles(dashboard: Dashboard) -> Locator:
    return dashboard.items.locator(".sentence")


def button(dashboard: Dashboard, name: str, **more: Any) -> Locator:
    return dashboard.gadget.get_by_role("button", name=name, **more)


def chips(dashboard: Dashboard) -> Locator:
    return dashboard.gadget.get_by_role("list", name="Active filters").get_by_role("button")


def frame(dashboard: Dashboard) -> Frame:
    return next(frame for frame in dashboard.page.frames if "/embed/" in frame.url)


def opened(dashboard: Dashboard) -> Locator:
    button(dashboard, "Filter activity").click()
    panel = dashboard.gadget.get_by_role("region", name="Filters")
    expect(panel.get_by_role("button", name="Hide bots")).to_be_visible()
    return panel


def test_words_are_searched_for_and_the_search_is_cleared(dashboard: Dashboard) -> None:
    box = dashboard.gadget.get_by_role("searchbox", name="Search")
    box.fill("ledger pushed")
    expect(dashboard.items).to_have_count(1)
    expect(dashboard.items).to_contain_text("Pushed the ledger", ignore_case=True)
    box.press("Escape")
    expect(dashboard.items.nth(1)).to_be_visible()
    expect(box).to_be_focused()
    assert dashboard.complaints == []


def test_a_search_for_nothing_says_so_and_clears(dashboard: Dashboard) -> None:
    dashboard.gadget.get_by_role("searchbox", name="Search").fill("no such word anywhere")
    expect(dashboard.gadget.locator(".state")).to_contain_text("Nothing matches")
    button(dashboard, "Clear filters").click()
    expect(dashboard.items.nth(3)).to_be_visible()


def test_the_panel_narrows_and_chips_take_it_back(dashboard: Dashboard) -> None:
    panel = opened(dashboard)
    panel.get_by_role("button", name="Hide bots").click()
    panel.get_by_role("button", name="OPS", exact=True).click()
    expect(chips(dashboard)).to_have_count(2)
    expect(dashboard.items).to_have_count(1)
    expect(dashboard.items).to_contain_text("servers")
    button(dashboard, "Remove filter: Hide bots").click()
    expect(dashboard.items).to_have_count(2)
    button(dashboard, "Remove filter: Project OPS").click()
    expect(dashboard.items.nth(3)).to_be_visible()
    expect(dashboard.gadget.get_by_role("searchbox")).to_be_focused()


def test_a_person_is_found_by_typing(dashboard: Dashboard) -> None:
    panel = opened(dashboard)
    panel.get_by_role("combobox", name="Username").last.fill("kat")
    panel.get_by_role("option", name="Jun Kato").click()
    expect(chips(dashboard)).to_have_text(["Person Jun Kato"])
    expect(dashboard.items.filter(has_text="ledger")).to_have_count(0)
    expect(dashboard.item("refunds")).to_be_visible()


def test_an_item_s_menu_mutes_and_a_chip_brings_back(dashboard: Dashboard) -> None:
    item = dashboard.item("refunds").first
    item.hover()
    item.get_by_role("button", name="More about this activity").click()
    item.get_by_role("button", name="Hide Jun Kato").click()
    expect(dashboard.item("refunds")).to_have_count(0)
    expect(dashboard.item("pushed the ledger")).to_be_visible()
    button(dashboard, "Remove filter: Hide Jun Kato").click()
    expect(dashboard.item("refunds")).to_be_visible()


def test_only_this_project_from_a_menu(dashboard: Dashboard, server: Server) -> None:
    server.publish(title="Closed it", actor=ANA, project="PAY", object={"objectType": "issue", "displayName": "PAY-7"})
    dashboard.page.reload()
    item = dashboard.item("Closed it").first
    item.hover()
    item.get_by_role("button", name="More about this activity").click()
    item.get_by_role("button", name="Only project PAY").click()
    expect(dashboard.item("servers")).to_have_count(0)
    expect(dashboard.item("refunds")).to_be_visible()


def test_the_address_of_a_view_shows_the_same_view(dashboard: Dashboard, server: Server) -> None:
    panel = opened(dashboard)
    panel.get_by_role("button", name="Hide bots").click()
    panel.get_by_role("button", name="OPS", exact=True).click()
    expect(dashboard.items).to_have_count(1)
    query = parse_qs(urlsplit(frame(dashboard).url).query)["filter"][0]
    assert dashboard.page.url == f"{server.host}/demo/"
    dashboard.page.evaluate(
        "filter => { const f = document.querySelector('activity-gadget-frame'); const again = f.cloneNode();"
        "again.setAttribute('filter', filter); f.replaceWith(again) }",
        query,
    )
    expect(chips(dashboard)).to_have_text(["Hide bots", "Project OPS"])
    expect(dashboard.items).to_have_count(1)
    expect(dashboard.items).to_contain_text("servers")


def test_the_host_hears_of_it_and_may_keep_it_in_its_own_address(dashboard: Dashboard, server: Server) -> None:
    dashboard.page.evaluate(
        "() => { const f = document.querySelector('activity-gadget-frame'); f.setAttribute('share', 'activity');"
        "f.addEventListener('filterchange', event => (window.heard = event.detail.filter)) }"
    )
    opened(dashboard).get_by_role("button", name="Hide bots").click()
    expect(chips(dashboard)).to_have_count(1)
    dashboard.page.wait_for_function("window.heard === 'streams=bots+IS+no'")
    assert dashboard.page.url == f"{server.host}/demo/?activity={quote('streams=bots+IS+no')}"


def test_a_filter_that_means_nothing_is_explained_and_cleared(dashboard: Dashboard) -> None:
    dashboard.page.evaluate("document.querySelector('activity-gadget-frame').filter = 'streams=user+is+ana'")
    expect(dashboard.gadget.get_by_text("unknown operator")).to_be_visible()
    button(dashboard, "Clear filters").click()
    expect(dashboard.items.nth(3)).to_be_visible()


def test_keys_alone_open_choose_remove_and_close(dashboard: Dashboard) -> None:
    keys = dashboard.page.keyboard
    button(dashboard, "Filter activity").focus()
    keys.press("Enter")
    expect(button(dashboard, "Only mine")).to_be_focused()
    for _ in range(2):
        keys.press("Tab")
    keys.press("Space")
    expect(button(dashboard, "Hide bots", exact=True)).to_have_attribute("aria-pressed", "true")
    keys.press("Tab")
    keys.press("Tab")
    keys.type("ana")
    expect(dashboard.gadget.get_by_role("option", name="Ana Ruiz")).to_be_visible()
    keys.press("Enter")
    expect(chips(dashboard)).to_have_count(2)
    keys.press("Escape")
    keys.press("Escape")
    expect(button(dashboard, "Filter activity")).to_be_focused()
    expect(dashboard.gadget.get_by_role("region", name="Filters")).to_have_count(0)
    chips(dashboard).last.focus()
    keys.press("Enter")
    expect(chips(dashboard).first).to_be_focused()


@pytest.fixture(params=["light", "dark"])
def themed(request: Any, browser: Browser, server: Server) -> Iterator[Dashboard]:
    context = browser.new_context(viewport={"width": 900, "height": 900}, color_scheme=request.param, locale="en-GB")
    yield Dashboard(context, server)
    context.close()


def test_axe_finds_nothing_in_any_of_it(themed: Dashboard) -> None:
    panel = opened(themed)
    panel.get_by_role("button", name="Hide bots").click()
    panel.get_by_role("button", name="Last 7 days").click()
    for summary in panel.locator("summary").all():
        summary.click()
    panel.get_by_role("combobox", name="Username").last.fill("a")
    expect(themed.gadget.get_by_role("listbox").get_by_role("option").first).to_be_visible()
    assert complaints(themed) == []
    button(themed, "Close").click()
    themed.items.first.get_by_role("button", name="More about this activity").click()
    assert complaints(themed) == []
    themed.gadget.get_by_role("searchbox").fill("no such word anywhere")
    expect(themed.gadget.locator(".state")).to_contain_text("Nothing matches")
    assert complaints(themed) == []


@pytest.mark.parametrize("width", [320, 480])
def test_nothing_is_cut_off_in_a_narrow_frame(dashboard: Dashboard, width: int) -> None:
    dashboard.page.set_viewport_size({"width": width, "height": 900})
    panel = opened(dashboard)
    for name in ("Hide bots", "Last 7 days"):
        panel.get_by_role("button", name=name).click()
    for summary in panel.locator("summary").all():
        summary.click()
    expect(chips(dashboard)).to_have_count(2)
    dashboard.items.first.get_by_role("button", name="More about this activity").click()
    body = dashboard.gadget.locator("body")
    assert body.evaluate("body => body.scrollWidth <= body.clientWidth")
    wide = "el => [...el.querySelectorAll('*')].filter(one => one.scrollWidth > one.clientWidth + 1).length"
    assert panel.evaluate(wide.replace("'*'", "'.row, .toggles, .dates, .panel-end, .picker'")) == 0


def test_the_search_s_room_is_kept_so_that_nothing_moves(dashboard: Dashboard) -> None:
    dashboard.page.reload()
    dashboard.items.first.wait_for()
    button(dashboard, "Filter activity").wait_for()
    shifts = frame(dashboard).evaluate(
        """() => new Promise(done => new PerformanceObserver(list => done(list.getEntries().map(e => e.value)))
           .observe({type: "layout-shift", buffered: true}) || setTimeout(() => done([]), 1500))"""
    )
    assert sum(shifts) < 0.01
