"""No known vector passes any of the doors, whichever field it is in."""

from __future__ import annotations

import html
from typing import Any

import orjson
import pytest
from django.contrib.auth.models import User
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from streams import sanitizing, service
from streams.models import Activity, Provider
from streams.publishing.document import Door
from streams.publishing.publish import Source, publish
from streams.sanitizing import BLOCK_TAGS, INLINE_TAGS, block_html, inline_html, name
from tests.conftest import Api
from tests.documents import make_document
from tests.publishing.vectors import VECTORS
from tests.test_sanitizing import Reader, assert_harmless

IMG = {"img src", "img alt", "img title", "img width", "img height", "img referrerpolicy"}


def test_every_vector_becomes_harmless_and_stays_so() -> None:
    for vector in VECTORS:
        for clean, tags in ((inline_html, INLINE_TAGS), (block_html, BLOCK_TAGS)):
            assert_harmless(clean(vector), tags)
            assert clean(clean(vector)) == clean(vector)


def test_a_name_is_text_that_stays_as_it_is() -> None:
    for vector in VECTORS:
        assert name(name(vector)) == name(vector), vector


@given(st.lists(st.sampled_from(VECTORS), min_size=2, max_size=4).map("".join), st.integers(0, 40))
def test_nor_do_several_together_or_parts_of_them(vectors: str, cut: int) -> None:
    for text in (vectors, vectors[cut:], vectors[: -cut or None]):
        assert_harmless(inline_html(text), INLINE_TAGS)
        assert_harmless(block_html(text), BLOCK_TAGS)


def document(vector: str, number: int) -> dict[str, Any]:
    """The vector everywhere a document has HTML or a name, as long as it may be there."""
    thing = {"displayName": vector[:255], "summary": vector[:255], "objectType": "job"}
    return make_document(
        id=f"https://x.example/{number}",
        title=vector[:255],
        content=vector[:5000],
        object=thing,
        target=thing,
        actor={"id": vector[:255], "displayName": vector[:255]},
    )


def as2(vector: str, number: int) -> dict[str, Any]:
    thing = {"type": "Note", "name": vector[:255], "summary": vector[:255]}
    return {
        "@context": "https://www.w3.org/ns/activitystreams",
        "type": "Create",
        "id": f"https://x.example/as2/{number}",
        "summary": vector[:255],
        "content": vector[:5000],
        "actor": {"name": vector[:255]},
        "object": thing,
        "target": thing,
        "tag": [vector[:255]],
    }


@pytest.mark.parametrize("way", ["own", "as2", "compatible", "provider"])
def test_every_door_cleans_alike(alice: User, way: str) -> None:
    documents = [as2(one, n) if way == "as2" else document(one, n) for n, one in enumerate(VECTORS[::2])]
    if way == "provider":
        provider = Provider.thirdparty()
        receipts = publish(documents, Source(Door.PROVIDER, provider, provider.audience))
    else:
        receipts = service.post_all(documents, alice, Door.COMPATIBLE if way == "compatible" else Door.OWN)
    assert sum(receipt.activity is not None for receipt in receipts) > len(documents) * 0.9
    for rendered in Activity.objects.values_list("rendered", flat=True):
        item = orjson.loads(rendered)
        assert_harmless(item["title_html"], INLINE_TAGS)
        assert_harmless(item["content_html"], BLOCK_TAGS)
        for thing in filter(None, (item["object"], item["target"])):
            assert_harmless(thing["summary"] or "", INLINE_TAGS)


def test_what_feed_readers_get_is_harmless_too(as_alice: Api, alice: User) -> None:
    service.post_all([document(one, number) for number, one in enumerate(VECTORS[1::8])], alice)
    ns = {"a": "http://www.w3.org/2005/Atom"}
    feed = etree.fromstring(as_alice.get("/activity?maxResults=1000").content)
    shown = feed.xpath("a:entry/a:title/text() | a:entry/a:content/text() | a:entry/a:summary/text()", namespaces=ns)
    assert len(shown) > 50
    for text in shown:
        found = Reader(str(text))
        assert found.tags <= BLOCK_TAGS
        # The sentence of an activity without a title has its author in a class of the original's.
        assert found.attributes.keys() <= {"a href", "a title", "a rel", "a class"}


# --- pictures ---


def test_pictures_are_dropped() -> None:
    assert block_html("a<img src='https://x.example/i.png'>b") == "ab"


def test_pictures_are_kept_by_a_setting_in_a_content_only(settings: Any) -> None:
    settings.STREAMS_KEEP_IMAGES = True
    found = Reader(block_html("<img src='https://x.example/i.png' alt=A width=16 height=1e9 class=x onerror=y>"))
    assert {attribute: values[0] for attribute, values in found.attributes.items()} == {
        "img src": "https://x.example/i.png",
        "img alt": "A",
        "img width": "16",
        "img referrerpolicy": "no-referrer",
    }
    assert inline_html("<img src='https://x.example/i.png'>") == ""


def test_kept_pictures_are_harmless(settings: Any) -> None:
    settings.STREAMS_KEEP_IMAGES = True
    for vector in VECTORS:
        clean = block_html(vector)
        found = Reader(clean)
        assert found.tags <= BLOCK_TAGS | {"img"}
        assert found.attributes.keys() <= {"a href", "a title", "a rel"} | IMG
        assert all(map(sanitizing.is_web_url, found.attributes.get("img src", [])))
        assert block_html(clean) == clean


def test_a_picture_counts_nothing() -> None:
    assert sanitizing.visible_length('<img src="https://x.example/i.png" alt="A">x') == 1
    assert html.unescape(block_html("<img alt='<b>'>")) == ""
