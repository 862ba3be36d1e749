"""Every state of an action, brought about by pressing it: for tests of what is said, and the pictures of the docs."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import Locator, expect

from streams.testing.web_server import Reply, WebServer
from tests.e2e.dashboard import Dashboard, Server
from tests.processes import ROOT, demo, end, free_port, lines_until

SETTINGS = {"EXTRA_PROVIDERS": "tests.e2e.tracker.Tracker", "EXTRA_ACTIONS": "tests.e2e.tracker.Release"}
SOON = 30_000
# What happened at the tracker, the newest first: kind, what it is called, who did what to it.
THINGS = [
    ("available", "issue", "PAY-51", "Round refunds half even", "Mira Evans", "update"),
    ("form", "issue", "PAY-50", "Receipts show the wrong day", "Lea Sand", "update"),
    ("choice", "issue", "PAY-49", "Cards expire a month early", "Jun Kato", "update"),
    ("confirming", "job", "build 512", "", "Payments CI", "finish"),
    ("busy", "issue", "PAY-48", "The export stops at 1,000 rows", "Ana Ruiz", "update"),
    ("pending", "job", "build 511", "", "Payments CI", "finish"),
    ("done", "issue", "PAY-47", "Import fails on an empty file", "Ana Ruiz", "resolve"),
    ("settling", "job", "build 510", "", "Payments CI", "finish"),
    ("undo", "issue", "PAY-46", "Currency symbols in the ledger", "Mira Evans", "resolve"),
    ("settled", "job", "build 509", "", "Payments CI", "finish"),
    ("disabled", "release", "payments 4.2", "", "Lea Sand", "update"),
    ("unsettled", "job", "build 508", "", "Payments CI", "finish"),
    ("failed", "issue", "PAY-45", "Retry webhooks with jitter", "Jun Kato", "update"),
]
ROWS = """
from django.contrib.auth.models import User
from streams import polling
from streams.models import *
Provider.objects.filter(key="source").update(enabled=False)
Activity.objects.all().delete()
told = {{"server": {url!r}}}
tracker = Provider.objects.create(
    key="tracker", backend="tracker", name="Tracker", audience=Audience.members(), poll_seconds=600, config=told
)
polling.poll(tracker)
entity = Activity.objects.get(foreign_id="PAY-47").entity
for name in ("ana", "jun", "mira"):
    Reaction.objects.create(entity=entity, kind="vote", user=User.objects.get_or_create(username=name)[0])
