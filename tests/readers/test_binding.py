"""A client whose classes were generated from the original's feed: anything unexpected ends it."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import pytest

from streams.models import Activity, Provider
from tests.conftest import Api
from tests.feeds import COMMENTED, RESOLVED
from tests.readers.binding import FEED, NotBound, bind

FEEDS = ["/activity", "/activity?maxResults=0", "/api/v1/activities.atom", "/api/v1/activities.atom?limit=1"]
EVERYTHING = {**RESOLVED, "id": "all", "summary": "<b>Short</b>", "content": "<p>Long</p>", "categories": ["A", "B"]}
NOTHING = {"id": "bare", "title": None, "object": None, "actor": None}


@pytest.fixture(autouse=True)
def stream(make_activity: Any) -> list[Activity]:
    return [make_activity(**fields) for fields in (COMMENTED, RESOLVED, EVERYTHING, NOTHING)]


def read(text: bytes | str) -> dict[str, list[Any]]:
    return bind(ElementTree.fromstring(text), FEED)  # noqa: S314  (our own)


@pytest.mark.parametrize("url", FEEDS)
def test_it_reads_every_feed(as_bob: Api, url: str) -> None:
    feed = read(as_bob.get(url).content)
    assert len(feed["entry"]) == {"/activity?maxResults=0": 0, FEEDS[3]: 1}.get(url, 4)


def test_it_finds_what_was_said(as_bob: Api, stream: list[Activity]) -> None:
    entries = {entry["id"][0]: entry for entry in read(as_bob.get("/activity").content)["entry"]}
    commented, resolved = (entries[f"urn:uuid:{activity.uid}"] for activity in stream[:2])
    assert resolved["author"][0]["username"] == ["ana"]
    assert resolved["object"][0]["title"] == commented["target"][0]["title"] == ["PAY-42"]
    assert [verb.rpartition("/")[2] for verb in resolved["verb"]] == ["update", "transition", "resolve"]
    assert resolved["published"][0].timestamp() < commented["published"][0].timestamp()


def test_it_reads_a_feed_with_failures_and_warnings(as_bob: Api, provider: Provider) -> None:
    Provider.objects.filter(pk=provider.pk).update(failures=1, message="It does not answer.")
    feed = read(as_bob.get("/activity?streams=colour+IS+red").content)
    assert feed["warning"]
    assert feed["banned-source-list"] == [{"activity-source": ["Repository"]}]


# --- the reader itself is strict ---


@pytest.mark.parametrize(
    ("found", "instead"),
    [
        ("<published>", "<colour>red</colour><published>"),
        ("<published>[^<]+</published>(<updated>[^<]+</updated>)", r"\1"),
        ("(<published>[^<]+</published>)(<updated>[^<]+</updated>)", r"\2\1"),
        ("<published>[^<]+</published>", "<published>yesterday</published>"),
        ("(<published>[^<]+</published>)", r"\1\1"),
        ("<name>[^<]+</name>", "<name/>"),
        ("<name>", '<name lang="en">'),
        (' rel="alternate"', ""),
        ("<id>urn[^<]+</id>", "<id>1 2</id>"),
    ],
)
def test_it_refuses_what_is_unknown_missing_misplaced_or_of_another_type(as_bob: Api, found: str, instead: str) -> None:
    text = as_bob.get("/activity").content.decode()
    spoilt = re.sub(found, instead, text, count=1)
    assert spoilt != text
    with pytest.raises(NotBound):
        read(spoilt)
