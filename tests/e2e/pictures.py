"""Take the pictures of the docs from the running demo: `make pictures`."""

import base64
import os
import tempfile
from collections.abc import Iterator
from hashlib import sha1
from pathlib import Path
from typing import Any

import django
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.e2e.admin import Admin
from tests.e2e.builder import Builder
from tests.e2e.dashboard import CHROMIUM, QUIET, Dashboard, Server
from tests.e2e.png import reduce
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
# The gadget alone, before activities that are always the same: name → width, height, colour scheme, address.
LISTS = {
    "list-bursts": (480, 760, "light", ""),
    "list-bursts-dark": (480, 760, "dark", ""),
    "list-compact": (480, 760, "light", "density=compact"),
    "list-lines": (480, 760, "light", "layout=list"),
    "list-rtl": (480, 760, "light", "dir=rtl"),
    "list-phone": (320, 760, "dark", ""),
    "list-wallboard": (1280, 720, "dark", "view=wallboard"),
    "list-print": (900, 760, "light", "print"),
}
BUILDER = {
    "builder": (1280, 1180, "light"),
    "builder-dark": (1280, 1180, "dark"),
    "builder-phone": (320, 1180, "light"),
}
# What they show.
PUSHED = [
    "Round refunds half even",
    "Name the currency in every line",
    "Retry webhooks with jitter",
    "Ledger: one query for a page",
    "Say which card was refused",
    "Tests of leap days",
]
RECEIPTS = (
    "<p>Half of the receipts of the till carry the date of the next day: they are printed after midnight in "
    "<code>UTC</code>, which is seven in the evening where the till stands. Seen in three shops since Monday, "
    "always on the last receipts of the day. The export for the tax office has the same dates.</p>"
)

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
        context = browser.new_context(**_screen(width, height, scheme))
        dashboard = Dashboard(context, server)
        if name == "dashboard":
            dashboard.item("build 512").get_by_role("button", name="Vote").click()
            dashboard.leave()
            dashboard.page.evaluate("scrollTo(0, 0)")
        dashboard.page.wait_for_timeout(1_000)
        _take(dashboard.page, name)
        context.close()
    _take_admin(browser, server)
    _take_lists(browser, server)
    for name, screen in BUILDER.items():
        _take_builder(browser, server, name, _screen(*screen))
    browser.close()


def _take_admin(browser: Browser, server: Server) -> None:
    for name, (path, width, height, scheme) in ADMIN.items():
        context = browser.new_context(**_screen(width, height, scheme))
        page = Admin(context, server).page
        page.goto(server.host + path)
        if name in OPENED:
            page.locator("#result_list tbody th a").first.click()
        page.wait_for_timeout(500)
        _take(page, name)
        context.close()


def _take(page: Page, name: str) -> None:
    path = IMAGES / f"{name}.png"
    page.screenshot(path=path)
    browser = page.context.browser
    assert browser
    reduce(browser, path)


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
    browser = canvas.context.browser
    assert browser
    reduce(browser, path)


def _take_lists(browser: Browser, server: Server) -> None:
    for name, (width, height, scheme, query) in LISTS.items():
        _take_list(browser.new_page(**_screen(width, height, scheme)), server, name, query)


def _screen(width: int, height: int, scheme: str) -> dict[str, Any]:
    return {"viewport": {"width": width, "height": height}, "color_scheme": scheme, "locale": "en-GB"}


def _take_list(page: Page, server: Server, name: str, query: str) -> None:
    """As a reader finds it who was here before."""
    Played(page, server, list(_stream())).open(query)
    page.evaluate(LONG_AGO)
    page.reload()
    page.get_by_role("article").first.wait_for()
    page.wait_for_timeout(500)
    if query == "print":
        page.emulate_media(media="print")
    _take(page, name)
    page.close()


def _take_builder(browser: Browser, server: Server, name: str, screen: dict[str, Any]) -> None:
    page = browser.new_page(**screen)
    builder = Builder.open(page, server, f"{server.origin}/gadgets/team/edit/")
    page.get_by_role("button", name="Add a filter").click()
    page.get_by_label("Filter by").select_option(label="Username")
    page.get_by_role("combobox", name="Username").fill("ana")
    page.keyboard.press("Enter")
    page.locator("[data-stage]").scroll_into_view_if_needed()
    expect(builder.items.first).to_be_visible()
    page.wait_for_timeout(1_000)
    page.evaluate("scrollTo(0, 0)")
    _take(page, name)
    page.close()


def _stream() -> Iterator[dict[str, Any]]:
    yield from _pushes(60, PUSHED)
    yield _issue(52, "PAY-51", "Retries are sent twice", "Mira Evans")
    yield _issue(49, "PAY-50", "Receipts show the wrong day", "Lea Sand", content_html=RECEIPTS)
    yield from _pushes(40, PUSHED[1:])
    yield _issue(31, "PAY-48", "The export stops at 1,000 rows", "Ana Ruiz")
    yield _issue(29, "PAY-47", "Import fails on an empty file", "Ana Ruiz")


def _pushes(n: int, summaries: list[str]) -> Iterator[dict[str, Any]]:
    for one, summary in zip(burst(n, len(summaries)), summaries, strict=True):
        name = sha1(f"{n} {summary}".encode(), usedforsecurity=False).hexdigest()[:10]
        yield one | {"object": one["object"] | {"id": name, "title": name, "summary": summary}, "content_html": ""}


def _issue(n: int, key: str, title: str, who: str, **more: Any) -> dict[str, Any]:
    one = activity(n, **more)
    return one | {
        "actor": one["actor"] | {"name": who, "username": who},
        "object": one["object"] | {"id": key, "title": title},
    }


if __name__ == "__main__":
    main()
