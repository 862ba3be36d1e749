"""From the stream to a real Buildbot and back: our own button, and a script written for the original."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.e2e.dashboard import Dashboard, Server
from tests.e2e.hosts import host
from tests.e2e.test_parts import PAGE
from tests.peers.buildbot import Buildbot
from tests.processes import ROOT, demo, end, free_port, lines_until

pytestmark = pytest.mark.peer
STATIC = Path(__file__).resolve().parents[1] / "sample_plugin/static"
# How long a build takes that is started, polled and shown (milliseconds).
SOON = 25_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def server(buildbot: Buildbot, folder: Path) -> Iterator[Server]:
    """The demo of somebody whose builds come from a Buildbot, and who has a script of the original's style."""
    port = free_port()
    process = demo(folder, port, POLL_SECONDS="1", EXTRA_STATIC=str(STATIC))
    lines_until(process, "Stop with")
    buildbot.build("good")
    _add(folder, buildbot)
    yield Server(port, f"http://127.0.0.1:{port}", f"http://localhost:{port}")
    end(process)


ROWS = """
from streams.models import *
told = {{"address": {url!r}, "scheduler": "force"}}
Provider.objects.create(
    key="ci", backend="buildbot", name="Buildbot", config=told, audience=Audience.members(), poll_seconds=1
)
ActionHandler.objects.create(key="build", script="sample/build-trigger.js", script_style="original")
Version.bump()
"""


def _add(folder: Path, buildbot: Buildbot) -> None:
    """What an administrator does in the admin (tests/admin): a source, and the row of a script."""
    environment = {**os.environ, "DATABASE_URL": "", "DATA_DIR": str(folder), "EXTRA_STATIC": str(STATIC)}
    command = [sys.executable, "manage.py", "shell", "-c", ROWS.format(url=buildbot.url)]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)


@pytest.fixture
def dashboard(context: BrowserContext, server: Server) -> Dashboard:
    return Dashboard(context, server)


def first_build(dashboard: Dashboard) -> Locator:
    build = dashboard.gadget.get_by_role("article").filter(has_text="good").last
    expect(build).to_be_visible(timeout=SOON)
    return build


def count(buildbot: Buildbot) -> int:
    return len(buildbot.get("builds?complete=true")["builds"])


def expect_built(buildbot: Buildbot, page: Page, number: int) -> None:
    for _ in range(200):
        if count(buildbot) >= number:
            break
        page.wait_for_timeout(100)
    assert count(buildbot) == number


def test_a_build_is_triggered_by_our_own_button_and_comes_back(dashboard: Dashboard, buildbot: Buildbot) -> None:
    before, build = count(buildbot), first_build(dashboard)
    build.get_by_role("button", name="Trigger build").click()
    expect(build.get_by_text("Start a build?")).to_be_visible()
    assert count(buildbot) == before
    build.get_by_role("button", name="Trigger build").last.click()
    expect_built(buildbot, dashboard.page, before + 1)
    # Whoever still has the pointer there is not disturbed: what came waits until it is asked for.
    dashboard.gadget.get_by_role("button", name="2 new").click(timeout=SOON)
    expect(dashboard.item("Dana Demo").first).to_be_visible(timeout=SOON)
    expect(dashboard.item("good").filter(has_text="2").first).to_be_visible(timeout=SOON)
    assert wanted(dashboard.complaints) == []


def audited(folder: Path) -> tuple[str, str, str]:
    """What the latest press says of where it came from."""
    with sqlite3.connect(folder / "activity-streams.sqlite3", timeout=20) as connection:
        rows = connection.execute("SELECT origin, gadget, action FROM streams_actionrun ORDER BY id DESC LIMIT 1")
        return tuple(rows.fetchone())


@dataclass
class Embedded:
    """The list in a page, the item of the first build, and what the browser complains of."""

    page: Page
    build: Locator
    # Which page the audit has to name.
    origin: str
    complaints: list[str]


