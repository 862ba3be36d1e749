"""The same story without a mouse."""

from playwright.sync_api import expect

from tests.e2e.dashboard import Dashboard, Server
from tests.e2e.test_story import ONE_POLL, _title


def _tab_to(dashboard: Dashboard, name: str) -> None:
    """Press Tab until the focus is on the control with this name."""
    focused = dashboard.gadget.locator("button:focus")
    for _ in range(80):
        dashboard.page.keyboard.press("Tab")
        if focused.count() and name in (focused.inner_text() or focused.get_attribute("aria-label") or ""):
            return
    raise AssertionError(f"Tab never came to {name}")


def test_every_action_is_reached_and_run_by_keys(dashboard: Dashboard, server: Server) -> None:
    dashboard.leave()
    title = _title(server)
    expect(dashboard.item(title)).to_be_visible(timeout=ONE_POLL)
    for name, done in (("Vote", "Voted"), ("Watch", "Watching")):
        _tab_to(dashboard, name)
        dashboard.page.keyboard.press("Enter")
        expect(dashboard.items.first.get_by_role("button", name=done)).to_be_visible()


def test_a_comment_is_written_by_keys_and_the_focus_comes_back(dashboard: Dashboard, server: Server) -> None:
    dashboard.leave()
    title = _title(server)
    expect(dashboard.item(title)).to_be_visible(timeout=ONE_POLL)
    _tab_to(dashboard, "Comment")
    dashboard.page.keyboard.press("Enter")
    expect(dashboard.gadget.get_by_role("textbox")).to_be_focused()
    dashboard.page.keyboard.type("By keys alone")
    dashboard.page.keyboard.press("Control+Enter")
    expect(dashboard.gadget.get_by_role("textbox")).to_have_count(0)
    expect(dashboard.items.filter(has_text=title).get_by_role("button", name="Comment").first).to_be_focused()


def test_page_down_and_up_move_between_activities(dashboard: Dashboard) -> None:
    dashboard.items.first.focus()
    dashboard.page.keyboard.press("PageDown")
    expect(dashboard.items.nth(1)).to_be_focused()
    dashboard.page.keyboard.press("PageUp")
    expect(dashboard.items.first).to_be_focused()
