"""Our feeds as programs read them that nobody here wrote."""

from __future__ import annotations

import json
import re
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest
from lxml import etree

from streams.models import Activity
from tests.conftest import Api
from tests.feeds import COMMENTED, ISSUE, NS, RESOLVED, parsed, texts, values
from tests.npm import install

HERE = Path(__file__).resolve().parent
ATOM = "{http://www.w3.org/2005/Atom}"
RFC_3339 = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})")
# RFC 4287 §4.1.1 and §4.1.2, and a generator in each entry, on which clients of the original rely.
OF_A_FEED = {"author", "category", "contributor", "generator", "icon", "id", "link", "logo", "rights", "subtitle",
             "title", "updated", "entry"}  # fmt: skip
OF_AN_ENTRY = {"author", "category", "content", "contributor", "id", "link", "published", "rights", "source", "summary",
               "title", "updated", "generator"}  # fmt: skip
FEEDS = ["/activity", "/activity?maxResults=0", "/api/v1/activities.atom", "/api/v1/activities.atom?limit=1"]


@pytest.fixture(autouse=True)
def stream(make_activity: Any) -> list[Activity]:
    """Newest first."""
    bare = {"id": "bare", "title": None, "object": None, "actor": None, "published": "2026-01-02T03:03:05Z"}
    return [make_activity(**fields) for fields in (COMMENTED, RESOLVED, bare)]


# --- feedparser ---


@pytest.mark.parametrize("url", ["/activity", "/api/v1/activities.atom", "/api/v1/activities.rss"])
def test_feedparser_finds_nothing_to_complain_about(as_bob: Api, stream: list[Activity], url: str) -> None:
    feed = feedparser.parse(as_bob.get(url).content)
    assert not feed.bozo, feed.get("bozo_exception")
    assert [entry.id for entry in feed.entries] == [f"urn:uuid:{activity.uid}" for activity in stream]
    assert all(entry.title and entry.link and entry.published_parsed and entry.author for entry in feed.entries)


def test_feedparser_knows_the_format(as_bob: Api) -> None:
    versions = [feedparser.parse(as_bob.get(f"/api/v1/activities.{name}").content).version for name in ("atom", "rss")]
    assert versions == ["atom10", "rss20"]


def test_feedparser_reads_what_was_said(as_bob: Api) -> None:
    commented, resolved, _ = feedparser.parse(as_bob.get("/activity").content).entries
    assert commented.content[0].value == "<p>Looks <b>good</b></p>"
    assert [tag.term for tag in resolved.tags] == ["Done"]
    assert resolved.link == ISSUE["url"]


# --- RFC 4287 by lxml ---


@pytest.mark.parametrize("url", FEEDS)
def test_a_feed_has_what_the_rfc_requires(as_bob: Api, url: str) -> None:
    feed = parsed(as_bob.get(url))
    for name in ("id", "title", "updated"):
        assert len(texts(feed, f"atom:{name}")) == 1, name
    assert len(values(feed, "atom:link[@rel='self']")) == 1
    assert feed.findall("{*}author") or all(entry.find("{*}author") is not None for entry in feed.iter(f"{ATOM}entry"))


@pytest.mark.parametrize("url", FEEDS)
def test_an_entry_has_what_the_rfc_requires(as_bob: Api, url: str) -> None:
    for entry in parsed(as_bob.get(url)).iter(f"{ATOM}entry"):
        for name in ("id", "title", "updated", "published"):
            assert len(texts(entry, f"atom:{name}")) == 1, name
        assert len(values(entry, "atom:link[@rel='alternate']")) == 1
        assert all(len(texts(author, "atom:name")) == 1 for author in entry.findall("{*}author"))


@pytest.mark.parametrize("url", FEEDS)
def test_ids_are_iris_and_unique(as_bob: Api, url: str) -> None:
    feed = parsed(as_bob.get(url))
    ids = [*texts(feed, "atom:id"), *texts(feed, "atom:entry/atom:id")]
    assert len(set(ids)) == len(ids)
    assert all(":" in identifier for identifier in ids)


