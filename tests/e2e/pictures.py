"""Take the pictures of the docs from the running demo: `make pictures`."""

import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.e2e.dashboard import CHROMIUM, QUIET, Dashboard, Server
from tests.e2e.served import LONG_AGO, Played, activity, burst
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
# The gadget alone, before activities that are always the same: name → width, height, colour scheme, address.
STATES = {
    "list-bursts": (480, 760, "light", ""),
    "list-bursts-dark": (480, 760, "dark", ""),
    "list-compact": (480, 760, "light", "density=compact"),
    "list-lines": (480, 760, "light", "layout=list"),
    "list-rtl": (480, 760, "light", "dir=rtl"),
    "list-wide": (900, 760, "light", ""),
    "list-phone": (320, 760, "dark", ""),
    "list-wallboard": (1280, 720, "dark", "view=wallboard"),
    "list-print": (900, 760, "light", "print"),
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
        context = browser.new_context(**_screen(width, height, scheme))
        dashboard = Dashboard(context, server)
        if name == "dashboard":
            dashboard.items.nth(1).get_by_role("button", name="Vote").click()
        dashboard.page.wait_for_timeout(1_000)
        dashboard.page.screenshot(path=IMAGES / f"{name}.png")
        context.close()
    for name, (width, height, scheme, query) in STATES.items():
        _take_state(browser.new_page(**_screen(width, height, scheme)), server, name, query)
    browser.close()


def _screen(width: int, height: int, scheme: str) -> dict[str, Any]:
    return {"viewport": {"width": width, "height": height}, "color_scheme": scheme, "locale": "en-GB"}


def _take_state(page: Page, server: Server, name: str, query: str) -> None:
    """As a reader finds it who was here before."""
    played = Played(
        page, server, [*burst(60, 6), activity(52), activity(50), *burst(40, 5), activity(31), activity(30)]
    )
    played.open(query)
    page.evaluate(LONG_AGO)
    page.reload()
    page.get_by_role("article").first.wait_for()
    page.wait_for_timeout(500)
    if query == "print":
        page.emulate_media(media="print")
    page.screenshot(path=IMAGES / f"{name}.png")
    page.close()


if __name__ == "__main__":
    main()
