"""oEmbed: whoever is given a gadget's address gets the frame to put in its place."""

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from lxml import etree, html

from gadget.models import Gadget
from tests.conftest import Api

HERE = "http://testserver"


@pytest.fixture
def gadget(db: None) -> Gadget:
    return Gadget.objects.create(slug="team", title='Team "A" & <b>B</b>', origins=["https://blog.example.com"])


def ask(api: Api, url: str, **more: Any) -> Any:
    return api.get(f"/oembed?{urlencode({'url': url, **more})}")


def frame(answer: Any) -> Any:
    (found,) = html.fragments_fromstring(answer["html"])
    return found


def test_it_answers_with_a_frame_that_has_a_title(as_nobody: Api, gadget: Gadget) -> None:
    answer = ask(as_nobody, f"{HERE}/embed/team/").json()
    assert (answer["type"], answer["version"], answer["title"]) == ("rich", "1.0", gadget.title)
    assert (
        dict(frame(answer).attrib).items()
        >= {
            "src": f"{HERE}/embed/team/",
            "title": gadget.title,
            "width": str(answer["width"]),
            "height": str(answer["height"]),
        }.items()
    )


def test_the_same_in_xml(as_nobody: Api, gadget: Gadget) -> None:
    response = ask(as_nobody, f"{HERE}/embed/team/", format="xml")
    assert response["Content-Type"].startswith("text/xml")
    said = {one.tag: one.text for one in etree.fromstring(response.content)}
    answer = ask(as_nobody, f"{HERE}/embed/team/").json()
    assert said == {name: str(value) for name, value in answer.items()}


@pytest.mark.parametrize(
    ("asked", "size"),
    [
        ({}, (600, 480)),
        ({"maxwidth": 320, "maxheight": 200}, (320, 200)),
        ({"maxwidth": 9999, "maxheight": "many"}, (600, 480)),
        ({"maxwidth": 0, "maxheight": -4}, (80, 480)),
    ],
)
def test_it_is_no_larger_than_the_page_has_room(
    as_nobody: Api, gadget: Gadget, asked: Any, size: tuple[int, int]
) -> None:
    answer = ask(as_nobody, f"{HERE}/embed/team/", **asked).json()
    assert (answer["width"], answer["height"]) == size


def test_how_it_looks_is_kept_and_nothing_else(as_nobody: Api, gadget: Gadget) -> None:
    url = f"{HERE}/embed/team/?theme=dark&limit=5&origin=https://evil.example&up_title=x#here"
    assert frame(ask(as_nobody, url).json()).get("src") == f"{HERE}/embed/team/?theme=dark&limit=5"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://evil.example/embed/team/",
        "http://testserver.evil.example/embed/team/",
        "http://testserver@evil.example/embed/team/",
        f"{HERE}/embed/nothing/",
        f"{HERE}/admin/",
        f"{HERE}/embed/team/../../admin/",
        "javascript:alert(1)",
        "http://[/embed/team/",
        "file:///etc/passwd",
    ],
)
def test_only_addresses_of_our_own_gadgets_are_known(as_nobody: Api, gadget: Gadget, url: str) -> None:
    assert ask(as_nobody, url).status_code == 404


def test_a_gadget_for_this_server_only_is_private(as_nobody: Api) -> None:
    Gadget.objects.create(slug="inside", title="Inside")
    assert ask(as_nobody, f"{HERE}/embed/inside/").status_code == 401
    assert "oembed" not in as_nobody.get("/embed/inside/").content.decode()


def test_another_form_is_not_implemented(as_nobody: Api, gadget: Gadget) -> None:
    assert ask(as_nobody, f"{HERE}/embed/team/", format="yaml").status_code == 501


@pytest.mark.parametrize(("kind", "begins"), [("application/json+oembed", "{"), ("text/xml+oembed", "<?xml")])
def test_the_page_says_where_to_ask(as_nobody: Api, gadget: Gadget, kind: str, begins: str) -> None:
    page = html.fromstring(as_nobody.get("/embed/team/?theme=dark").content)
    (link,) = page.xpath(f'//link[@rel="alternate"][@type="{kind}"]/@href')
    answer = as_nobody.get(re.sub(f"^{HERE}", "", link))
    assert answer.content.decode().startswith(begins)
    assert "theme=dark" in answer.content.decode()
