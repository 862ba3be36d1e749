"""One activity as an Atom entry: order and shapes (contract.md §1.7)."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache
from io import StringIO
from typing import Any, NamedTuple
from urllib.parse import quote

import orjson
from django.utils import timezone

from streams.feed.render import text
from streams.feed.render.head import Place
from streams.feed.render.sentence import is_a_comment, title
from streams.feed.render.xml import XML
from streams.models.activity import rel_key
from streams.vocabulary import PERSON, type_iri, verb_chain

SYNDICATION = "http://streams.atlassian.com/syndication/"
ICON = f"{SYNDICATION}icon"
# Rels that this file writes itself; a source's link of that name would be a second opinion.
OWN_RELS = {"alternate", "self", "photo", ICON}
# What the original calls the application behind a provider key; others go by their own name.
APPLICATIONS = {
    "issues": "com.atlassian.jira",
    "wiki": "com.atlassian.confluence",
    "source": "com.atlassian.fisheye",
    "reviews": "com.atlassian.fisheye",
    "builds": "com.atlassian.bamboo",
}
# A name, or an IRI with its scheme (RFC 4287 §4.2.7.2). In a document any words will do.
_REL = re.compile(r"""[^\s:/?#\[\]<>"'\\^`{|}]+|[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"\\^`{|}]+""")
_SIZE = re.compile(r"(?<=[?&]s=)[0-9]+(?=&|$)")
Item = dict[str, Any]


class Entry(NamedTuple):
    xml: str
    updated: str


@lru_cache(maxsize=2048)
def entry(rendered: str, place: Place, zone: str, email: str = "", actions: frozenset[str] = frozenset()) -> Entry:
    """From the stored JSON of an activity, and remembered by it: readers ask for the same entries again and again.

    `actions`: the keys of those whose address a client is told.
    """
    item = orjson.loads(rendered)
    written = StringIO()
    xml = XML(written, "utf-8", short_empty_elements=True)
    with xml.nested("entry"):
        _add_texts(xml, item, place)
        _add_author(xml, item, place, email)
        _add_times(xml, item)
        _add_links(xml, item, place, actions)
        _add_activity(xml, item, place)
    return Entry(written.getvalue(), item["updated"])


def offset(moment: datetime) -> str:
    """The server's time zone then, such as +0100; UTC is +0000, not the original's -0000 (contract.md §7.5)."""
    return timezone.localtime(moment).strftime("%z")


def _add_texts(xml: XML, item: Item, place: Place) -> None:
    xml.element("id", f"urn:uuid:{item['id']}")
    xml.element("title", place.html(title(item)) or "Activity", type="html")
    for name in ("summary", "content"):
        if item[f"{name}_html"]:
            xml.element(name, place.html(item[f"{name}_html"]), type="html")


def _add_author(xml: XML, item: Item, place: Place, email: str) -> None:
    """The original publishes e-mail addresses to everybody; here they are shown on request only (contract.md §9)."""
    actor = item["actor"]
    with xml.nested("author"):
        xml.element("name", text.actor_name(item))
        if email:
            xml.element("email", email)
        if actor["url"]:
            xml.element("uri", place.link(actor["url"]))
        for size in ("16", "48"):
            photo = _sized(place.link(actor["avatar"] or "/static/streams/person.svg"), size)
            xml.element("link", **{"rel": "photo", "href": photo, "media:height": size, "media:width": size})
        if actor["username"]:
            xml.element("usr:username", actor["username"])
            xml.element("activity:object-type", PERSON)


def _sized(url: str, size: str) -> str:
    """The picture in pixels, as the original asks for it. One that comes from there has a size already."""
    address, hash_sign, fragment = url.partition("#")
    if _SIZE.search(address):
        return f"{_SIZE.sub(size, address)}{hash_sign}{fragment}"
    return f"{address}{'&' if '?' in address else '?'}s={size}{hash_sign}{fragment}"


def _add_times(xml: XML, item: Item) -> None:
    xml.element("published", item["published"])
    xml.element("updated", item["updated"])
    for category in item["categories"]:
        xml.element("category", term=category)


def _add_links(xml: XML, item: Item, place: Place, actions: frozenset[str]) -> None:
    """At least two, the icon with a title: converters collapse a single child, and clients then fail (§1.7)."""
    icon, icon_title = place.icon(item)
    xml.element("link", rel="alternate", href=place.alternate(item))
    xml.element("link", rel=ICON, href=icon, title=icon_title)
    links = _acting_links(item, actions) if actions else {}
    replaced = {rel_key(rel) for rel in links}
    links = {rel: href for rel, href in item["links"].items() if rel_key(rel) not in replaced} | links
    for rel, href in links.items():
        if rel not in OWN_RELS and _REL.fullmatch(rel):
            xml.element("link", rel=rel, href=place.link(href))


def _acting_links(item: Item, actions: frozenset[str]) -> dict[str, str]:
    """Where a client replies, votes and watches: here, also where the source does it, whose link is not for clients."""
    links = {}
    if "comment" in actions:
        links["reply-to"] = f"/plugins/servlet/streamscomments/{item['provider']['key']}/{item['id']}"
    if key := next((part["title"] for part in (item["target"], item["object"]) if _is_issue(part)), None):
        issue = f"/rest/jira-activity-stream/1.0/actions/{{}}/{quote(key)}"
        # Of a comment the issue can be watched only, as the original has it.
        if "vote" in actions and not is_a_comment(item):
            links["issue-vote"] = issue.format("issue-vote")
        if "watch" in actions:
            links["watch"] = issue.format("issue-watch")
    return {f"{SYNDICATION}{name}": href for name, href in links.items()}


def _is_issue(part: dict[str, Any] | None) -> bool:
    return bool(part and part["title"] and (part["type"] or "").rsplit("/", 1)[-1] == "issue")


def _add_activity(xml: XML, item: Item, place: Place) -> None:
    thing, target = item["object"], item["target"]
    is_comment = is_a_comment(item)
    if is_comment and target and (parent := target["id"] or target["url"]):
        xml.element("thr:in-reply-to", ref=parent)
    xml.element("generator", uri=place.base)
    xml.element("atlassian:application", _application(item))
    for verb in verb_chain(item["verb"]["id"], (thing or {}).get("type")):
        xml.element("activity:verb", verb)
    if thing:
        # What a comment is about is its target; clients take a title here for an issue's key (contract.md §1.7).
        _add_thing(xml, "activity:object", thing | {"title": None, "summary": None} if is_comment else thing, place)
    if target:
        _add_thing(xml, "activity:target", target, place)
    xml.element("atlassian:timezone-offset", offset(datetime.fromisoformat(item["published"])))


def _application(item: Item) -> str:
    if item["application"]:
        return item["application"]["id"]
    return APPLICATIONS.get(item["provider"]["key"], item["provider"]["key"])


def _add_thing(xml: XML, name: str, thing: dict[str, str | None], place: Place) -> None:
    with xml.nested(name):
        if thing["id"]:
            xml.element("id", thing["id"])
        if thing["title"]:
            xml.element("title", thing["title"], type="text")
        if thing["summary"]:
            xml.element("summary", text.plain(thing["summary"]), type="text")
        if thing["url"]:
            xml.element("link", rel="alternate", href=place.link(thing["url"]))
        if thing["type"]:
            xml.element("activity:object-type", type_iri(thing["type"]))
