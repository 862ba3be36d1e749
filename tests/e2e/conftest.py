"""A real server with its poller, as `make run` starts it, and a real browser in front of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect, sync_playwright

from tests.e2e.dashboard import CHROMIUM, QUIET, Dashboard, Server
from tests.processes import demo, end, free_port, lines_until

# What is there is found at once; on a busy machine it comes late, and that is no fault.
expect.set_options(timeout=20_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)


# One for each file: what the stories of another file posted would push the commits off the first page.
@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder, port = tmp_path_factory.mktemp("demo"), free_port()
    process = demo(folder, port, POLL_SECONDS="5")
    said = lines_until(process, "Stop with")
    assert said[-1].startswith("Stop with"), said
    yield Server(port, f"http://127.0.0.1:{port}", f"http://localhost:{port}", folder)
    end(process)


# Not for the whole session: while Playwright runs its loop in a process, Django refuses the other tests their database.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 1000}, locale="en-GB")
    yield context
    context.close()


@pytest.fixture
def dashboard(context: BrowserContext, server: Server) -> Dashboard:
    return Dashboard(context, server)


@pytest.fixture
def second(browser: Browser, server: Server) -> Iterator[Dashboard]:
    """The same person at another browser."""
    context = browser.new_context(viewport={"width": 480, "height": 1000}, locale="en-GB")
    yield Dashboard(context, server)
    context.close()
