"""A reader signs in from a frame that keeps no cookies, by a window of the gadget's own server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, FrameLocator, Page, expect

from tests.e2e.dashboard import Server
from tests.e2e.hosts import host
from tests.e2e.test_accessibility import complaints_of
from tests.e2e.test_story import ONE_POLL

# A page that vouches for nobody: ordinary frames, and that is all.
PLAIN = (
    "<!doctype html><title>Host</title><style>body {{ margin: 0 }} iframe {{ border: 0 }}</style>"
    '<iframe {more} src="{origin}/embed/team/" width="{width}" height="600"></iframe>'
)


@pytest.fixture(scope="module")
def site(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("host")
    for name, more, width in (("index", "", 480), ("narrow", "", 320), ("sandboxed", 'sandbox="allow-scripts"', 480)):
        (folder / f"{name}.html").write_text(PLAIN.format(origin=server.origin, more=more, width=width))
    with host(folder) as address:
        server.allow(address)
        yield address


@pytest.fixture
def page(context: BrowserContext, site: str) -> Page:
    page = context.new_page()
    page.goto(site)
    return page


@pytest.fixture
def gadget(page: Page) -> FrameLocator:
    return page.frame_locator("iframe")


def sign_in(window: Page) -> None:
    window.get_by_label("Username").fill("admin")
    window.get_by_label("Password").fill("demo")
    window.get_by_role("button", name="Sign in").click()


def open_window(page: Page, gadget: FrameLocator) -> Page:
    with page.expect_popup() as popup:
        gadget.get_by_role("button", name="Sign in").click()
    return popup.value


def test_a_reader_signs_in_acts_and_signs_out(page: Page, gadget: FrameLocator, server: Server) -> None:
    server.post(title="Shipped to members")
    expect(gadget.get_by_text("You see what is public.")).to_be_visible()
    assert not can_store(page)
    window = open_window(page, gadget)
    sign_in(window)
    expect(window.get_by_text(page.evaluate("location.origin"))).to_be_visible()
    with window.expect_event("close"):
        window.get_by_role("button", name="Continue").click()
    item = gadget.get_by_role("article").filter(has_text="Shipped to members")
    expect(item).to_be_visible()
    expect(gadget.get_by_text("Signed in as")).to_be_visible()
    item.get_by_role("button", name="Vote").click()
    expect(item.get_by_role("button", name="Voted")).to_contain_text("1")
    gadget.get_by_role("button", name="Sign out").click()
    expect(gadget.get_by_text("You see what is public.")).to_be_visible()
    expect(gadget.get_by_role("article")).to_have_count(0)


def test_the_next_time_the_session_is_known_and_only_asked(page: Page, gadget: FrameLocator, server: Server) -> None:
    window = open_window(page, gadget)
    sign_in(window)
    expect(window.get_by_role("button", name="Continue")).to_be_visible()
    window.close()
    gadget.get_by_role("button", name="Cancel").click()
    again = open_window(page, gadget)
    again.get_by_role("button", name="Continue").click()
    expect(gadget.get_by_text("Signed in as")).to_be_visible()


def test_where_the_page_isolates_itself_the_person_compares(context: BrowserContext, server: Server) -> None:
    """The dashboard's own policy (Cross-Origin-Opener-Policy: same-origin) keeps the two apart."""
    page = context.new_page()
    page.goto(f"{server.host}/demo/")
    page.evaluate("html => { document.body.innerHTML = html }", PLAIN.format(origin=server.origin, more="", width=480))
    gadget = page.frame_locator("iframe")
    with context.expect_page() as opened:
        gadget.get_by_role("button", name="Sign in").click()
    window = opened.value
    sign_in(window)
    window.get_by_role("button", name="Continue").click()
    expect(window.get_by_text("One more look")).to_be_visible()
    expect(gadget.get_by_text(window.locator(".word").inner_text())).to_be_visible()
    window.get_by_role("button", name="Yes, it is the same").click()
    expect(window.get_by_text("You are signed in")).to_be_visible()
    expect(gadget.get_by_text("Signed in as")).to_be_visible(timeout=ONE_POLL)


def test_the_window_is_for_pages_on_the_list(context: BrowserContext, server: Server) -> None:
    page = context.new_page()
    answer = page.goto(f"{server.origin}/embed/team/sign-in/?origin=https://evil.example&challenge={'c' * 43}")
    assert answer and answer.status == 403


def test_a_frame_without_an_origin_offers_no_sign_in(context: BrowserContext, site: str) -> None:
    page = context.new_page()
    page.goto(f"{site}sandboxed.html")
    gadget = page.frame_locator("iframe")
    expect(gadget.get_by_text("Nothing has happened yet")).to_be_visible()
    expect(gadget.get_by_role("button", name="Sign in")).to_have_count(0)


@pytest.fixture(params=["light", "dark"])
def narrow(request: Any, browser: Browser, site: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 320, "height": 700}, color_scheme=request.param, locale="en-GB")
    page = context.new_page()
    page.goto(f"{site}narrow.html")
    yield page
    context.close()


def test_axe_finds_nothing_in_the_strip_or_the_window_and_both_fit(narrow: Page) -> None:
    gadget = narrow.frame_locator("iframe")
    strip = gadget.get_by_role("group", name="Who reads")
    window = open_window(narrow, gadget)
    # What a window that opens is given by itself.
    window.set_viewport_size({"width": 320, "height": 700})
    assert_well_made(narrow, window)
    sign_in(window)
    expect(window.get_by_role("button", name="Continue")).to_be_visible()
    assert_well_made(narrow, window)
    window.close()
    strip.get_by_role("button", name="Cancel").click()
    again = open_window(narrow, gadget)
    again.get_by_role("button", name="Continue").click()
    expect(strip).to_contain_text("Signed in as")
    assert_well_made(narrow)


def assert_well_made(*pages: Page) -> None:
    for page in pages:
        frame = embedded(page) or page.main_frame
        assert complaints_of(frame) == []
        assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")


def embedded(page: Page) -> Frame | None:
    return next((frame for frame in page.frames if "/embed/" in frame.url and frame.parent_frame), None)


def can_store(page: Page) -> bool:
    """Whether the frame may keep anything."""
    frame = embedded(page)
    assert frame
    return bool(frame.evaluate("() => { try { localStorage.x = 1; return true } catch { return false } }"))
