"""The element is one small file, and its parts come behind it; a page around it dresses what it is made of."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.e2e.dashboard import Dashboard, Server
from tests.e2e.hosts import host
from tests.e2e.served import LONG_AGO, Played, activity, burst
from tests.processes import ROOT

pytestmark = pytest.mark.thorough

PAGE = """<!doctype html><title>Host</title>{tag}
<activity-gadget src="{origin}" gadget="team" heading="Right here"></activity-gadget>"""
# Ways to load the one address that pages know.
WAYS = {
    "a plain script": '<script src="{address}"></script>',
    "a deferred one": '<script src="{address}" defer></script>',
    "a module": '<script src="{address}" type="module"></script>',
    "an import": '<script type="module">import "{address}"</script>',
    "twice": '<script src="{address}"></script><script src="{address}?again"></script>',
}
# The strictest that a host may be: nothing inline, Trusted Types enforced.
STRICT = (
    "default-src 'none'; script-src 'self' {origin}; connect-src {origin}; img-src {origin}; "
    "require-trusted-types-for 'script'; trusted-types lit-html activity-streams"
)


def scripts(page: Page) -> list[str]:
    """Of our server's, what the page fetched."""
    entries = page.evaluate("performance.getEntriesByType('resource').map(entry => entry.name)")
    return [name.rpartition("/v1/")[2] for name in entries if "/gadget/v1/" in name and name.endswith(".js")]


@pytest.mark.parametrize("way", WAYS)
def test_the_one_address_starts_the_element(way: str, context: BrowserContext, server: Server, tmp_path: Path) -> None:
    tag = WAYS[way].format(address=f"{server.origin}/static/gadget/v1/gadget.js")
    (tmp_path / "index.html").write_text(PAGE.format(tag=tag, origin=server.origin))
    errors: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    with host(tmp_path) as address:
        page.goto(address)
        expect(page.get_by_role("heading", name="Right here")).to_be_visible()
    assert errors == []


def test_a_strict_host_has_nothing_to_refuse(context: BrowserContext, server: Server, tmp_path: Path) -> None:
    tag = f'<script src="{server.origin}/static/gadget/v1/gadget.js"></script><script src="host.js" defer></script>'
    token = f"async () => ({json.dumps(server.token())})"
    (tmp_path / "index.html").write_text(PAGE.format(tag=tag, origin=server.origin))
    (tmp_path / "host.js").write_text(f'document.querySelector("activity-gadget").fetchToken = {token}')
    complaints: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    with host(tmp_path, Content_Security_Policy=STRICT.format(origin=server.origin)) as address:
        page.goto(address)
        page.get_by_role("article").first.get_by_role("button", name="Watch").click()
        expect(page.get_by_role("article").first.get_by_role("button", name="Watching")).to_be_visible()
    assert complaints == []


def test_the_frame_waits_for_the_element_alone_and_fetches_the_rest_behind_it(dashboard: Dashboard) -> None:
    frame: Any = next(frame for frame in dashboard.page.frames if "/embed/" in frame.url)
    expect(dashboard.items.first).to_be_visible()
    frame.wait_for_function("performance.getEntriesByType('resource').some(entry => entry.name.includes('later-'))")
    names = [re.sub(r"-.{8}\.js$", "", name) for name in scripts(frame)]
    assert sorted(names[:2]) == ["chunks/gadget", "frame.js"]
    assert {"chunks/later"} <= set(names[2:]) <= {"chunks/later", "chunks/filtering", "chunks/tabs"}


def test_a_file_that_is_named_after_its_content_is_kept_for_good(dashboard: Dashboard, server: Server) -> None:
    frame: Any = next(frame for frame in dashboard.page.frames if "/embed/" in frame.url)
    for name in scripts(frame):
        headers = dashboard.page.request.get(f"{server.origin}/static/gadget/v1/{name}").headers
        assert ("immutable" in headers["cache-control"]) is name.startswith("chunks/")
        assert headers["access-control-allow-origin"] == "*"


def test_a_press_before_its_part_has_come_is_not_lost(context: BrowserContext, server: Server) -> None:
    held: list[Route] = []
    context.route("**/chunks/later-*", lambda route: held.append(route))
    dashboard = Dashboard(context, server)
    item = dashboard.items.filter(has_text=server.post(title="Pressed early")["title"]).first
    dashboard.page.reload()
    item.get_by_role("button", name="Vote").click()
    for route in held:
        route.continue_()
    expect(item.get_by_role("button", name="Voted")).to_be_visible()


def test_a_part_that_cannot_come_is_said_and_tried_again(context: BrowserContext, server: Server) -> None:
    server.post(title="Pressed in vain")
    context.route("**/chunks/later-*", lambda route: route.abort())
    dashboard = Dashboard(context, server)
    vote = dashboard.item("Pressed in vain").get_by_role("button", name="Vote", exact=True)
    vote.click()
    expect(dashboard.gadget.get_by_role("alert")).to_contain_text("Can’t reach the server")
    context.unroute("**/chunks/later-*")
    vote.click()
    expect(dashboard.item("Pressed in vain").get_by_role("button", name="Voted")).to_be_visible()


def test_a_failure_is_said_also_where_the_part_that_says_it_better_cannot_come(
    context: BrowserContext, server: Server
) -> None:
    asked: list[Route] = []

    def refuse(route: Route) -> None:
        asked.append(route)
        if len(asked) > 1:
            route.abort()

    context.route("**/chunks/later-*", refuse)
    context.route("**/gadgets/team/activities/**", lambda route: route.abort())
    page = context.new_page()
    page.goto(f"{server.origin}/embed/team/")
    # The failure is drawn before its part is refused; nothing else is on its way that would draw again.
    expect(page.locator(".light.late")).to_be_visible()
    expect(page.get_by_role("button", name="Filter activity")).to_be_visible()
    asked[0].abort()
    expect(page.get_by_role("alert")).to_have_text("Can’t reach the server")
    context.unroute("**/chunks/later-*")
    page.get_by_role("button", name="Refresh").click()
    expect(page.get_by_role("button", name="Try again")).to_be_visible()


def named_parts() -> list[str]:
    """What the manual says that a page may dress."""
    manual = (ROOT / "gadget/frontend/README.md").read_text()
    return re.findall(r"`(\w+)`", manual.partition("of `<activity-gadget>` as it likes:")[2].partition("\n\n")[0])


def test_a_page_dresses_every_part_that_the_manual_names(context: BrowserContext, server: Server) -> None:
    parts = named_parts()
    assert len(parts) > 10
    colours = {part: f"rgb({n}, 0, 0)" for n, part in enumerate(parts, 1)}
    rules = "".join(f"activity-gadget::part({part}) {{ outline: 1px solid {colours[part]} }}" for part in parts)
    tag = f'<script src="/static/gadget/v1/gadget.js"></script><style>{rules}</style>'
    page = context.new_page()
    # The element on a page of the server's own, as an application that has it among its files.
    body = PAGE.format(tag=tag, origin=server.origin)
    page.route("**/own-page/", lambda route: route.fulfill(content_type="text/html", body=body))
    Played(page, server, [*burst(60, 6), activity(50), activity(20)])
    page.goto(f"{server.origin}/own-page/")
    page.locator("footer").wait_for()
    page.evaluate(LONG_AGO)
    page.reload()
    for part, colour in colours.items():
        expect(page.locator(f"[part={part}]").first).to_have_css("outline-color", colour)
