"""The builder as a person meets it, with the gadget beside the form."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import FrameLocator, Locator, Page, expect

from tests.e2e.dashboard import Server


@dataclass
class Builder:
    page: Page

    @classmethod
    def open(cls, page: Page, server: Server, address: str = "", username: str = "admin") -> Builder:
        """Signed in on the way, where nobody is yet."""
        page.goto(address or f"{server.origin}/gadgets/new/")
        if "sign-in" in page.url:
            page.get_by_label("Username").fill(username)
            page.get_by_label("Password").fill("demo")
            page.get_by_role("button", name="Sign in").click()
        page.get_by_role("heading", name="Preview").wait_for()
        return cls(page)

    @property
    def preview(self) -> FrameLocator:
        """The one that is there to stay."""
        return self.page.frame_locator("[data-stage] activity-gadget-frame:not(.coming) iframe")

    @property
    def items(self) -> Locator:
        return self.preview.get_by_role("article")

    @property
    def snippet(self) -> str:
        shown = self.page.locator(".snippet:not([hidden]) code")
        # Until the page's script has run, all of them are there.
        expect(shown).to_have_count(1)
        return shown.inner_text()
