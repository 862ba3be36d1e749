"""Real hosts embed the gadget: of another site, in a browser that keeps nothing for frames of other sites."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import BrowserContext, FrameLocator, Page, expect

from tests.e2e.dashboard import Server
from tests.e2e.hosts import host
from tests.e2e.test_sign_in import can_store, sign_in
from tests.peers import dashboards
from tests.processes import free_port

pytestmark = pytest.mark.peer

pytestmark = pytest.mark.peer
# A program of Python's is slow to show its first page, and its first one only (milliseconds).
SOON = 30_000
LOADER = '<script src="{origin}/static/gadget/v1/embed.js" async></script>'
# Streamlit's own server asks for the token (docs/embed.md) and writes it into the page that it makes.
STREAMLIT = (
    LOADER
    + """<activity-gadget-frame gadget="team" max-height="780"></activity-gadget-frame>
<script>document.querySelector("activity-gadget-frame").fetchToken = async () => ({token})</script>"""
)
STRICT = (
    "<!doctype html><title>Strict</title>"
    + LOADER
    + ('<activity-gadget-frame gadget="team" token-url="/token.json"></activity-gadget-frame>')
)
STRICT_POLICY = (
    "default-src 'none'; script-src {origin}; frame-src {origin}; connect-src 'self'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
# What WordPress makes of the oEmbed answer of a provider that it does not know.
WORDPRESS = (
    "<!doctype html><title>WordPress</title>"
    '<iframe sandbox="allow-scripts" security="restricted" class="wp-embedded-content" '
    'src="{origin}/embed/team/#?secret=aBcDeFgHiJ" data-secret="aBcDeFgHiJ" width="600" height="600"></iframe>'
)


@pytest.fixture(scope="module")
def hosts(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Where each of them is."""
    ports = {name: free_port() for name in ("dash", "streamlit")}
    folders = {name: tmp_path_factory.mktemp(name) for name in ("dash", "streamlit", "strict", "wordpress")}
    places = {name: f"http://127.0.0.1:{port}/" for name, port in ports.items()}
    token = json.dumps(server.token())
    (folders["strict"] / "index.html").write_text(STRICT.format(origin=server.origin))
    (folders["strict"] / "token.json").write_text(token)
    (folders["wordpress"] / "index.html").write_text(WORDPRESS.format(origin=server.origin))
    policy = STRICT_POLICY.format(origin=server.origin)
    with ExitStack() as stack:
        places["strict"] = stack.enter_context(host(folders["strict"], Content_Security_Policy=policy))
        places["wordpress"] = stack.enter_context(host(folders["wordpress"]))
        server.allow(*places.values())
        markup = STREAMLIT.format(origin=server.origin, token=token)
        stack.enter_context(dashboards.streamlit(folders["streamlit"], ports["streamlit"], markup))
        stack.enter_context(dashboards.dash(folders["dash"], ports["dash"], f"{server.origin}/embed/team/"))
        yield places


def show(context: BrowserContext, address: str) -> Page:
    page = context.new_page()
    page.goto(address)
    return page


def votes(gadget: FrameLocator, title: str) -> None:
    item = gadget.get_by_role("article").filter(has_text=title)
    item.get_by_role("button", name="Vote").click(timeout=SOON)
    expect(item.get_by_role("button", name="Voted")).to_contain_text("1")


def test_in_streamlit_a_reader_whom_its_server_vouches_for_acts(
    context: BrowserContext, hosts: dict[str, str], server: Server
) -> None:
    server.post(title="Seen in Streamlit")
    page = show(context, hosts["streamlit"])
    votes(page.frame_locator("iframe").frame_locator("iframe"), "Seen in Streamlit")
    assert not can_store(page)


def test_in_dash_a_reader_who_signs_in_by_the_window_acts(
    context: BrowserContext, hosts: dict[str, str], server: Server
) -> None:
    server.post(title="Seen in Dash")
    page = show(context, hosts["dash"])
    gadget = page.frame_locator("iframe")
    with page.expect_popup(timeout=SOON) as opened:
        gadget.get_by_role("button", name="Sign in").click(timeout=SOON)
    sign_in(opened.value)
    opened.value.get_by_role("button", name="Continue").click()
    votes(gadget, "Seen in Dash")
    assert not can_store(page)


def test_a_page_with_a_strict_policy_needs_only_its_script_and_its_frame(
    context: BrowserContext, hosts: dict[str, str], server: Server
) -> None:
    server.post(title="Seen under a strict policy")
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(hosts["strict"])
    votes(page.frame_locator("iframe"), "Seen under a strict policy")
    assert not can_store(page)
    assert [text for text in complaints if "favicon" not in text] == []


def test_a_sandboxed_frame_as_wordpress_makes_it_shows_what_is_public_and_only_that(
    context: BrowserContext, hosts: dict[str, str], server: Server
) -> None:
    server.publish(title="Seen by everybody", audience="public")
    server.post(title="Seen by members")
    page = show(context, hosts["wordpress"])
    gadget = page.frame_locator("iframe")
    item = gadget.get_by_role("article").filter(has_text="Seen by everybody")
    expect(item).to_be_visible()
    expect(gadget.get_by_role("article").filter(has_text="Seen by members")).to_have_count(0)
    # The menu of an item filters; what acts is off.
    assert all(button.get_attribute("aria-disabled") == "true" for button in item.locator("button.action").all())
    expect(gadget.get_by_role("button", name="Sign in")).to_have_count(0)
    assert not can_store(page)