Version.bump(settles=True)
"""


class Stage:
    """The demo with a tracker, and one activity for each state."""

    def __init__(self, server: Server, tracker: WebServer) -> None:
        self.server, self.tracker = server, tracker

    def show(self, state: str, dashboard: Dashboard) -> Locator:
        """The activity of a state, in this state."""
        # The oldest: what was done about it is on the stream as well.
        item = dashboard.item(next(name for key, _, name, *_ in THINGS if key == state)).last
        item.scroll_into_view_if_needed()
        STATES[state](item, self)
        return item


@contextmanager
def stage() -> Iterator[Stage]:
    routes = {
        "/documents": list(_documents()),
        "/build": {"is_over": False},
        "POST /build-trigger": {"pending": {"build": 513}, "message": "Build 513 waits for an agent"},
        "POST /transition": {"message": "PAY-49 is now Done"},
        "POST /watch": Reply({}, 403),
    }
    port = free_port()
    with tempfile.TemporaryDirectory() as folder, WebServer(routes) as tracker:
        process = demo(folder, port, POLL_SECONDS="1", **SETTINGS)
        lines_until(process, "Stop with")
        try:
            _configure(folder, tracker)
            yield Stage(Server(port, f"http://127.0.0.1:{port}", f"http://localhost:{port}"), tracker)
        finally:
            end(process)


def _documents() -> Iterator[dict[str, Any]]:
    for minutes, (state, kind, name, about, who, verb) in enumerate(THINGS):
        happened = datetime.now(UTC) - timedelta(minutes=minutes * 3 + 1)
        page = f"https://tracker.example/{name.replace(' ', '-')}"
        thing = {"objectType": kind, "id": name, "displayName": name, "summary": about, "url": page}
        rels = {"job": ["build-trigger"], "issue": ["transition", *(["watch"] if state == "failed" else ())]}
        yield {
            "id": name,
            "verb": verb,
            "published": happened.isoformat(),
            "actor": {"id": who.split()[0].lower(), "displayName": who},
            "object": thing,
            "links": dict.fromkeys(rels.get(kind, ()), page),
            "choices": {"transition": {"2": "In progress", "3": "In review", "4": "Done"}},
        }


def _configure(folder: str, tracker: WebServer) -> None:
    """What an administrator does in the admin, and what other readers did before; nothing else is on the stream."""
    rows = ROWS.format(url=tracker.url.rstrip("/"))
    environment = {**os.environ, **SETTINGS, "DATABASE_URL": "", "DATA_DIR": folder}
    command = [sys.executable, "manage.py", "shell", "-c", rows]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)


def available(item: Locator, stage: Stage) -> None:
    expect(item.get_by_role("button", name="Vote")).to_be_visible()


def form(item: Locator, stage: Stage) -> None:
    item.get_by_role("button", name="Comment").click()
    item.get_by_role("textbox").fill("Good catch: it is the time zone of the till.")


def choice(item: Locator, stage: Stage) -> None:
    item.get_by_role("button", name="Change status").click()
    item.get_by_label("New status").select_option("Done")


def confirming(item: Locator, stage: Stage) -> None:
    item.get_by_role("button", name="Trigger build").click()
    expect(item.get_by_text("Start a build?")).to_be_visible()


def busy(item: Locator, stage: Stage) -> None:
    """The answer is on its way for as long as the page is open."""
    item.page.route("**/actions/watch/", lambda route: None)
    item.get_by_role("button", name="Watch").click()
    expect(item.locator(".spinner")).to_be_visible()


def pending(item: Locator, stage: Stage) -> None:
    stage.tracker.routes["/build"] = {"is_over": False}
    item.get_by_role("button", name="Trigger build").click()
    item.locator(".confirmation").get_by_role("button", name="Trigger build").click()
    expect(item.get_by_text("in progress")).to_be_visible(timeout=SOON)


def settling(item: Locator, stage: Stage) -> None:
    pending(item, stage)
    # What is pointed at stays, and so does what was said just now.
    for _ in range(20):
        item.hover()
        item.page.mouse.move(1, 1)
        item.page.wait_for_timeout(1_000)
        if item.locator(".note").is_hidden():
            return
    raise AssertionError("the note stays for ever")


def settled(item: Locator, stage: Stage) -> None:
    pending(item, stage)
    stage.tracker.routes["/build"] = {"is_over": True, "message": "Build 513 is green"}
    expect(item.get_by_text("Build 513 is green")).to_be_visible(timeout=SOON)


def unsettled(item: Locator, stage: Stage) -> None:
    pending(item, stage)
    stage.tracker.routes["/build"] = {"failed": "No agent took build 513"}
    expect(item.get_by_text("No agent took build 513")).to_be_visible(timeout=SOON)


def done(item: Locator, stage: Stage) -> None:
    undo(item, stage)
    expect(item.get_by_role("button", name="Undo")).to_be_hidden(timeout=SOON)


def undo(item: Locator, stage: Stage) -> None:
    item.get_by_role("button", name="Vote").click()
    expect(item.get_by_role("button", name="Undo")).to_be_visible(timeout=SOON)


def disabled(item: Locator, stage: Stage) -> None:
    # It is off for assistive technology, and says why when it is pressed all the same.
    item.get_by_role("button", name="Release").click(force=True)
    expect(item.locator(".note")).to_be_visible()


def failed(item: Locator, stage: Stage) -> None:
    item.get_by_role("button", name="Watch").click()
    expect(item.get_by_role("button", name="Retry")).to_be_visible(timeout=SOON)


STATES: dict[str, Callable[[Locator, Stage], None]] = {
    one.__name__: one
    for one in (
        available,
        form,
        choice,
        confirming,
        busy,
        pending,
        settling,
        settled,
        unsettled,
        done,
        undo,
        disabled,
        failed,
    )
}
