"""The mapping of a webhook, as it is written in a browser."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.dashboard import Server

SAMPLE = '{"app": {"name": "payments"}, "version": "4.2", "by": {"login": "ana"}}'


def mapping_page(context: BrowserContext, server: Server) -> Page:
    """Sign in, add a source of the backend "webhook", open its mapping."""
    page = context.new_page()
    page.goto(f"{server.host}/admin/login/?next=/admin/streams/provider/add/%3Fbackend=webhook")
    page.get_by_label("Username").fill("admin")
    page.get_by_label("Password").fill("demo")
    page.get_by_role("button", name="Log in").click()
    page.get_by_label("Name:").fill("Deploys")
    page.get_by_label("Audience").select_option(index=1)
    page.get_by_role("button", name="Save and continue editing").click()
    expect(page.get_by_text("it is not shown again")).to_be_visible()
    page.get_by_role("link", name="Mapping", exact=True).click()
    return page


def test_the_preview_follows_what_is_written(context: BrowserContext, server: Server) -> None:
    page = mapping_page(context, server)
    page.get_by_label("Sample").fill(SAMPLE)
    expect(page.locator("#paths option[value='{by.login}']")).to_have_attribute("label", "ana")
    page.locator("[name=verb]").fill("deploy")
    page.locator("[name='actor.displayName']").fill("{by.login}")
    page.locator("[name='object.displayName']").fill("{app.nmae} {version}")
    preview = page.locator("#preview")
    expect(preview).to_contain_text("object.displayName: there is no text at {app.nmae}; near it are {app.name}")
    page.locator("[name='object.displayName']").fill("{app.name} {version}")
    expect(preview.get_by_role("heading", name="ana deployed payments 4.2")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The mapping was saved.")).to_be_visible()
    expect(page.locator("[name='object.displayName']")).to_have_value("{app.name} {version}")
