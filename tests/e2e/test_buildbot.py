"""From the stream to a real Buildbot and back: our own button, and a script written for the original."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.e2e.dashboard import Dashboard, Server
from tests.peers.buildbot import Buildbot
from tests.processes import ROOT, demo, end, free_port, lines_until

pytestmark = pytest.mark.peer
STATIC = Path(__file__).resolve().parents[1] / "sample_plugin/static"
# How long a build takes that is started, polled and shown (milliseconds).
SOON = 25_000


@pytest.fixture(scope="module")
def server(buildbot: Buildbot, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demo of somebody whose builds come from a Buildbot, and who has a script of the original's style."""
    folder, port = tmp_path_factory.mktemp("demo"), free_port()
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
    # The browser itself notes each answer that is no 2xx: here the one that asks for a second press.
    assert [text for text in dashboard.complaints if "428" not in text] == []


def test_a_script_for_the_original_triggers_one_unmodified(dashboard: Dashboard, buildbot: Buildbot) -> None:
    before, build = count(buildbot), first_build(dashboard)
    build.get_by_role("link", name="Trigger build").click()
    expect(build.get_by_text("The build is queued")).to_be_visible(timeout=SOON)
    expect_built(buildbot, dashboard.page, before + 1)
    assert dashboard.complaints == []
