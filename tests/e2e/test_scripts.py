"""Scripts of actions, one for the original and one in our style, in the frame and on a page of another origin."""

from __future__ import annotations

import json
import sqlite3
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Locator, Page, Route, expect

from tests.e2e.dashboard import Dashboard, Server
from tests.e2e.hosts import host
from tests.e2e.test_accessibility import complaints
from tests.e2e.test_parts import PAGE
from tests.processes import demo, end, free_port, lines_until

STATIC = Path(__file__).resolve().parents[1] / "sample_plugin/static"
BUILD = "https://ci.example.com/build/907/trigger"
PAGER = "https://pager.example.com/page"
ROWS = [("build", "sample/build-trigger.js", "original"), ("oncall", "sample/page-oncall.js", "module")]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demo of somebody who has scripts of their own, and a job to act on."""
    folder, port = tmp_path_factory.mktemp("demo"), free_port()
    process = demo(folder, port, POLL_SECONDS="5", EXTRA_STATIC=str(STATIC))
    lines_until(process, "Stop with")
    _switch_on(folder / "activity-streams.sqlite3")
    server = Server(port, f"http://127.0.0.1:{port}", f"http://localhost:{port}")
    server.publish(
        title="<b>Payments CI</b> finished build 907",
        object={"objectType": "job", "id": "907", "displayName": "build 907"},
        links={"http://streams.atlassian.com/syndication/build-trigger": BUILD, "page-oncall": PAGER},
    )
    server.publish(title="Nothing to build", object={"objectType": "job", "id": "908", "displayName": "build 908"})
    yield server
    end(process)


def _switch_on(database: Path) -> None:
    """What an administrator does in the admin (tests/admin/test_action.py)."""
    with sqlite3.connect(database, timeout=20) as connection:
        for key, script, style in ROWS:
            connection.execute(
                "INSERT INTO streams_actionhandler (key, enabled, object_types, providers, label, icon, confirm,"
                " script, script_style) VALUES (?, 1, '[]', '[]', '', '', '', ?, ?)",
                (key, script, style),
            )


@dataclass
class Shown:
    """A page, the list in it or in its frame, and what the browser complains of."""

    page: Page
    where: Page | FrameLocator
    complaints: list[str]

    def complaints_but(self, status: str) -> list[str]:
        """The browser itself notes each answer that is no 2xx."""
        return [said for said in self.complaints if status not in said]

    def job(self, title: str = "finished build 907") -> Locator:
        return self.where.get_by_role("article").filter(has_text=title)


@pytest.fixture(params=["frame", "element"])
def gadget(request: Any, context: BrowserContext, server: Server, tmp_path: Path) -> Iterator[Shown]:
    """The list, in a frame of our dashboard or as an element of a page of somebody else's; and what the page is."""
    if request.param == "frame":
        dashboard = Dashboard(context, server)
        yield Shown(dashboard.page, dashboard.gadget, dashboard.complaints)
        return
    token = json.dumps(server.token())
    tag = f'<script src="{server.origin}/static/gadget/v1/gadget.js"></script><script src="host.js" defer></script>'
    (tmp_path / "index.html").write_text(PAGE.format(tag=tag, origin=server.origin))
    (tmp_path / "host.js").write_text(f'document.querySelector("activity-gadget").fetchToken = async () => ({token})')
    page = context.new_page()
    with host(tmp_path) as address:
        said: list[str] = []
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(address)
        yield Shown(page, page, said)


def proxy(page: Page, status: int = 200) -> list[Any]:
    """Answer in place of the server's proxy; what it was asked."""
    asked: list[Any] = []

    def answer(route: Route) -> None:
        if route.request.method == "OPTIONS":
            return route.fallback()
        asked.append(route.request)
        allowed = {"Access-Control-Allow-Origin": "*"}
        return route.fulfill(status=status, headers=allowed, body="")

    page.context.route("**/rest/activity-stream/1.0/url-proxy?**", answer)
    return asked


def proxy_that_asks(page: Page) -> list[Any]:
    """Answer as the server does in a framed gadget: a question first. What it was asked."""
    asked: list[Any] = []
    headers = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Confirmation"}
    question = {"code": "confirmation_required", "detail": "Start a build?", "label": "Trigger build"}

    def answer(route: Route) -> None:
        if route.request.method == "OPTIONS":
            return route.fallback()
        asked.append(route.request)
        if "confirmation" in route.request.headers:
            return route.fulfill(status=200, headers=headers, body="")
        return route.fulfill(status=428, headers={**headers, "Confirmation": "code-1"}, json=question)

    page.context.route("**/rest/activity-stream/1.0/url-proxy?**", answer)
    return asked


