"""Atom as the original writes it: namespaces, prefixes and order of the feed (contract.md §1.6)."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed

from streams.feed.page import Feed
from streams.feed.render.entry import entry, offset
from streams.feed.render.head import Head
from streams.feed.render.xml import XML
from streams.rendering import timestamp

# Clients look for literal names, so these prefixes are part of the contract.
NAMESPACES = {
    "xmlns:activity": "http://activitystrea.ms/spec/1.0/",
    "xmlns:atlassian": "http://streams.atlassian.com/syndication/general/1.0",
    "xmlns:media": "http://purl.org/syndication/atommedia",
    "xmlns:thr": "http://purl.org/syndication/thread/1.0",
    "xmlns:usr": "http://streams.atlassian.com/syndication/username/1.0",
}
# Our own extension: what of the query was not understood.
OURS = "urn:activity-streams:feed:1.0"
SOURCE_LISTS = {"late": "timed-out-source-list", "throttled": "throttled-source-list", "failing": "banned-source-list"}
NAME = "Activity Streams"
NOTHING: frozenset[str] = frozenset()


def render(feed: Feed, head: Head) -> bytes:
    return ActivityAtom(feed, head).writeString("utf-8").encode()


class ActivityAtom(Atom1Feed):
    def __init__(self, feed: Feed, head: Head) -> None:
        super().__init__(head.title, head.base, "", feed_url=head.url)
        self.page, self.head = feed, head
        zone = timezone.get_current_timezone_name()
        emails = feed.emails if head.shows_emails else {}
        self.entries = [
            entry(row.rendered, head.place, zone, emails.get(row.pk, ""), feed.pressable(row) if head.acts else NOTHING)
            for row in feed.activities
        ]

    def write(self, outfile: Any, encoding: str) -> None:
        xml = XML(outfile, encoding, short_empty_elements=True)
        xml.startDocument()
        xml.startElement("feed", self.root_attributes())
        self.add_root_elements(xml)
        for shown in self.entries:
            xml.raw(shown.xml)
        xml.endElement("feed")

    def root_attributes(self) -> dict[str, str]:
        return {"xmlns": self.ns, **NAMESPACES}

    def add_root_elements(self, xml: Any) -> None:
        xml.element("id", self.head.id)
        xml.element("link", rel="self", href=self.head.url)
        if self.head.next_url:
            xml.element("link", rel="next", href=self.head.next_url)
        xml.element("title", self.head.title, type="text")
        xml.element("atlassian:timezone-offset", offset(timezone.now()))
        # Always there: a feed without it is not valid, though the original wrote some (contract.md §1.5).
        xml.element("updated", max((shown.updated for shown in self.entries), default=timestamp(timezone.now())))
        if self.head.names_failures:
            self._add_source_lists(xml)
        self._add_warnings(xml)
        if not self.entries:
            # RFC 4287 §4.1.1: a feed has an author unless each of its entries has one.
            with xml.nested("author"):
                xml.element("name", NAME)

    def _add_source_lists(self, xml: XML) -> None:
        for state, name in SOURCE_LISTS.items():
            sources = [source["name"] for source in self.page.sources if source["state"] == state]
            if sources:
                with xml.nested(f"atlassian:{name}"):
                    for source in sources:
                        xml.element("atlassian:activity-source", source)

    def _add_warnings(self, xml: XML) -> None:
        for notice in self.page.filter.warnings:
            said = {"xmlns:streams": OURS, "parameter": notice.parameter, "code": notice.code}
            xml.element("streams:warning", notice.message, **said)
