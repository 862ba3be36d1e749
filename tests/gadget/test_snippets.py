"""What to paste where: each is what its host takes, whatever a title holds."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from django.contrib.staticfiles import finders
from lxml import etree

from gadget.models import Gadget
from gadget.snippets import Snippet, snippets
from tests.conftest import Api

SERVER = "https://streams.example.com"
PAGE = Path(__file__).resolve().parents[2] / "docs/embed.md"
HOSTILE = 'R&D "live" <b>{x}</b>\'s: # - *'


def of(gadget: Gadget) -> dict[str, Snippet]:
    return {one.key: one for one in snippets(gadget, SERVER)}


@pytest.fixture
def made() -> dict[str, Snippet]:
    return of(Gadget(slug="team", title=HOSTILE, limit=10, look={"height": 500, "density": "compact"}))


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_every_host_is_served_once(made: dict[str, Snippet]) -> None:
    hosts = ["html", "iframe", "wordpress", "grafana", "notion", "confluence", "backstage", "home-assistant"]
    assert list(made) == [*hosts, "sharepoint", "opensocial"]
    assert all(one.needs.endswith(".") for one in made.values())


def test_a_page_gets_a_script_and_an_element(made: dict[str, Snippet]) -> None:
    (script, loader), (element, stated) = Tags(made["html"].text).found
    assert (script, element) == ("script", "activity-gadget-frame")
    assert loader == {"async": None, "src": f"{SERVER}/static/gadget/v1/embed.js"}
    assert stated == {"gadget": "team", "height": "500"}
    assert finders.find("gadget/v1/embed.js")


@pytest.mark.parametrize("host", ["iframe", "grafana", "sharepoint"])
def test_others_get_a_frame_and_nothing_else(made: dict[str, Snippet], host: str) -> None:
    ((tag, stated),) = Tags(made[host].text).found
    assert (tag, stated["src"], stated["title"]) == ("iframe", f"{SERVER}/embed/team/", HOSTILE)
    assert (stated["width"], stated["height"]) == ("100%", "500")
    assert "onload" not in stated


@pytest.mark.parametrize("host", ["wordpress", "notion", "confluence"])
def test_others_get_an_address(made: dict[str, Snippet], host: str) -> None:
    assert urlsplit(made[host].text)._replace(path="").geturl() == SERVER
    assert made[host].text.endswith("/embed/team/")


def test_home_assistant_gets_a_card(made: dict[str, Snippet]) -> None:
    card = yaml.safe_load(made["home-assistant"].text)
    assert card == {
        "type": "custom:activity-gadget-card",
        "gadget": "team",
        "heading": HOSTILE,
        "limit": 10,
        "density": "compact",
        "rows": 9,
    }


def test_backstage_gets_its_card_with_texts_in_braces(made: dict[str, Snippet]) -> None:
    stated = dict(re.findall(r"^  (\w+)=\{(\".*\")\}$", made["backstage"].text, re.MULTILINE))
    assert stated["src"] == f'"{SERVER}/embed/team/"'
    assert yaml.safe_load(stated["title"]) == HOSTILE
    assert set(stated) == {"title", "src", "height", "width"}


def test_opensocial_gets_an_address_that_answers(as_nobody: Api) -> None:
    Gadget.objects.create(slug="team", title="Team")
    path = urlsplit(of(Gadget(slug="team"))["opensocial"].text).path
    assert etree.fromstring(as_nobody.get(path).content).tag == "Module"


def test_a_height_at_most_is_the_height_of_what_cannot_grow() -> None:
    made = of(Gadget(slug="team", title="Team", look={"max_height": 700}))
    assert 'max-height="700"' in made["html"].text
    assert 'height="700"' in made["iframe"].text


def test_the_docs_show_what_the_builder_says() -> None:
    shown = re.findall(r"```(\w+)\n(.*?)\n```", PAGE.read_text(), re.DOTALL)
    made = of(Gadget(slug="team", title="Team activity"))
    assert [one.key for one in made.values() if (one.language, one.text) not in shown] == []
    headings = re.findall(r"^### (.+)$", PAGE.read_text(), re.MULTILINE)
    assert headings == [one.host for one in made.values() if one.key != "html"]