@pytest.fixture(params=["frame", "element"])
def embedded(request: Any, context: BrowserContext, server: Server, tmp_path: Path) -> Iterator[Embedded]:
    """In a frame of our dashboard, or as an element of a page of another origin."""
    if request.param == "frame":
        dashboard = Dashboard(context, server)
        yield Embedded(dashboard.page, first_build(dashboard), server.host, dashboard.complaints)
        return
    tag = f'<script src="{server.origin}/static/gadget/v1/gadget.js"></script><script src="host.js" defer></script>'
    (tmp_path / "index.html").write_text(PAGE.format(tag=tag, origin=server.origin))
    token = json.dumps(server.token())
    (tmp_path / "host.js").write_text(f'document.querySelector("activity-gadget").fetchToken = async () => ({token})')
    page, said = context.new_page(), list[str]()
    page.on("pageerror", lambda error: said.append(str(error)))
    with host(tmp_path) as address:
        page.goto(address)
        build = page.get_by_role("article").filter(has_text="good").last
        expect(build).to_be_visible(timeout=SOON)
        yield Embedded(page, build, address.rstrip("/"), said)


def wanted(complaints: list[str]) -> list[str]:
    """The browser itself notes each answer that is no 2xx: here the one that asks for a second press."""
    return [text for text in complaints if "428" not in text]


def test_a_script_for_the_original_triggers_one_unmodified(
    embedded: Embedded, folder: Path, buildbot: Buildbot
) -> None:
    before, build = count(buildbot), embedded.build
    build.get_by_role("link", name="Trigger build").click()
    expect(build.get_by_text("Start a build?")).to_be_visible()
    assert count(buildbot) == before
    expect(build.locator(".guest-spinner")).to_have_count(0)
    build.locator(".confirmation").get_by_role("button", name="Trigger build").click()
    expect(build.get_by_text("The build is queued")).to_be_visible(timeout=SOON)
    expect(build.locator(".confirmation")).to_have_count(0)
    expect_built(buildbot, embedded.page, before + 1)
    assert audited(folder) == (embedded.origin, "team", "trigger-build")
    assert wanted(embedded.complaints) == []


def test_whoever_says_no_to_it_starts_nothing_and_may_press_again(embedded: Embedded, buildbot: Buildbot) -> None:
    before, build = count(buildbot), embedded.build
    build.get_by_role("link", name="Trigger build").click()
    build.get_by_role("button", name="Cancel").click()
    expect(build.locator(".confirmation")).to_have_count(0)
    expect(build.locator(".guest-spinner")).to_have_count(0)
    # What the script says of a request that did not come through, and no alarm.
    expect(build.get_by_text("The build could not be triggered")).to_be_visible()
    expect(build.get_by_role("alert")).to_have_count(0)
    build.get_by_role("link", name="Trigger build").click()
    expect(build.get_by_text("Start a build?")).to_be_visible()
    embedded.page.wait_for_timeout(1_500)
    assert count(buildbot) == before


def test_the_question_is_answered_by_keys(embedded: Embedded, buildbot: Buildbot) -> None:
    before, build = count(buildbot), embedded.build
    build.get_by_role("link", name="Trigger build").focus()
    embedded.page.keyboard.press("Enter")
    yes = build.locator(".confirmation").get_by_role("button", name="Trigger build")
    expect(yes).to_be_focused()
    expect(yes).to_have_accessible_description("Start a build?")
    embedded.page.keyboard.press("Tab")
    embedded.page.keyboard.press("Enter")
    expect(build.get_by_role("link", name="Trigger build")).to_be_focused()
    embedded.page.keyboard.press("Enter")
    expect(yes).to_be_focused()
    embedded.page.keyboard.press("Enter")
    expect(build.get_by_text("The build is queued")).to_be_visible(timeout=SOON)
    expect_built(buildbot, embedded.page, before + 1)
