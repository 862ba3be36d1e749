"""A real server with its poller, as `make run` starts it, and a real browser in front of it."""

from __future__ import annotations

import base64
import json
import os
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Locator, Page, sync_playwright

from tests.conftest import VENDOR
from tests.management.test_commands import demo, end, free_port, lines_until

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@dataclass
class Server:
    port: int
    # Where the dashboard is, and where the gadget in it comes from: two sites to a browser.
    host: str
    origin: str

    def post(self, **fields: Any) -> dict[str, Any]:
        """What a program does: one POST to the third-party resource, as the administrator."""
        unique = str(uuid4())
        document = {
            "id": f"https://deploys.example.com/{unique}",
            "title": f"Deployed <b>{unique}</b>",
            "generator": {"id": "https://deploys.example.com", "displayName": "Deploys"},
        } | fields
        return self.ask("POST", "/rest/activities/1.0/", document)

    def ask(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        basic = base64.b64encode(b"admin:demo").decode()
        request = urllib.request.Request(
            self.origin + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Basic {basic}", "Content-Type": VENDOR},
        )
        with urllib.request.urlopen(request) as response:
            return dict(json.load(response))


# One for each file: what the stories of another file posted would push the commits off the first page.
@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    port = free_port()
    process = demo(tmp_path_factory.mktemp("demo"), port, POLL_SECONDS="5")
    said = lines_until(process, "Stop with")
    assert said[-1].startswith("Stop with"), said
    yield Server(port, f"http://127.0.0.1:{port}", f"http://localhost:{port}")
    end(process)


@pytest.fixture(scope="session")
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


class Dashboard:
    """The demo dashboard in one browser, and the gadget that it embeds from another origin."""

    def __init__(self, context: BrowserContext, server: Server) -> None:
        self.complaints: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", lambda message: self._note(message.type, message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(f"{server.host}/demo/")
        self.items.first.wait_for()

    def _note(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.complaints.append(text)

    @property
    def gadget(self) -> FrameLocator:
        return self.page.frame_locator("iframe")

    @property
    def items(self) -> Locator:
        return self.gadget.get_by_role("article")

    def item(self, text: str) -> Locator:
        return self.items.filter(has_text=text)

    def leave(self) -> None:
        """Take pointer and focus out of the gadget: nobody is reading, so news may come in at once."""
        self.page.mouse.move(1, 1)
        self.page.evaluate("document.activeElement?.blur()")


@pytest.fixture
def dashboard(context: BrowserContext, server: Server) -> Dashboard:
    return Dashboard(context, server)


@pytest.fixture
def second(browser: Browser, server: Server) -> Iterator[Dashboard]:
    """The same person at another browser."""
    context = browser.new_context(viewport={"width": 480, "height": 1000}, locale="en-GB")
    yield Dashboard(context, server)
    context.close()
