"""The page that shows the API, in a real browser, under its own strict policy."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.e2e.dashboard import Server


def opened(page: Page, operation: str) -> Locator:
    block = page.locator(f"[id$={operation}].opblock")
    block.locator(".opblock-summary-control").click()
    return block


def test_a_reader_finds_an_operation_and_tries_it(context: BrowserContext, server: Server) -> None:
    """Whatever the policy forbade, the browser would say."""
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{server.host}/api/v1/docs/")
    expect(opened(page, "publish").get_by_text("One document, or a list of them.")).to_be_visible()
    read = opened(page, "readActivities")
    expect(read.get_by_text("A filter: an option, an operator and values")).to_be_visible()
    read.get_by_role("button", name="Try it out").click()
    read.get_by_role("button", name="Execute").click()
    expect(read.locator(".live-responses-table .response .response-col_status")).to_contain_text("200")
    assert said == []
