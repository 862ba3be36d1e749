"""Every page of the admin in a real browser: nothing is refused by its policy, nothing overflows, buttons work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.e2e.admin import Admin
from tests.e2e.dashboard import Server
from tests.e2e.test_accessibility import complaints_of

PAGES = [
    "/admin/", "/admin/streams/", "/admin/password_change/",
    *(
        f"/admin/{noun}/"
        for noun in (
            "streams/provider", "streams/activity", "streams/actionhandler", "streams/actionrun", "streams/application",
            "streams/audience", "streams/comment", "streams/delivery", "streams/feedlink", "streams/kind",
            "streams/reaction", "streams/stream", "streams/accesstoken", "gadget/gadget", "auth/user", "auth/group",
        )
    ),
    *(f"/admin/{noun}/add/" for noun in ("streams/stream", "streams/accesstoken", "streams/audience", "gadget/gadget")),
    "/admin/streams/provider/add/", "/admin/streams/provider/add/?backend=webhook",
]  # fmt: skip

OF_EVERY_SORT = [
    "/admin/", "/admin/streams/", "/admin/streams/provider/", "/admin/streams/actionrun/", "/admin/auth/user/",
    "/admin/streams/stream/add/", "/admin/streams/provider/add/?backend=webhook", "/admin/password_change/",
]  # fmt: skip


@pytest.fixture(params=[(1440, "light"), (1240, "dark"), (480, "light"), (320, "dark")], ids=str)
def admin(request: pytest.FixtureRequest, browser: Browser, server: Server) -> Iterator[Admin]:
    width, scheme = request.param
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, locale="en-GB")
    yield Admin(context, server)
    context.close()


@pytest.fixture
def signed_in(context: BrowserContext, server: Server) -> Admin:
    return Admin(context, server)


def test_every_page_opens_without_a_complaint(signed_in: Admin) -> None:
    for path in PAGES:
        signed_in.open(path)
    for noun in (
        "streams/provider",
        "streams/activity",
        "gadget/gadget",
        "streams/kind",
        "streams/audience",
        "auth/user",
    ):
        signed_in.open_first(noun)
    assert signed_in.complaints == []


def test_the_control_room_fits(admin: Admin, tmp_path: Path) -> None:
    admin.open("/admin/")
    expect(admin.page.get_by_role("heading", name="Control room")).to_be_visible()
    expect(admin.page.get_by_role("img", name="Activity per hour")).to_be_visible()
    assert admin.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert admin.page.screenshot(path=tmp_path / "room.png", full_page=True)
    assert admin.complaints == []


def test_so_does_a_source_s_page(admin: Admin) -> None:
    admin.open_first("streams/provider")
    expect(admin.page.get_by_role("heading", name="Latest polls")).to_be_visible()
    assert admin.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert admin.complaints == []


def test_so_do_pages_of_every_sort_and_axe_finds_nothing(admin: Admin) -> None:
    for path in OF_EVERY_SORT:
        admin.open(path)
        fits_and_is_accessible(admin)
    admin.open_first("streams/audience")
    fits_and_is_accessible(admin)
    admin.follow(admin.page.get_by_role("link", name="Delete", exact=True))
    fits_and_is_accessible(admin)


def fits_and_is_accessible(admin: Admin) -> None:
    expect(admin.page.get_by_role("heading", level=1)).to_be_visible()
    assert admin.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), admin.page.url
    # What axe tries makes the browser complain.
    assert admin.complaints == []
    assert complaints_of(admin.page.main_frame) == [], admin.page.url
    admin.complaints.clear()


def test_the_page_to_sign_in_is_accessible(context: BrowserContext, server: Server) -> None:
    page = context.new_page()
    page.goto(f"{server.host}/admin/login/")
    assert complaints_of(page.main_frame) == []


def test_the_navigation_stands_beside_the_page_or_is_opened(admin: Admin) -> None:
    page = admin.page
    side, menu = page.get_by_role("navigation", name="Pages"), page.get_by_role("button", name="Menu")
    if menu.is_visible():
        expect(side).to_be_hidden()
        menu.click()
    side.get_by_role("link", name="Deliveries").click()
    expect(page.get_by_role("heading", level=1, name="Deliveries")).to_be_visible()
    expect(page.locator("#side a[aria-current=page]")).to_have_text("Deliveries")


def test_escape_closes_it(browser: Browser, server: Server) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800})
    page = Admin(context, server).page
    page.get_by_role("button", name="Menu").click()
    expect(page.get_by_role("navigation", name="Pages")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("navigation", name="Pages")).to_be_hidden()
    expect(page.get_by_role("button", name="Menu")).to_be_focused()
    context.close()


def test_the_room_keeps_itself_up_to_date(signed_in: Admin, server: Server) -> None:
    page = signed_in.page
    page.clock.install()
    signed_in.open("/admin/")
    expect(page.locator("#refreshed")).to_contain_text("refreshed")
    page.evaluate("document.querySelector('#needs-heading').textContent = 'Old'")
    page.clock.run_for(31_000)
    expect(page.locator("#needs-heading")).to_have_text("Needs you first")


def test_it_leaves_a_table_that_is_open_alone(signed_in: Admin) -> None:
    page = signed_in.page
    page.clock.install()
    signed_in.open("/admin/")
    page.locator("summary").first.click()
    page.clock.run_for(61_000)
    expect(page.locator("details").first).to_have_attribute("open", "")


def test_every_button_of_a_source_does_what_it_says(signed_in: Admin) -> None:
    page = signed_in.page
    signed_in.open("/admin/streams/provider/")
    page.get_by_role("link", name="This repository").click()
    here = page.url
    page.get_by_role("button", name="Poll now").click()
    expect(page.get_by_text("Next in turn: This repository.")).to_be_visible()
    page.get_by_role("button", name="Test connection").click()
    expect(page.locator(".messagelist .success")).to_contain_text("This repository:")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("Sources switched off: 1.")).to_be_visible()
    page.get_by_role("button", name="Resume").click()
    expect(page.get_by_text("Sources switched on: 1.")).to_be_visible()
    assert page.url == here
    signed_in.open("/admin/streams/provider/")
    page.get_by_role("button", name="Test This repository").click()
    expect(page.locator(".messagelist .success")).to_contain_text("This repository:")
    signed_in.open("/admin/")
    page.get_by_role("button", name="Poll now This repository").click()
    expect(page.get_by_text("Next in turn: This repository.")).to_be_visible()
    expect(page.get_by_role("heading", name="Control room")).to_be_visible()
    assert signed_in.complaints == []


def test_a_new_secret_is_asked_for_twice(signed_in: Admin) -> None:
    page = signed_in.page
    signed_in.open("/admin/streams/provider/add/?backend=webhook")
    page.get_by_label("Name:").fill("Deploys")
    page.get_by_label("Audience").select_option(index=1)
    page.get_by_role("button", name="Save and continue editing").click()
    page.get_by_role("button", name="New webhook secret").click()
    expect(page.get_by_text("every delivery is refused")).to_be_visible()
    page.get_by_role("button", name="Make it").click()
    expect(page.locator("code.secret")).to_be_visible()
    assert signed_in.complaints == []
