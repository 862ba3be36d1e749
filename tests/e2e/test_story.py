"""The whole story across two origins: post, appears, click, second browser."""

import re
import subprocess
import urllib.parse
from pathlib import Path
from uuid import uuid4

from playwright.sync_api import expect

from tests.e2e.dashboard import Dashboard, Server

ROOT = Path(__file__).resolve().parents[2]
# The server says 5 s, the poller adds a little so that gadgets do not ask in step.
ONE_POLL = 8_000


def _title(server: Server, words: str = "release") -> str:
    """Post something nobody else did, and return how it reads. Several by one actor would fold."""
    number = uuid4().hex[:8]
    posted = server.post(title=f"Shipped the {words} {number}", actor={"id": number, "displayName": f"Robot {number}"})
    return str(posted["title"])


def test_the_gadget_comes_from_another_site(dashboard: Dashboard, server: Server) -> None:
    frame = dashboard.page.locator("iframe").get_attribute("src") or ""
    assert urllib.parse.urlsplit(dashboard.page.url).hostname == "127.0.0.1"
    assert urllib.parse.urlsplit(frame).hostname == "localhost"


def test_the_stream_shows_the_commits_of_this_checkout(dashboard: Dashboard) -> None:
    git = ["git", "-C", str(ROOT), "log", "-1", "--format=%h%n%s", "--abbrev=7"]
    sha, subject = subprocess.run(git, capture_output=True, text=True, check=True).stdout.splitlines()
    commit = dashboard.item(sha)
    expect(commit).to_contain_text(subject[:60])
    expect(commit).to_contain_text("pushed")


def test_the_newest_stand_first_under_their_day(dashboard: Dashboard) -> None:
    times = [time.get_attribute("datetime") or "" for time in dashboard.gadget.locator("article time").all()]
    assert times == sorted(times, reverse=True)
    expect(dashboard.gadget.get_by_role("feed").first).to_be_visible()
    expect(dashboard.gadget.get_by_role("heading", name=re.compile("Today|Yesterday|day")).first).to_be_visible()


def test_what_a_program_posts_appears_within_one_poll(dashboard: Dashboard, server: Server) -> None:
    dashboard.leave()
    title = _title(server)
    expect(dashboard.item(title)).to_be_visible(timeout=ONE_POLL)
    expect(dashboard.items.first).to_contain_text(title, ignore_case=True)


def test_a_click_answers_at_once_stays_and_is_seen_elsewhere(
    dashboard: Dashboard, second: Dashboard, server: Server
) -> None:
    second.leave()
    title = _title(server)
    vote = dashboard.item(title).get_by_role("button", name="Vote")
    vote.click(timeout=ONE_POLL)
    expect(dashboard.item(title).get_by_role("button", name="Voted")).to_be_visible(timeout=1_500)
    expect(second.item(title).get_by_role("button", name="Voted")).to_be_visible(timeout=ONE_POLL)
    dashboard.page.reload()
    expect(dashboard.item(title).get_by_role("button", name="Voted")).to_contain_text("1")


def test_watch_is_taken_back_by_pressing_it_again(dashboard: Dashboard, server: Server) -> None:
    title = _title(server)
    dashboard.item(title).get_by_role("button", name="Watch").click(timeout=ONE_POLL)
    watching = dashboard.item(title).get_by_role("button", name="Watching")
    expect(watching).to_have_attribute("aria-pressed", "true")
    watching.click()
    expect(dashboard.item(title).get_by_role("button", name="Watch", exact=True)).to_have_attribute(
        "aria-pressed", "false"
    )


def test_undo_takes_a_vote_back(dashboard: Dashboard, server: Server) -> None:
    title = _title(server)
    dashboard.item(title).get_by_role("button", name="Vote").click(timeout=ONE_POLL)
    dashboard.item(title).get_by_role("button", name="Undo").click()
    expect(dashboard.item(title).get_by_role("button", name="Vote", exact=True)).to_be_visible()


def test_a_comment_becomes_an_activity_in_both_browsers(
    dashboard: Dashboard, second: Dashboard, server: Server
) -> None:
    second.leave()
    title = _title(server)
    said = f"Well done, {title[-8:]}!"
    dashboard.item(title).get_by_role("button", name="Comment").click(timeout=ONE_POLL)
    dashboard.gadget.get_by_role("textbox").fill(said)
    dashboard.gadget.get_by_role("textbox").press("Control+Enter")
    # Whoever just wrote still has the pointer there, so for them the news waits behind the pill.
    dashboard.gadget.get_by_role("button", name=re.compile("new$")).click(timeout=ONE_POLL)
    for browser in (dashboard, second):
        expect(browser.item(said).filter(has_text="Dana Demo")).to_be_visible(timeout=ONE_POLL)


def test_what_is_removed_leaves_the_list(dashboard: Dashboard, server: Server) -> None:
    dashboard.leave()
    posted = server.post(title="Posted by mistake")
    expect(dashboard.item("Posted by mistake")).to_be_visible(timeout=ONE_POLL)
    server.ask("DELETE", posted["links"]["self"])
    expect(dashboard.item("Posted by mistake")).to_have_count(0, timeout=ONE_POLL)


def test_the_browser_has_nothing_to_complain_of(dashboard: Dashboard, server: Server) -> None:
    """No blocked script or style, no failed request, no Trusted Types violation, no uncaught error."""
    dashboard.item(_title(server)).get_by_role("button", name="Watch").click(timeout=ONE_POLL)
    dashboard.page.wait_for_timeout(1_000)
    assert dashboard.complaints == []
