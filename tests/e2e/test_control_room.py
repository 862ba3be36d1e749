"""Every page of the admin that there is opens in a browser, and every button is pressed: what there is, the admin says.

A new noun, page, action or button is tried without a word here, or fails as one that nobody knows how to press.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import RequestFactory
from playwright.sync_api import Browser, Page, expect

from streams.testing.web_server import WebServer
from tests.e2e.admin import Admin
from tests.e2e.dashboard import Server
from tests.e2e.seeding import seed
from tests.peers.jenkins import TOKEN, Jenkins

pytestmark = pytest.mark.thorough

REGISTERED = admin.site._registry
# What Django's own pages are called.
USUAL = {"changelist", "add", "change", "delete", "history"}


@pytest.fixture(scope="module")
def jenkins() -> Iterator[Jenkins]:
    with WebServer() as server:
        jenkins = Jenkins(server)
        jenkins.job("payments")
        yield jenkins


@pytest.fixture(scope="module")
def rows(server: Server, jenkins: Jenkins) -> dict[str, int]:
    """The primary key of one row of each noun."""
    return seed(server, jenkins.url)


@pytest.fixture(scope="module")
def room(server: Server, browser: Browser, rows: dict[str, int]) -> Iterator[Admin]:
    """Signed in once for all of them."""
    expect.set_options(timeout=20_000)
    context = browser.new_context(viewport={"width": 1240, "height": 900}, locale="en-GB")
    yield Admin(context, server)
    context.close()
    expect.set_options(timeout=None)


@pytest.fixture(autouse=True)
def nothing_is_complained_of(room: Admin) -> Iterator[None]:
    room.complaints.clear()
    yield
    assert room.complaints == []


# --- what there is ---


def request() -> Any:
    """Of somebody who may do everything."""
    asked = RequestFactory().get("/")
    asked.user = User(username="admin", is_active=True, is_staff=True, is_superuser=True)
    return asked


def noun(model: Any) -> str:
    return f"{model._meta.app_label}/{model._meta.model_name}"


def own_pages() -> set[str]:
    names = {pattern.name for one in REGISTERED.values() for pattern in one.get_urls() if pattern.name}
    return {name for name in names if name.rpartition("_")[2] not in USUAL} - {"auth_user_password_change"}


def actions() -> list[Any]:
    """Deleting comes last."""
    named = [(model, name) for model, one in REGISTERED.items() for name in one.get_actions(request())]
    named.sort(key=lambda pair: pair[1] == "delete_selected")
    return [pytest.param(model, name, id=f"{model._meta.model_name}-{name}") for model, name in named]


def buttons() -> list[Any]:
    named = [(model, name) for model, one in REGISTERED.items() for name in getattr(one, "buttons", ())]
    # One that is off offers to switch it on, and nothing else.
    named.sort(key=lambda pair: ("switch_off", "switch_on").index(pair[1]) if pair[1].startswith("switch") else -1)
    return [pytest.param(model, name, id=f"{model._meta.model_name}-{name}") for model, name in named]


# --- every noun's pages ---


@pytest.mark.parametrize("model", REGISTERED, ids=noun)
def test_its_pages_open_and_save(model: Any, room: Admin, rows: dict[str, int]) -> None:
    model_admin, here = REGISTERED[model], f"/admin/{noun(model)}/"
    room.open(here)
    if model_admin.has_add_permission(request()):
        room.open(f"{here}add/")
    room.open(f"{here}{rows[noun(model)]}/history/")
    room.open(f"{here}{rows[noun(model)]}/change/")
    if model_admin.has_change_permission(request()):
        room.page.get_by_role("button", name="Save and continue editing").click()
        expect(room.page.locator(".messagelist .success", has_text="successfully")).to_be_visible()
    if model_admin.has_delete_permission(request()):
        room.page.get_by_role("link", name="Delete", exact=True).click()
        expect(room.page).to_have_url(re.compile("/delete/"))


# --- every button of a row's page ---


@pytest.mark.parametrize(("model", "name"), buttons())
def test_a_button_of_a_row_s_page_does_what_it_says(model: Any, name: str, room: Admin, rows: dict[str, int]) -> None:
    page = room.page
    if noun(model) == "streams/provider":
        source(room, "Payments+CI")
    else:
        room.open(f"/admin/{noun(model)}/{rows[noun(model)]}/change/")
    room.follow(page.locator(f"button[formaction$='/press/{name}/']").first)
    if page.get_by_role("link", name="No, take me back").count():
        page.locator("#content form [type=submit]").click()
    expect(page.locator(".messagelist li").first).to_be_visible()


# --- every page of ours ---


def source(room: Admin, name: str) -> None:
    room.open(f"/admin/streams/provider/?q={name}")
    room.follow(room.page.locator("#result_list tbody th a").first)


def new_credentials(room: Admin) -> None:
    source(room, "Payments+CI")
    room.page.get_by_role("link", name="New credentials…").click()
    room.page.locator("input[name=token]").fill(TOKEN)
    room.page.get_by_role("button", name="Test and store").click()
    expect(room.page.get_by_text("The new credentials are stored.")).to_be_visible()


def a_backfill(room: Admin) -> None:
    source(room, "Payments+CI")
    page = room.page
    page.locator(".fares").get_by_role("link", name="Back-fill…").click()
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("The back-fill was started.")).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("Running|Finished"))).to_be_visible()


def a_mapping(room: Admin) -> None:
    source(room, "Source")
    page = room.page
    page.locator(".fares").get_by_role("link", name="Mapping…").click()
    page.locator("textarea[name=sample]").fill('{"build": {"number": 7}}')
    page.locator("input[name=title]").fill("Build {build.number}")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview")).to_contain_text("Build 7")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The mapping was saved.")).to_be_visible()


def missing_actions(room: Admin) -> None:
    """Nothing is missing here, for the poller adds them; what the button would send is taken all the same."""
    room.open("/admin/streams/actionhandler/")
    token = room.page.locator("#changelist-form input[name=csrfmiddlewaretoken]").get_attribute("value")
    answer = room.page.request.post(
        f"{room.server.host}/admin/streams/actionhandler/ensure/",
        form={"csrfmiddlewaretoken": str(token)},
        headers={"Referer": room.page.url},
    )
    assert answer.status == 200


def a_press(room: Admin) -> None:
    """From the list, too."""
    room.open("/admin/streams/provider/")
    room.page.locator("button[formaction*='/press/test_connection/']").first.click()
    expect(room.page.locator(".messagelist li").first).to_be_visible()


OWN_PAGES: dict[str, Callable[[Admin], None]] = {
    "streams_provider_credentials": new_credentials,
    "streams_provider_backfill": a_backfill,
    "streams_provider_mapping": a_mapping,
    "streams_provider_press": a_press,
    "streams_delivery_press": a_press,
    "streams_actionhandler_ensure": missing_actions,
}


def test_nobody_forgot_a_page() -> None:
    assert OWN_PAGES.keys() == own_pages()


@pytest.mark.parametrize("name", OWN_PAGES)
def test_a_page_of_ours_opens_and_its_button_works(name: str, room: Admin) -> None:
    OWN_PAGES[name](room)


# --- from the admin to the reader's gadget ---


def test_an_activity_opens_in_the_gadget_and_alone(room: Admin) -> None:
    room.open("/admin/streams/activity/?source=source")
    page = room.page
    room.follow(page.locator("#result_list tbody th a").first)
    commit = page.locator("#content h2").first.inner_text().split()[-1]
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Team activity").click()
    gadget = opened.value
    with gadget.expect_popup() as asked:
        gadget.get_by_role("button", name="Sign in").click()
    # Who is signed in here is only asked whether the page may show theirs.
    window = asked.value
    window.get_by_role("button", name="Continue").click()
    window.get_by_role("button", name="Yes, it is the same").click()
    expect(gadget.get_by_role("article")).to_have_count(1)
    expect(gadget.get_by_role("article")).to_contain_text(commit)
    gadget.close()


# --- every action of a list, deleting last ---


@pytest.mark.parametrize(("model", "name"), actions())
def test_an_action_is_run_on_a_row_and_says_what_it_did(
    model: Any, name: str, room: Admin, rows: dict[str, int]
) -> None:
    page = room.page
    room.open(f"/admin/{noun(model)}/")
    page.locator(f"#result_list .action-select[value='{rows[noun(model)]}']").check()
    page.locator("select[name=action]").select_option(name)
    run = page.locator("button[name=index]")
    if name == "export":
        with page.expect_download() as download:
            run.click()
        assert download.value.suggested_filename.endswith(".csv")
        return
    run.click()
    question = page.locator("#content form input[type=hidden][name=_selected_action]").first
    expect(question.or_(page.locator(".messagelist li").first).first).to_be_attached()
    if question.count():
        confirm(page)
    expect(page.locator(".messagelist li").first).to_be_visible()


def confirm(page: Page) -> None:
    """Answer the question that comes first, with the last of whatever is to be chosen."""
    for chosen in page.locator("#content form select").all():
        chosen.select_option(index=chosen.locator("option").count() - 1)
    page.locator("#content form [type=submit]").first.click()