@pytest.mark.parametrize(
    ("role", "name", "said"),
    [("link", "Trigger build", "The build is queued"), ("button", "Page on-call", "Somebody is on the way")],
)
def test_what_the_server_wants_to_know_is_asked_in_the_row(gadget: Shown, role: Any, name: str, said: str) -> None:
    asked, question = proxy_that_asks(gadget.page), gadget.job().locator(".confirmation")
    gadget.job().get_by_role(role, name=name).click()
    expect(question).to_contain_text("Start a build?")
    expect(gadget.where.locator(".confirmation")).to_have_count(1)
    question.get_by_role("button", name="Trigger build").click()
    expect(gadget.job().get_by_text(said)).to_be_visible()
    expect(question).to_have_count(0)
    first, second = (request.headers for request in asked)
    assert first["idempotency-key"] == second["idempotency-key"]
    assert (first.get("confirmation"), second["confirmation"]) == (None, "code-1")
    assert gadget.complaints_but("428") == []


# What a script of the original does to reply: a form, with the original's proof that no other page sends it.
REPLY = r"""
([to, replyTo]) => new Promise(resolve => AJS.$.ajax({
    type: "POST", url: to, global: false,
    data: AJS.$("<textarea name=comment>").val("On\nit").add(AJS.$("<input name=replyTo>").val(replyTo)).serialize(),
    headers: {"X-Atlassian-Token": "no-check", "X-Requested-With": "XMLHttpRequest"},
    complete: request => resolve([request.status, request.getResponseHeader("Location")]),
}))
"""


def test_a_reply_by_the_original_s_servlet_arrives_from_any_page(gadget: Shown, server: Server) -> None:
    expect(gadget.job().get_by_role("link", name="Trigger build")).to_be_visible()
    uid = str(gadget.job().get_attribute("id")).removeprefix("item-")
    servlet = f"{server.origin}/plugins/servlet/streamscomments"
    frame = next((frame for frame in gadget.page.frames if "/embed/" in frame.url), gadget.page.main_frame)
    with gadget.page.expect_request(servlet) as sent:
        answer = frame.evaluate(REPLY, [servlet, f"{servlet}/deploys/{uid}"])
    assert answer == [201, f"{server.origin}/api/v1/activities/{uid}/"]
    assert str(sent.value.post_data).startswith("comment=On%0D%0Ait&")
    assert gadget.complaints == []


def test_a_no_to_a_script_in_our_style_leaves_it_as_it_was(gadget: Shown) -> None:
    asked = proxy_that_asks(gadget.page)
    gadget.job().get_by_role("button", name="Page on-call").click()
    gadget.job().locator(".confirmation").get_by_role("button", name="Cancel").click()
    expect(gadget.job().locator(".confirmation, .note")).to_have_count(0)
    expect(gadget.job().get_by_role("button", name="Page on-call")).not_to_have_attribute("aria-busy", "true")
    assert len(asked) == 1
    assert gadget.complaints_but("428") == []


def test_a_script_for_the_original_runs_unmodified(gadget: Shown) -> None:
    asked = proxy(gadget.page)
    gadget.job().get_by_role("link", name="Trigger build").click()
    expect(gadget.job().get_by_text("The build is queued")).to_be_visible()
    expect(gadget.job().get_by_role("link", name="Trigger build")).to_have_count(0)
    expect(gadget.job().locator(".activity-item-build-trigger-label")).to_be_visible()
    (request,) = asked
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(request.url).query)
    uid = str(gadget.job().get_attribute("id")).removeprefix("item-")
    assert (request.method, query) == ("POST", {"url": [BUILD], "activity": [uid]})
    assert request.headers["authorization"].startswith("Bearer ae_")
    assert gadget.complaints == []


@pytest.mark.parametrize(
    ("status", "said"), [(401, "The build server does not know you"), (500, "The build could not be triggered")]
)
def test_what_it_says_of_an_error_stays_and_is_an_alert(gadget: Shown, status: int, said: str) -> None:
    proxy(gadget.page, status)
    gadget.job().get_by_role("link", name="Trigger build").click()
    expect(gadget.job().get_by_role("alert")).to_contain_text(said)
    expect(gadget.job().get_by_role("link", name="Trigger build")).to_be_visible()


def test_it_stands_in_the_row_by_its_weight_and_only_where_it_applies(gadget: Shown) -> None:
    row = gadget.job().get_by_role("group", name="Actions")
    expect(row.get_by_role("button", name="Page on-call")).to_be_visible()
    words = row.inner_text().split("\n")
    assert words.index("Comment") < words.index("Trigger build") < words.index("Vote") < words.index("Page on-call")
    expect(gadget.job("Nothing to build").get_by_text("Trigger build")).to_have_count(0)
    expect(gadget.job("Nothing to build").get_by_text("Page on-call")).to_have_count(0)


