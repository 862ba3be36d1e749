"""Take the pictures of the docs from the running demo: `make pictures`."""

import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, expect, sync_playwright

from tests.e2e.builder import Builder
from tests.e2e.dashboard import CHROMIUM, QUIET, Dashboard, Server
from tests.processes import demo, end, free_port, lines_until

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
# name → width, height, colour scheme
PICTURES = {
    "dashboard": (1280, 860, "light"),
    "dashboard-dark": (1280, 860, "dark"),
    "narrow": (480, 860, "light"),
    "narrow-dark": (480, 860, "dark"),
    "phone": (320, 860, "light"),
}
BUILDER = {
    "builder": (1280, 1180, "light"),
    "builder-dark": (1280, 1180, "dark"),
    "builder-phone": (320, 1180, "light"),
}


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    port = free_port()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        process = demo(folder, port)
        lines_until(process, "Stop with")
        try:
            server = Server(port, f"http://127.0.0.1:{port}", f"http://localhost:{port}")
            _take_all(playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET), server)
        finally:
            end(process)


def _take_all(browser: Browser, server: Server) -> None:
    for name, (width, height, scheme) in PICTURES.items():
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,  # type: ignore[arg-type]
            locale="en-GB",
        )
        dashboard = Dashboard(context, server)
        if name == "dashboard":
            dashboard.items.nth(1).get_by_role("button", name="Vote").click()
        dashboard.page.wait_for_timeout(1_000)
        dashboard.page.screenshot(path=IMAGES / f"{name}.png")
        context.close()
    for name, (width, height, scheme) in BUILDER.items():
        _take_builder(browser, server, name, {"width": width, "height": height}, scheme)
    browser.close()


def _take_builder(browser: Browser, server: Server, name: str, size: Any, scheme: Any) -> None:
    page = browser.new_page(viewport=size, color_scheme=scheme, locale="en-GB")
    builder = Builder.open(page, server, f"{server.origin}/gadgets/team/edit/")
    page.get_by_role("button", name="Add a filter").click()
    page.get_by_label("Filter by").select_option(label="Username")
    page.get_by_role("combobox", name="Username").fill("ana")
    page.keyboard.press("Enter")
    page.locator("[data-stage]").scroll_into_view_if_needed()
    expect(builder.items.first).to_be_visible()
    page.wait_for_timeout(1_000)
    page.evaluate("scrollTo(0, 0)")
    page.screenshot(path=IMAGES / f"{name}.png")
    page.close()


if __name__ == "__main__":
    main()