@pytest.mark.parametrize("url", FEEDS)
def test_dates_are_rfc_3339_and_newest_comes_first(as_bob: Api, url: str) -> None:
    feed = parsed(as_bob.get(url))
    dates = texts(feed, "//atom:published") + texts(feed, "//atom:updated")
    assert all(RFC_3339.fullmatch(date) and datetime.fromisoformat(date) for date in dates)
    published = texts(feed, "atom:entry/atom:published")
    assert published == sorted(published, reverse=True)


@pytest.mark.parametrize("url", FEEDS)
def test_atom_elements_are_where_the_rfc_puts_them(as_bob: Api, url: str) -> None:
    feed = parsed(as_bob.get(url))
    for parent, known in [(feed, OF_A_FEED), *((entry, OF_AN_ENTRY) for entry in feed.iter(f"{ATOM}entry"))]:
        found = [child.tag.removeprefix(ATOM) for child in parent if child.tag.startswith(ATOM)]
        assert set(found) <= known
        once = [name for name in found if name not in {"author", "category", "contributor", "link", "entry"}]
        assert len(set(once)) == len(once)
    assert set(values(feed, "//atom:*/@type")) <= {"text", "html"}
    assert all(values(feed, "//atom:category/@term")) and all(values(feed, "//atom:link/@rel"))


@pytest.mark.parametrize("url", FEEDS)
def test_links_are_absolute_and_rels_are_words_or_iris(as_bob: Api, url: str) -> None:
    feed = parsed(as_bob.get(url))
    assert all(href.startswith(("http://", "https://")) for href in values(feed, "//atom:link/@href"))
    assert not [rel for rel in values(feed, "//atom:link/@rel") if " " in rel]


@pytest.mark.parametrize("url", FEEDS)
def test_html_texts_are_html(as_bob: Api, url: str) -> None:
    for text in texts(parsed(as_bob.get(url)), "//*[@type='html']"):
        assert etree.HTML(f"<p>{text}</p>") is not None


# --- xml-js and xml2js, as Backstage and others use them ---


@pytest.fixture(scope="module")
def converters() -> None:
    install(HERE, "xml-js and xml2js have not read our feeds")


@pytest.fixture
def convert(converters: None, as_bob: Api) -> Any:
    def run(url: str) -> Any:
        command = ["node", "convert.mjs"]
        done = subprocess.run(command, cwd=HERE, input=as_bob.get(url).content, capture_output=True, check=True)
        return json.loads(done.stdout)

    return run


def test_trap_xml_js_gives_a_list_of_links_with_an_icon_that_has_a_title(convert: Any) -> None:
    """What Backstage does: `entry.link.find(…)`, then `icon.title.includes(…)`."""
    for entry in convert("/activity")["xmlJs"]["feed"]["entry"]:
        links = [link["_attributes"] for link in entry["link"]]
        (icon,) = [link for link in links if link["rel"] == "http://streams.atlassian.com/syndication/icon"]
        assert icon["title"]


def test_trap_literal_names_with_prefixes(convert: Any) -> None:
    commented, resolved, _ = convert("/activity")["xmlJs"]["feed"]["entry"]
    assert [verb["_text"].rpartition("/")[2] for verb in resolved["activity:verb"]] == [
        "update",
        "transition",
        "resolve",
    ]
    assert resolved["activity:object"]["title"]["_text"] == "PAY-42"
    assert resolved["author"]["usr:username"]["_text"] == "ana"
    assert commented["activity:target"]["title"]["_text"] == "PAY-42"
    assert "title" not in commented["activity:object"]


def test_xml2js_reads_the_same(convert: Any) -> None:
    commented, resolved, _ = convert("/activity")["xml2js"]["feed"]["entry"]
    assert resolved["activity:object"]["activity:object-type"].endswith("types/issue")
    assert commented["thr:in-reply-to"]["$"]["ref"] == ISSUE["id"]
    assert resolved["category"]["$"]["term"] == "Done"


def test_the_namespaces_are_where_converters_look(convert: Any) -> None:
    attributes = convert("/activity")["xmlJs"]["feed"]["_attributes"]
    assert attributes == {f"xmlns:{prefix}".removesuffix(":atom"): uri for prefix, uri in NS.items()}
