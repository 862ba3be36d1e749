"""Who may embed, what happens when a reader is not signed in, and what hostile text does."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.e2e.dashboard import Dashboard, Server
from tests.e2e.hosts import host
from tests.e2e.test_story import ONE_POLL

# A host that may run script: the element stands in its own page, and its server has minted the token.
ELEMENT_PAGE = """<!doctype html><title>Host</title><script src="{origin}/static/gadget/v1/gadget.js"></script>
<activity-gadget src="{origin}" gadget="team" heading="Right here"></activity-gadget>
<script>document.querySelector("activity-gadget").fetchToken = async () => ({token})</script>"""


@pytest.fixture
def foreign(tmp_path: Path, server: Server) -> Iterator[str]:
    """Another origin, which is not on the gadget's list: one page frames it, one holds the element itself."""
    (tmp_path / "index.html").write_text(
        f'<iframe src="{server.origin}/embed/team/" width="400" height="400"></iframe>'
    )
    (tmp_path / "element.html").write_text(ELEMENT_PAGE.format(origin=server.origin, token=json.dumps(server.token())))
    with host(tmp_path) as address:
        yield address


def test_a_page_that_is_not_on_the_list_cannot_frame_it(context: BrowserContext, foreign: str) -> None:
    page = context.new_page()
    refusals: list[str] = []
    page.on("console", lambda message: refusals.append(message.text))
    page.goto(foreign)
    page.wait_for_timeout(500)
    assert any("frame-ancestors" in refusal for refusal in refusals)
    assert page.frame_locator("iframe").locator("activity-gadget").count() == 0


def test_the_element_works_without_a_frame_on_any_origin(context: BrowserContext, foreign: str, server: Server) -> None:
    title = f"Shipped {server.post()['id'][-8:]}"
    server.post(title=title)
    page = context.new_page()
    page.goto(f"{foreign}element.html")
    item = page.get_by_role("article").filter(has_text=title)
    item.get_by_role("button", name="Vote").click()
    expect(item.get_by_role("button", name="Voted")).to_contain_text("1")
    expect(page.get_by_role("heading", name="Right here")).to_be_visible()


def test_on_a_page_of_its_own_nobody_is_signed_in(context: BrowserContext, server: Server) -> None:
    page = context.new_page()
    page.goto(f"{server.origin}/embed/team/")
    expect(page.locator("activity-gadget")).to_contain_text("Team activity")
    expect(page.get_by_role("article")).to_have_count(0)


def test_hostile_text_is_only_text(dashboard: Dashboard, server: Server) -> None:
    dashboard.leave()
    server.post(
        title='<img src=x onerror="document.title=1"><script>document.title=2</script>Harmless <b>after all</b>',
        content='<a href="javascript:document.title=3">click</a><svg onload="document.title=4"></svg>',
        actor={"id": "mallory", "displayName": "<b>Mallory</b><script>document.title=5</script>"},
    )
    item = dashboard.item("Harmless after all")
    expect(item).to_be_visible(timeout=ONE_POLL)
    assert item.locator("img, script, svg[onload], a[href^=javascript]").count() == 0
    assert dashboard.page.title() == "Somebody’s dashboard"
    assert dashboard.complaints == []


def test_news_waits_behind_a_pill_while_somebody_reads(dashboard: Dashboard, server: Server) -> None:
    first = dashboard.items.first
    first.hover()
    before = first.inner_text()
    server.post(title="News while reading")
    pill = dashboard.gadget.get_by_role("button", name="1 new")
    expect(pill).to_be_visible(timeout=ONE_POLL)
    assert dashboard.items.first.inner_text() == before
    pill.click()
    expect(dashboard.items.first).to_contain_text("News while reading")


def test_what_changed_stands_in_chips_from_the_first_paint(dashboard: Dashboard, server: Server) -> None:
    changes = [{"field": "status", "from": "In review", "to": "Done"}, {"field": "fix version", "to": "4.2"}]
    server.publish(title="Resolved <b>PAY-42</b>", changes=changes)
    dashboard.page.reload()
    chips = dashboard.item("PAY-42").first.get_by_role("list", name="Changes")
    expect(chips.get_by_role("listitem")).to_have_text(["status : was In review →, now Done", "fix version →, now 4.2"])
    assert chips.locator("del").evaluate("el => getComputedStyle(el).textDecorationLine") == "line-through"
    frame = next(frame for frame in dashboard.page.frames if "/embed/" in frame.url)
    shifts = frame.evaluate(
        """() => new Promise(done => new PerformanceObserver(list => done(list.getEntries().map(e => e.value)))
           .observe({type: "layout-shift", buffered: true}) || setTimeout(() => done([]), 1500))"""
    )
    assert sum(shifts) < 0.01


@pytest.mark.parametrize("width", [320, 480, 900])
def test_nothing_is_cut_off_at_any_width(dashboard: Dashboard, width: int) -> None:
    dashboard.page.set_viewport_size({"width": width, "height": 900})
    body = dashboard.gadget.locator("body")
    expect(dashboard.items.first).to_be_visible()
    assert body.evaluate("body => body.scrollWidth <= body.clientWidth")
    assert dashboard.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_show_more_goes_back_in_time_without_repeating(dashboard: Dashboard, server: Server) -> None:
    for number in range(25):
        # Many by one actor in a row would fold.
        server.post(actor={"id": f"robot-{number % 2}"})
    dashboard.page.reload()
    expect(dashboard.items).to_have_count(20)
    dashboard.gadget.get_by_role("button", name="Show more").click()
    expect(dashboard.items.nth(20)).to_be_visible()
    ids = [item.get_attribute("id") for item in dashboard.items.all()]
    assert len(ids) == len(set(ids)) > 20
