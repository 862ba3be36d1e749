"""What makes a list pleasant: it stands still, stays quick and small, fits its room, and prints."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect

from tests.e2e.dashboard import Server
from tests.e2e.served import Played, activity, burst

pytestmark = pytest.mark.thorough

ONE_POLL = 20_000
# Sums up by how much the page moved what was already there, as browsers measure it; presses and keys are no excuse.
SHIFTS = """
window.shifted = 0;
new PerformanceObserver(list => { for (const entry of list.getEntries()) shifted += entry.value; })
  .observe({ type: "layout-shift", buffered: true });
"""
# A server inside the page: as fast as the list can ask. Each answer has one new activity, and one that has changed.
SERVER = """
(template) => {
  window.polls = 0;
  const one = (n, revision) => {
    const copy = structuredClone(template);
    copy.id = "n" + String(n).padStart(6, "0");
    copy.revision = revision;
    copy.published = new Date(1.7e12 + n * 60000).toISOString();
    copy.object.title = `Refund ${n}, seen ${revision} times`;
    return copy;
  };
  AbortSignal.timeout = () => new AbortController().signal;
  window.fetch = async () => {
    polls += 1;
    const items = Array.from({ length: 5 }, (_, i) => one(polls + 5 - i, i === 3 ? polls : 1));
    const headers = { ETag: `"${polls}"`, "X-Poll-Interval": "3600" };
    return new Response(JSON.stringify({ items, next: null, sources: [] }), { headers });
  };
}
"""
POLL = """
async (times) => {
  const root = document.querySelector("activity-gadget").shadowRoot;
  const turn = () => new Promise(resolve => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => { port1.close(); resolve(); };
    port2.postMessage(0);
  });
  for (const until = polls + times; polls < until; await turn())
    root.querySelector('[aria-label="Refresh"]').click();
  while (root.querySelector('[aria-label="Refresh"][aria-busy="true"]')) await turn();
  return root.querySelectorAll("article").length;
}
"""


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


def stream(size: int) -> list[dict[str, Any]]:
    return [activity(n) for n in range(size, 0, -1)]


def shifted(page: Page) -> float:
    page.evaluate("new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)))")
    return float(page.evaluate("window.shifted"))


def test_nothing_moves_while_the_list_comes(page: Page, server: Server) -> None:
    page.add_init_script(SHIFTS)
    Played(page, server, [*burst(60, 6), *stream(40)]).open()
    assert shifted(page) <= 0.02


def test_nothing_moves_while_somebody_reads_and_news_comes(page: Page, server: Server) -> None:
    page.add_init_script(SHIFTS)
    played = Played(page, server, stream(30))
    played.open()
    page.get_by_role("article").nth(3).hover()
    before = page.get_by_role("article").nth(3).bounding_box()
    played.items = [*burst(40, 4), *stream(30)]
    expect(page.get_by_role("button", name="4 new")).to_be_visible(timeout=ONE_POLL)
    assert page.get_by_role("article").nth(3).bounding_box() == before
    assert shifted(page) <= 0.02


def test_a_list_of_500_is_laid_out_only_where_somebody_looks(page: Page, server: Server) -> None:
    Played(page, server, stream(500)).open()
    rows = page.get_by_role("article")
    expect(rows).to_have_count(500)
    expect(rows.last).to_have_css("content-visibility", "auto")
    assert not rows.last.evaluate("row => row.querySelector('p').checkVisibility({contentVisibilityAuto: true})")
    rows.last.scroll_into_view_if_needed()
    expect(rows.last).to_be_in_viewport()
    assert rows.last.evaluate("row => row.querySelector('p').checkVisibility({contentVisibilityAuto: true})")


def test_scrolling_runs_no_script_of_ours_and_touches_no_node(page: Page, server: Server) -> None:
    Played(page, server, stream(500)).open("poll=never")
    page.evaluate(
        """() => {
          window.touched = 0;
          const root = document.querySelector("activity-gadget").shadowRoot;
          new MutationObserver(records => { touched += records.length; })
            .observe(root.querySelector(".days"), { subtree: true, childList: true, attributes: true });
        }"""
    )
    for _ in range(10):
        page.mouse.wheel(0, 3_000)
    page.wait_for_function("document.documentElement.scrollTop > 10_000")
    assert page.evaluate("window.touched") == 0


def test_memory_is_flat_over_a_thousand_polls(page: Page, server: Server) -> None:
    Played(page, server, stream(5)).open("poll=never&bursts=off")
    # A highlight that still fades holds what it fades on.
    page.emulate_media(reduced_motion="reduce")
    page.evaluate(SERVER, activity(1))
    session = page.context.new_cdp_session(page)
    # By then the browser has compiled what it compiles, and its own records of what moved are full.
    assert page.evaluate(POLL, 500) == 5
    early = weight(session)
    assert page.evaluate(POLL, 1_000) == 5
    late = weight(session)
    assert late["nodes"] <= early["nodes"]
    assert late["listeners"] <= early["listeners"]
    assert late["heap"] <= early["heap"] * 1.05


def weight(session: CDPSession) -> dict[str, float]:
    """What is still held after the garbage is gone."""
    for _ in range(3):
        session.send("HeapProfiler.collectGarbage")
    counters = session.send("Memory.getDOMCounters")
    heap = session.send("Runtime.getHeapUsage")["usedSize"]
    return {"nodes": counters["nodes"], "listeners": counters["jsEventListeners"], "heap": heap}


@pytest.fixture(params=["320 px", "twice as large on 640 px"])
def small(request: Any, browser: Browser) -> Iterator[Page]:
    """To the page, a zoom of 200 % is half the width at twice the density."""
    context = browser.new_context(
        viewport={"width": 320, "height": 600}, device_scale_factor=1 if request.param == "320 px" else 2
    )
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("query", ["", "layout=list", "density=compact", "view=wallboard", "dir=rtl"])
def test_it_fits_without_scrolling_sideways(small: Page, server: Server, query: str) -> None:
    title = "Refund_of_a_very_long_name_without_any_blank_" * 4
    thing = {"type": "issue", "id": "PAY-1", "title": title, "summary": "", "url": ""}
    Played(small, server, [*burst(60, 6), activity(50, object=thing, content_html=f"<pre>{title}</pre>")]).open(query)
    assert small.evaluate("document.documentElement.scrollWidth") <= 320
    outside = small.evaluate(
        """() => [...document.querySelector("activity-gadget").shadowRoot.querySelectorAll("article *")]
          .filter(one => one.checkVisibility() && !one.closest(".heard, .sentence, .word"))
          .map(one => one.getBoundingClientRect()).filter(({ left, right }) => left < -1 || right > 321).length"""
    )
    assert outside == 0


def test_nothing_moves_by_itself_for_whoever_asks_for_that(browser: Browser, server: Server) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    played = Played(page, server, stream(10))
    played.open()
    played.items = stream(11)
    page.get_by_role("button", name="Refresh").click()
    expect(page.get_by_role("article")).to_have_count(11)
    assert page.evaluate("document.getAnimations().length") == 0
    context.close()


def test_paper_has_everything_and_nothing_to_press(page: Page, server: Server) -> None:
    Played(page, server, [*burst(60, 6), *stream(5)]).open()
    expect(page.get_by_role("article")).to_have_count(7)
    page.emulate_media(media="print")
    expect(page.get_by_role("article")).to_have_count(11)
    for role in ("button", "searchbox"):
        expect(page.get_by_role(role)).to_have_count(0)  # type: ignore[arg-type]
    expect(page.get_by_role("link").filter(visible=True, has=page.locator("svg"))).to_have_count(0)
    words = page.locator(".words").first
    assert words.evaluate("words => words.scrollHeight <= words.clientHeight + 1")
    said = page.locator(".when time").first.evaluate("time => getComputedStyle(time, '::after').content")
    assert str(activity(60)["published"])[:4] in said
    page.emulate_media(media="screen")
    expect(page.get_by_role("article")).to_have_count(7)


def test_a_burst_opens_by_keys_and_every_action_in_it_is_reached(page: Page, server: Server) -> None:
    Played(page, server, burst(60, 6)).open()
    fold = page.get_by_role("button", name="and 4 more")
    fold.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Show less")).to_be_focused()
    for _ in range(4):
        page.keyboard.press("PageDown")
    last = page.get_by_role("article").last
    expect(last).to_be_focused()
    last.get_by_role("button", name="Vote").focus()
    expect(last.get_by_role("button", name="Vote")).to_have_css("opacity", "1")


def test_a_wall_has_no_scroll_bar_and_large_letters(page: Page, server: Server) -> None:
    Played(page, server, stream(100)).open("view=wallboard")
    assert page.evaluate("innerWidth - document.documentElement.clientWidth") == 0
    assert page.locator(".sentence").first.evaluate("one => parseFloat(getComputedStyle(one).fontSize)") >= 18
    expect(page.get_by_role("button", name="Vote")).to_have_count(0)


def test_somebody_who_comes_back_finds_where_they_were(context: BrowserContext, server: Server) -> None:
    first = context.new_page()
    Played(first, server, stream(10)).open()
    first.close()
    page = context.new_page()
    Played(page, server, stream(13)).open()
    expect(page.get_by_text("New since")).to_be_visible()
    following = page.locator(".divider + [role=feed] article").first
    expect(following).to_contain_text("Rounding of refund 10")
