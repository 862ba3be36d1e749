"""The admin, as somebody who signed in meets it."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Locator, Page

from tests.e2e.dashboard import Server

# The builder's preview stands on our own origin on purpose; its loader and Chromium warn of just that.
OF_THE_PREVIEW = ("src needs its own origin", "both allow-scripts and allow-same-origin")


class Admin:
    """Somebody who is signed in; what the browser complains of is kept."""

    def __init__(self, context: BrowserContext, server: Server) -> None:
        self.server = server
        self.complaints: list[str] = []
        self.page: Page = context.new_page()
        self.page.on("console", lambda message: self._note(message.type, message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))
        self.open("/admin/login/")
        self.page.get_by_label("Username").fill("admin")
        self.page.get_by_label("Password").fill("demo")
        self.follow(self.page.get_by_role("button", name="Log in"))

    def _note(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"} and not any(words in text for words in OF_THE_PREVIEW):
            self.complaints.append(f"{self.page.url}: {text}")

    def open(self, path: str) -> None:
        answer = self.page.goto(self.server.host + path)
        assert answer
        assert answer.status == 200, path

    def open_first(self, noun: str) -> None:
        """The page of the list's first row."""
        self.open(f"/admin/{noun}/")
        link = self.page.locator("#result_list tbody th a").first
        if link.count():
            self.follow(link)

    def follow(self, leads_on: Locator) -> None:
        """Press what leads to another page, and stand on it: what is asked at once is not asked of the page before."""
        with self.page.expect_navigation():
            leads_on.click()