def test_a_script_in_our_style_says_how_it_stands(gadget: Shown) -> None:
    asked = proxy(gadget.page)
    gadget.job().get_by_role("button", name="Page on-call").click()
    expect(gadget.job().get_by_text("Somebody is on the way")).to_be_visible()
    expect(gadget.job().get_by_role("button", name="Paged")).to_have_attribute("aria-pressed", "true")
    assert PAGER in urllib.parse.unquote(asked[0].url)
    assert gadget.complaints == []


@pytest.mark.parametrize(
    ("status", "said", "role"), [(409, "Nobody is on call", None), (500, "The pager does not answer", "alert")]
)
def test_what_it_cannot_do_it_says_in_its_place(gadget: Shown, status: int, said: str, role: str | None) -> None:
    proxy(gadget.page, status)
    gadget.job().get_by_role("button", name="Page on-call").click()
    expect(gadget.job().get_by_text(said)).to_be_visible()
    assert gadget.job().get_by_role("alert").count() == (role == "alert")


def tab_to(gadget: Shown, wanted: Locator) -> None:
    for _ in range(60):
        gadget.page.keyboard.press("Tab")
        if wanted.evaluate("element => element === element.getRootNode().activeElement"):
            return
    raise AssertionError("Tab never came to it")


def test_both_are_run_by_keys(gadget: Shown) -> None:
    proxy(gadget.page)
    gadget.job().focus()
    tab_to(gadget, gadget.job().get_by_role("link", name="Trigger build"))
    gadget.page.keyboard.press("Enter")
    expect(gadget.job().get_by_text("The build is queued")).to_be_visible()
    tab_to(gadget, gadget.job().get_by_role("button", name="Page on-call"))
    gadget.page.keyboard.press("Enter")
    expect(gadget.job().get_by_text("Somebody is on the way")).to_be_visible()


def test_its_texts_come_in_the_reader_s_language(browser: Browser, server: Server) -> None:
    context = browser.new_context(locale="de-DE", viewport={"width": 480, "height": 900})
    dashboard = Dashboard(context, server)
    expect(dashboard.gadget.get_by_role("link", name="Build starten")).to_be_visible()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_them(browser: Browser, server: Server, scheme: Any) -> None:
    context = browser.new_context(locale="en-GB", color_scheme=scheme)
    dashboard = Dashboard(context, server)
    proxy(dashboard.page)
    dashboard.item("build 907").get_by_role("link", name="Trigger build").click()
    expect(dashboard.gadget.get_by_text("The build is queued")).to_be_visible()
    assert complaints(dashboard) == []
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_what_is_asked_either(browser: Browser, server: Server, scheme: Any) -> None:
    context = browser.new_context(locale="en-GB", color_scheme=scheme)
    dashboard = Dashboard(context, server)
    proxy_that_asks(dashboard.page)
    dashboard.item("build 907").get_by_role("link", name="Trigger build").click()
    expect(dashboard.gadget.get_by_text("Start a build?")).to_be_visible()
    assert complaints(dashboard) == []
    context.close()


def test_html_that_a_script_writes_is_cleaned_where_the_page_is_ours(context: BrowserContext, server: Server) -> None:
    dashboard = Dashboard(context, server)
    expect(dashboard.gadget.get_by_role("link", name="Trigger build")).to_be_visible()
    frame = next(frame for frame in dashboard.page.frames if "/embed/" in frame.url)
    written = frame.evaluate(
        """() => AJS.$('<p><a href="javascript:x()" onclick="x()">a</a><img src=x onerror="x()"><input></p>')"""
        "[0].outerHTML"
    )
    assert written == '<p><a>a</a><img src="x"><input></p>'


def test_a_script_that_is_broken_costs_only_its_own_action(context: BrowserContext, server: Server) -> None:
    context.route(
        "**/sample/build-trigger.js", lambda route: route.fulfill(body="throw 1", content_type="text/javascript")
    )
    context.route("**/sample/page-oncall.js", lambda route: route.abort())
    dashboard = Dashboard(context, server)
    # The builds that the tests before this one triggered are told of above it.
    told = dashboard.item("finished build 907").last
    told.get_by_role("button", name="Vote").click()
    expect(told.get_by_role("button", name="Voted")).to_be_visible()
    dashboard.wait_for_complaint("a script of an action was left out")
