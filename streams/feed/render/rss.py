"""RSS 2.0, for readers that know nothing else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.feedgenerator import Rss201rev2Feed

from streams.feed.page import Feed
from streams.feed.render import text
from streams.feed.render.head import Head, items
from streams.feed.render.sentence import plain_title
from streams.feed.render.xml import XML


def render(feed: Feed, head: Head) -> bytes:
    document = ActivityRss(head)
    for item in items(feed):
        document.add_item(
            title=plain_title(item) or "Activity",
            link=head.alternate(item),
            description=item["content_html"] or item["summary_html"],
            author_name=text.actor_name(item),
            unique_id=f"urn:uuid:{item['id']}",
            unique_id_is_permalink=False,
            pubdate=datetime.fromisoformat(item["published"]),
            categories=item["categories"],
        )
    return document.writeString("utf-8").encode()


class ActivityRss(Rss201rev2Feed):
    def __init__(self, head: Head) -> None:
        super().__init__(head.title, f"{head.base}/", head.title, feed_url=head.url)
        self.head = head

    def write(self, outfile: Any, encoding: str) -> None:
        xml = XML(outfile, encoding, short_empty_elements=True)
        xml.startDocument()
        xml.startElement("rss", self.rss_attributes())
        xml.startElement("channel", self.root_attributes())
        self.add_root_elements(xml)
        self.write_items(xml)
        self.endChannelElement(xml)
        xml.endElement("rss")

    def add_root_elements(self, xml: Any) -> None:
        super().add_root_elements(xml)
        if self.head.next_url:
            xml.element("atom:link", rel="next", href=self.head.next_url)

    def add_item_elements(self, xml: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(xml, {**item, "description": item["description"] or None})
