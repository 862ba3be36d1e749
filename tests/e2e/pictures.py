"""Take the pictures of the docs from the running demo: `make pictures`."""

import base64
import os
import tempfile
from pathlib import Path

import django
from playwright.sync_api import Browser, Locator, Page, sync_playwright

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
    "activity": ("/admin/streams/activity/?source=source", 1240, 900, "light"),
    "provider": ("/admin/streams/provider/?q=repository", 1240, 900, "light"),
}
# Of these lists the first row's page.
OPENED = {"activity", "provider"}


SIDE_BY_SIDE = '<!doctype html><div style="display:flex;align-items:start;width:max-content">{}</div>'


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    _dashboards()
    _states()


def _dashboards() -> None:
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
        if name in OPENED:
            page.locator("#result_list tbody th a").first.click()
        page.wait_for_timeout(500)
        page.screenshot(path=IMAGES / f"{name}.png")
        context.close()


def _states() -> None:
    """Each state that an action can be in, light and dark side by side."""
    # The stage speaks to the tests' own server, which belongs to a kit that needs Django.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "streams.settings")
    os.environ.setdefault("SECRET_KEY", "of the pictures")
    django.setup()
    from tests.e2e.states import STATES, stage

    with stage() as staged, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        for state in STATES:
            # The gadget is 480 wide then.
            context = browser.new_context(viewport={"width": 514, "height": 1400}, locale="en-GB")
            item = staged.show(state, Dashboard(context, staged.server))
            _side_by_side(item, context.new_page(), IMAGES / "actions" / f"{state}.png")
            context.close()
        browser.close()


def _side_by_side(item: Locator, canvas: Page, path: Path) -> None:
    item.page.mouse.move(1, 1)
    taken = []
    for scheme in ("light", "dark"):
        item.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        taken.append(base64.b64encode(item.screenshot()).decode())
    images = "".join(f'<img src="data:image/png;base64,{one}">' for one in taken)
    canvas.set_content(SIDE_BY_SIDE.format(images))
    path.parent.mkdir(exist_ok=True)
    canvas.locator("div").screenshot(path=path)


if __name__ == "__main__":
    main()
