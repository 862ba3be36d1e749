"""`make bench-gadget`: how soon a reader sees the first item, and what 500 of them cost while somebody scrolls.

Beside it a bare page of the same server, the sign-in page of the admin: what the machine and the browser need for any.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from statistics import median, quantiles

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from tests.e2e.dashboard import CHROMIUM, QUIET, Server
from tests.e2e.served import Played, activity
from tests.processes import demo, end, free_port, lines_until

ROUNDS = 30
# In the page: ms from its HTML to the frame that shows what is looked for.
SHOWN = """
window.shown = new Promise(resolve => {
  const find = () => %s ? setTimeout(() => {
    const [{ responseEnd }] = performance.getEntriesByType("navigation");
    resolve(performance.now() - responseEnd);
  }) : requestAnimationFrame(find);
  requestAnimationFrame(find);
});
"""
FIRST_ITEM = SHOWN % "document.querySelector('activity-gadget')?.shadowRoot?.querySelector('article')"
ANYTHING = SHOWN % "document.querySelector('form')"
LONG_TASKS = """
window.long = [];
new PerformanceObserver(list => long.push(...list.getEntries().map(({ duration }) => duration)))
  .observe({ type: "longtask" });
"""


@dataclass(frozen=True)
class Seen:
    """How long somebody waited, and what the page's main thread did for it."""

    ms: float
    busy_ms: float


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        port = free_port()
        process = demo(folder, port, POLL_SECONDS="600")
        try:
            lines_until(process, "Stop with")
            server = Server(port, f"http://127.0.0.1:{port}", f"http://localhost:{port}")
            for n in range(40):
                server.publish(title=f"Rounding of refund <b>{n}</b>", audience="public")
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
            _tell_of_first_items(browser, server, rounds)
            _tell_of_scrolling(browser.new_page(), server)
            browser.close()
        finally:
            end(process)


def _tell_of_first_items(browser: Browser, server: Server, rounds: int) -> None:
    pages = {
        "the gadget": (f"{server.origin}/embed/team/", FIRST_ITEM),
        "a bare page": (f"{server.origin}/admin/login/", ANYTHING),
    }
    for kept in (False, True):
        seen: dict[str, list[Seen]] = {name: [] for name in pages}
        for _ in range(rounds):
            for name, (address, script) in pages.items():
                seen[name].append(_open(browser, address, script, kept))
        print(f"First item after the page's HTML, {'files kept' if kept else 'nothing kept'}, {rounds} rounds:")
        for name, some in seen.items():
            waited = [one.ms for one in some]
            print(
                f"  {name}: p50 {median(waited):.0f} ms, p95 {quantiles(waited, n=20)[-1]:.0f} ms, "
                f"{median(one.busy_ms for one in some):.0f} ms of the page's own thread"
            )
        gadget, bare = seen.values()
        first, middle, third = quantiles([one.ms / other.ms for one, other in zip(gadget, bare, strict=True)])
        print(f"  ratio {middle:.1f} ({first:.1f}–{third:.1f})")


def _open(browser: Browser, address: str, script: str, kept: bool) -> Seen:
    """By a reader who was never here, or who comes back and has the files."""
    context = browser.new_context()
    page = context.new_page()
    # Once before, so that the process stays and its thread can be asked what it did.
    page.goto(address, wait_until="load")
    page.get_by_role("article").or_(page.locator("form")).first.wait_for()
    session = context.new_cdp_session(page)
    if not kept:
        session.send("Network.clearBrowserCache")
    page.add_init_script(script)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    before = _busy(session)
    page.goto(address)
    seen = Seen(page.evaluate("shown"), 1_000 * (_busy(session) - before))
    context.close()
    return seen


def _busy(session: CDPSession) -> float:
    """Seconds of processor time that the page's main thread took, which a busy machine changes little."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(one["value"] for one in metrics if one["name"] == "TaskDuration"))


def _tell_of_scrolling(page: Page, server: Server) -> None:
    Played(page, server, [activity(n) for n in range(500, 0, -1)]).open("poll=never")
    page.evaluate(LONG_TASKS)
    for _ in range(60):
        page.mouse.wheel(0, 800)
        page.evaluate("new Promise(requestAnimationFrame)")
    tasks = page.evaluate("long")
    scrolled = page.evaluate("Math.round(scrollY)")
    print(
        f"Scrolled {scrolled:,} px through 500 items: {len(tasks)} long tasks, {max(tasks, default=0):.0f} ms at most"
    )


if __name__ == "__main__":
    main()
