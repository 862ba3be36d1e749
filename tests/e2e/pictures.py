"""Take the pictures of the docs from the running demo: `make pictures`."""

import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.e2e.admin import Admin
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
# Pages of the admin: name → path, width, height, colour scheme
ADMIN = {
    "control-room": ("/admin/", 1240, 1060, "light"),
    "control-room-dark": ("/admin/", 1240, 1060, "dark"),
    "control-room-narrow": ("/admin/", 480, 1060, "light"),
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
    _take_admin(browser, server)
    browser.close()


def _take_admin(browser: Browser, server: Server) -> None:
    for name, (path, width, height, scheme) in ADMIN.items():
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,  # type: ignore[arg-type]
            locale="en-GB",
        )
        page = Admin(context, server).page
        page.goto(server.host + path)
        page.wait_for_timeout(500)
        page.screenshot(path=IMAGES / f"{name}.png")
        context.close()


if __name__ == "__main__":
    main()
