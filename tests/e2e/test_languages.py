"""Readers of other languages: what they read, which way it runs, and that nothing of it is cut off."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Frame, expect

from tests.e2e.dashboard import Dashboard, Server
from tests.e2e.test_accessibility import complaints

pytestmark = pytest.mark.thorough

# Icons that have a direction; the play of "start" and every other are the same both ways.
POINTING = {"reply", "send", "transition"}
# What the button for the pause says, the filters' button, and which way it runs.
WORDS = {
    "de": ("Anhalten", "Aktivitäten filtern", "ltr"),
    "ja": ("一時停止", "アクティビティを絞り込む", "ltr"),
    "ar": ("إيقاف مؤقت", "تصفية النشاط", "rtl"),
    "es": ("Pausar", "Filtrar la actividad", "ltr"),
    "fr": ("Mettre en pause", "Filtrer l’activité", "ltr"),
    "pt-BR": ("Pausar", "Filtrar a atividade", "ltr"),
    "zh-Hans": ("暂停", "筛选动态", "ltr"),
}
VOTE = {
    "de": "Abstimmen",
    "ja": "投票",
    "ar": "تصويت",
    "es": "Votar",
    "fr": "Voter",
    "pt-BR": "Votar",
    "zh-Hans": "投票",
}
# Long words, another script, the other direction; of the others the narrowest shows whatever there is.
AT_480 = ("de", "ja", "ar")


@pytest.fixture(
    params=[*((lang, 320) for lang in WORDS), *((lang, 480) for lang in AT_480)], ids="{0[0]}-{0[1]}".format
)
def read(request: Any, browser: Browser, server: Server) -> Iterator[tuple[str, Dashboard, Frame]]:
    """The demo's gadget in one language and width."""
    language, width = request.param
    context = browser.new_context(viewport={"width": width, "height": 1000}, locale="en-GB")
    dashboard = Dashboard(context, server)
    dashboard.page.evaluate("lang => document.querySelector('activity-gadget-frame').lang = lang", language)
    expect(dashboard.gadget.get_by_role("button", name=WORDS[language][0])).to_be_visible()
    expect(dashboard.gadget.get_by_role("button", name=WORDS[language][1])).to_be_visible()
    yield language, dashboard, next(frame for frame in dashboard.page.frames if f"lang={language}" in frame.url)
    context.close()


def test_it_is_whole_in_its_language(read: tuple[str, Dashboard, Frame], request: pytest.FixtureRequest) -> None:
    language, dashboard, frame = read
    expect(dashboard.items.first.get_by_role("button", name=VOTE[language])).to_be_visible()
    section = dashboard.gadget.locator("section.gadget")
    assert section.evaluate("node => getComputedStyle(node).direction") == WORDS[language][2]
    assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert section.evaluate(CUT_OFF) == []
    assert complaints(dashboard) == []
    if folder := os.environ.get("PICTURES"):
        dashboard.gadget.locator("activity-gadget").screenshot(path=Path(folder) / f"{request.node.name}.png")


def test_icons_that_point_go_with_the_words(read: tuple[str, Dashboard, Frame]) -> None:
    language, dashboard, _ = read
    vote = dashboard.items.first.get_by_role("button", name=VOTE[language])
    mirrored = {name for name in [*POINTING, "start", "star"] if vote.locator("svg").evaluate(WEARS, name)}
    assert mirrored == (POINTING if WORDS[language][2] == "rtl" else set())


def test_its_filters_fit(read: tuple[str, Dashboard, Frame], request: pytest.FixtureRequest) -> None:
    language, dashboard, frame = read
    dashboard.gadget.get_by_role("button", name=WORDS[language][1]).click()
    expect(dashboard.gadget.locator(".panel .toggle").first).to_be_visible()
    assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert dashboard.gadget.locator("section.gadget").evaluate(CUT_OFF) == []
    assert complaints(dashboard) == []
    if folder := os.environ.get("PICTURES"):
        dashboard.gadget.locator("activity-gadget").screenshot(path=Path(folder) / f"{request.node.name}.png")


# Buttons whose words are wider than they are.
CUT_OFF = """section => [...section.querySelectorAll("button, a")]
    .filter(node => node.scrollWidth > node.clientWidth + 1 && getComputedStyle(node).overflow !== "visible")
    .map(node => node.textContent.trim())"""

# As if the button had this icon: whether it is drawn the other way round.
WEARS = """(svg, name) => {
    svg.dataset.icon = name;
    return getComputedStyle(svg).transform === "matrix(-1, 0, 0, 1, 0, 0)";
}"""
