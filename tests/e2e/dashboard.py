"""The server and the dashboard, as a person and a program meet them."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from playwright.sync_api import BrowserContext, FrameLocator, Locator, Page

from tests.processes import ROOT

VENDOR = "application/vnd.atl.streams.thirdparty+json"
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

ALLOW = """
from gadget.models import Gadget
from streams.models import Version
gadget = Gadget.objects.get(slug="team")
gadget.origins += {origins}
gadget.save()
Version.bump(settles=True)
"""


@dataclass
class Server:
    port: int
    # Where the dashboard is, and where the gadget in it comes from: two sites to a browser.
    host: str
    origin: str
    folder: Path | None = None

    def allow(self, *origins: str) -> None:
        """Put pages on the gadget's list, as an administrator does in the admin (tests/admin/test_gadget.py)."""
        code = ALLOW.format(origins=[origin.rstrip("/") for origin in origins])
        environment = {**os.environ, "DATABASE_URL": "", "REDIS_URL": "", "DATA_DIR": str(self.folder)}
        command = [sys.executable, "manage.py", "shell", "-c", code]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)

    def post(self, **fields: Any) -> dict[str, Any]:
        """What a program does: one POST to the third-party resource, as the administrator."""
        return self.ask("POST", "/rest/activities/1.0/", self._document(fields))

    def publish(self, **fields: Any) -> None:
        """The same by our own door, which knows `changes`, `links` and `audience`."""
        self.ask("POST", "/api/v1/activities/", self._document(fields), "application/json")

    def _document(self, fields: dict[str, Any]) -> dict[str, Any]:
        unique = str(uuid4())
        return {
            "id": f"https://deploys.example.com/{unique}",
            "title": f"Deployed <b>{unique}</b>",
            "generator": {"id": "https://deploys.example.com", "displayName": "Deploys"},
        } | fields

    def token(self) -> dict[str, str]:
        """What the dashboard's own server hands to its page."""
        with urllib.request.urlopen(f"{self.host}/demo/token/") as response:
            return dict(json.load(response))

    def ask(self, method: str, path: str, body: Any = None, content_type: str = VENDOR) -> dict[str, Any]:
        basic = base64.b64encode(b"admin:demo").decode()
        request = urllib.request.Request(
            self.origin + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Basic {basic}", "Content-Type": content_type},
        )
        with urllib.request.urlopen(request) as response:
            return dict(json.load(response))


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

    def wait_for_complaint(self, words: str) -> None:
        while not any(words in said for said in self.complaints):
            self.page.wait_for_event("console", lambda message: words in message.text, timeout=20_000)

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
