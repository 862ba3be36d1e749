"""A gadget made from nothing in a real browser, with the preview beside it, and pasted into somebody else's page."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.builder import Builder
from tests.e2e.dashboard import Server
from tests.e2e.hosts import host
from tests.e2e.test_accessibility import AXE, RULES

WIDTHS = [320, 480, 900, 1280]


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.faults = []  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.faults.append(str(error)))  # type: ignore[attr-defined]
    page.on("console", lambda said: page.faults.append(said.text) if said.type == "error" else None)  # type: ignore[attr-defined]
    yield page
    assert page.faults == []  # type: ignore[attr-defined]


@pytest.fixture
def builder(page: Page, server: Server) -> Builder:
    server.post(title="Deployed <b>payments</b>", actor={"id": "ana", "displayName": "Ana Ruiz"})
    server.post(title="Deployed <b>search</b>", actor={"id": "jun", "displayName": "Jun Kato"})
    return Builder.open(page, server)


def complaints(page: Page) -> list[str]:
    """What axe says of the page and of the preview in it, one line each."""
    if not AXE.exists() and os.environ.get("CI") != "true":
        pytest.skip("axe-core is not installed: npm ci in gadget/frontend")
    # The policy of the page lets no script of ours in but by the debugger.
    page.evaluate(AXE.read_text() + ";0")
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [f"{rule['id']}: {node['html'][:150]}" for rule in found["violations"] for node in rule["nodes"]]


def test_one_is_made_and_stands_on_a_page_of_another_origin(
    builder: Builder, page: Page, server: Server, tmp_path: Path
) -> None:
    with host(tmp_path) as address:
        page.get_by_label("Title").fill("Ana’s deploys")
        expect(page.get_by_label("Name in addresses")).to_have_value("anas-deploys")
        expect(builder.preview.get_by_role("heading", name="Ana’s deploys")).to_be_visible()
        page.get_by_role("button", name="Add a filter").click()
        page.get_by_label("Filter by").select_option(label="Username")
        page.get_by_role("combobox", name="Username").fill("ana")
        page.keyboard.press("Enter")
        expect(builder.items.filter(has_text="search")).to_have_count(0)
        expect(builder.items.filter(has_text="payments").first).to_be_visible()
        page.get_by_label("Spacing").select_option(label="Compact")
        page.get_by_label("Allowed pages").fill(f"{address}index.html?tab=2")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("is saved")).to_be_visible()
        expect(page.get_by_label("Allowed pages")).to_have_value(address.rstrip("/"))
        expect(page.get_by_label("Spacing")).to_have_value("compact")
        page.get_by_role("button", name="Copy").click()
        expect(page.get_by_text("Copied")).to_be_visible()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == builder.snippet
        (tmp_path / "index.html").write_text(f"<!doctype html><title>Host</title>{copied}")
        (tmp_path / "frame.html").write_text(f"<!doctype html><title>Host</title>{_snippet(page, 'iframe')}")
        for name in ("index.html", "frame.html"):
            page.goto(address + name)
            frame = page.frame_locator("iframe")
            expect(frame.get_by_role("heading", name="Ana’s deploys")).to_be_visible()
            assert frame.locator("activity-gadget").get_attribute("density") == "compact"


def _snippet(page: Page, key: str) -> str:
    page.get_by_label("Where", exact=True).select_option(key)
    return page.locator(".snippet:not([hidden]) code").inner_text()


def test_the_preview_follows_without_saving(builder: Builder, page: Page, server: Server) -> None:
    expect(builder.items.first).to_be_visible()
    page.get_by_label("Activities at once").fill("2")
    expect(builder.items).to_have_count(2)
    page.get_by_label("Colours").select_option(label="Dark")
    expect(builder.preview.locator("activity-gadget")).to_have_attribute("theme", "dark")
    page.get_by_label("Many alike in a row").select_option(label="Each by itself")
    expect(builder.preview.locator("activity-gadget")).to_have_attribute("bursts", "off")
    page.get_by_role("button", name="320").click()
    assert page.locator("[data-stage]").evaluate("stage => stage.clientWidth") <= 320
    page.reload()
    expect(page.get_by_label("Title")).to_have_value("")


def test_nothing_is_done_in_a_preview(builder: Builder, server: Server) -> None:
    item = builder.items.filter(has_text="payments").first
    item.get_by_role("button", name="Vote").click()
    expect(item.get_by_text("This is a preview")).to_be_visible()
    uid = str(item.get_attribute("data-id") or "")
    assert uid == "" or server.ask("GET", f"/api/v1/activities/{uid}/")["actions"][0]["state"] != "done"
    builder.page.faults.clear()  # type: ignore[attr-defined]


def test_a_fault_is_told_where_it_was_written_and_goes_with_it(builder: Builder, page: Page) -> None:
    pages = page.get_by_label("Allowed pages")
    pages.fill("my dashboard")
    expect(page.get_by_role("alert").filter(has_text="is not an origin")).to_be_visible()
    expect(pages).to_have_attribute("aria-invalid", "true")
    pages.fill("https://dashboard.example.com/team")
    expect(page.get_by_role("alert").filter(has_text="is not an origin")).to_have_count(0)


def test_rows_and_text_are_the_same_filter(builder: Builder, page: Page) -> None:
    page.get_by_text("Filters as text").click()
    text = page.get_by_role("textbox", name="Filters")
    text.fill("streams=user+IS+ana&streams=text+CONTAINS+pay&streams=bots+IS+no&providers=thirdparty")
    expect(page.get_by_label("Filter by")).to_have_count(3)
    expect(page.get_by_role("button", name="Remove Ana Ruiz")).to_be_visible()
    expect(page.get_by_role("checkbox", name="No", exact=True)).to_be_checked()
    expect(page.get_by_role("group", name="Sources").get_by_role("checkbox", checked=True)).to_have_count(1)
    page.get_by_role("button", name="Remove filter: Text").click()
    expect(text).to_have_value("streams=user+IS+ana&streams=bots+IS+no&providers=thirdparty")
    page.get_by_label("Filter by").nth(1).select_option(label="Date")
    page.get_by_label("How", exact=True).nth(1).select_option(label="is between")
    page.get_by_label("From").fill("2026-01-02")
    page.get_by_label("To", exact=True).fill("2026-01-03")
    first, last = page.evaluate("[new Date(2026, 0, 2).getTime(), new Date(2026, 0, 4).getTime() - 1]")
    between = f"streams=user+IS+ana&streams=update-date+BETWEEN+{first}+{last}&providers=thirdparty"
    expect(text).to_have_value(between)


def test_it_is_all_done_by_keyboard(builder: Builder, page: Page, server: Server) -> None:
    keys = page.keyboard
    page.get_by_label("Title").focus()
    keys.type("By keyboard")
    _tab_to(page, "button.add")
    keys.press("Enter")
    assert page.evaluate("document.activeElement.className") == "what"
    keys.type("Username")
    _tab_to(page, ".tokens input")
    keys.type("ana")
    keys.press("Enter")
    keys.type("jun")
    keys.press("Enter")
    expect(page.locator(".token")).to_have_count(2)
    keys.press("Backspace")
    expect(page.locator(".token")).to_have_count(1)
    _tab_to(page, "#id_origins")
    keys.type("https://board.example.com")
    _tab_to(page, "[data-width='480']")
    keys.press("Space")
    expect(page.get_by_role("button", name="480")).to_have_attribute("aria-pressed", "true")
    _tab_to(page, "#host", frames=True)
    keys.type("Notion")
    expect(page.locator(".snippet:not([hidden])")).to_have_attribute("data-host", "notion")
    _tab_to(page, ".snippet:not([hidden]) [data-copy]")
    keys.press("Enter")
    expect(page.get_by_text("Copied")).to_be_visible()
    _tab_to(page, "input[type=submit]")
    keys.press("Enter")
    expect(page.get_by_text("is saved")).to_be_visible()
    assert page.url == f"{server.origin}/gadgets/by-keyboard/edit/"
    expect(page.get_by_role("button", name="Remove Ana Ruiz")).to_be_visible()


def _tab_to(page: Page, selector: str, frames: bool = False) -> None:
    """Through everything between, also through what a frame holds."""
    for _ in range(300 if frames else 60):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by Tab")


def test_in_the_admin_it_is_the_same(builder: Builder, page: Page, server: Server) -> None:
    page.goto(f"{server.origin}/admin/gadget/gadget/add/")
    page.get_by_label("Title").fill("From the admin")
    expect(builder.preview.get_by_role("heading", name="From the admin")).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was added successfully")).to_be_visible()
    assert '<activity-gadget-frame gadget="from-the-admin">' in builder.snippet


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, server: Server, scheme: Any) -> None:
    for width in (1280, 320):
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, locale="en-GB")
        builder = Builder.open(page, server)
        page.get_by_role("button", name="Add a filter").click()
        page.get_by_role("button", name="Add a filter").click()
        page.get_by_label("Filter by").nth(1).select_option(label="Username")
        page.get_by_role("combobox", name="Username").fill("ana")
        page.keyboard.press("Enter")
        page.get_by_label("Allowed pages").fill("nonsense")
        page.get_by_role("alert").filter(has_text="is not an origin").wait_for()
        page.locator("[data-stage]").scroll_into_view_if_needed()
        builder.items.first.wait_for()
        assert complaints(page) == []
        page.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_cut_off_at_any_width(builder: Builder, page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.get_by_role("button", name="Add a filter").click()
    page.get_by_label("Filter by").select_option(label="Date")
    page.get_by_label("How", exact=True).select_option(label="is between")
    for name in (
        page.get_by_label("Where", exact=True).locator("option").evaluate_all("all => all.map(one => one.value)")
    ):
        _snippet(page, name)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name
