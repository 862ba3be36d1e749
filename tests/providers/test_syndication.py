"""Feeds of every form by their address: what is new, once; what is old, page by page; and what is no feed."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain, repeat
from typing import Any

import pytest

from streams import registry
from streams.models import Activity, Audience, Provider, Version
from streams.providers.base import Batch, ProviderError
from streams.syndication import pacing
from streams.testing.web_server import Asked, Reply, WebServer
from tests.conftest import Api
from tests.providers.asking import polled, stored
from tests.test_xml import resident

ATOM = '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0">'
MEGABYTE = 2**20


@pytest.fixture
def server() -> Iterator[WebServer]:
    with WebServer() as server:
        yield server


@pytest.fixture
def source(server: WebServer, team: Audience) -> Provider:
    config = {"address": f"{server.url}feed?lang=en"}
    return Provider.objects.create(key="news", backend="syndication", name="News", audience=team, config=config)


def backend() -> Any:
    return registry.providers()["syndication"]


def titles() -> list[str]:
    return [one.object["title"] for one in Activity.objects.newest_first() if one.object]


def entry(number: int, text: str = "", head: str = "") -> str:
    return (
        f"<entry><id>urn:{number}</id><title>Entry {number}{text}</title><updated>2026-01-02T03:{number % 60:02}:05Z"
        f'</updated><link href="/{number}"/>{head}</entry>'
    )


def atom(*entries: str, head: str = "<title>News</title><author><name>Ana Ruiz</name></author>") -> str:
    return f"{ATOM}{head}{''.join(entries)}</feed>"


def rss(*items: str, head: str = "") -> str:
    return f'<rss version="2.0"><channel><title>News</title>{head}{"".join(items)}</channel></rss>'


def test_an_article_is_kept_whole(server: WebServer, source: Provider) -> None:
    more = (
        '<content type="html">&lt;p>A &lt;b>b&lt;/b>&lt;script>x()&lt;/script>&lt;/p></content><category term="red"/>'
    )
    server.routes["/feed"] = atom(entry(1, " &amp; more", more))
    polled(source)
    one = Activity.objects.select_related("kind").get()
    assert (one.kind.verb, one.kind.object_type, one.actor["name"]) == ("post", "article", "Ana Ruiz")
    assert one.object and (one.object["title"], one.url) == ("Entry 1 & more", f"{server.url}1")
    assert (one.content, one.categories, one.title) == ("<p>A <b>b</b></p>", ["red"], "")
    assert (one.published, one.entity) == (datetime(2026, 1, 2, 3, 1, 5, tzinfo=UTC), f"{server.url}1")
    assert server.asked[0].query == {"lang": ["en"]}


def test_only_what_is_new_or_changed_is_stored(server: WebServer, source: Provider) -> None:
    server.routes["/feed"] = atom(entry(1))
    polled(source)
    version = Version.current()
    polled(source)
    assert Version.current() == version
    server.routes["/feed"] = atom(entry(2), entry(1, " again"))
    polled(source)
    assert titles() == ["Entry 2", "Entry 1 again"]


def conditional(asked: Asked) -> Reply:
    if asked.headers["If-None-Match"] == '"one"' and asked.headers["If-Modified-Since"] == "yesterday":
        return Reply(status=304)
    return Reply(rss("<ttl>60</ttl>"), headers={"ETag": '"one"', "Last-Modified": "yesterday"})


def test_an_unchanged_feed_is_not_sent_again(server: WebServer, source: Provider) -> None:
    server.routes["/feed"] = conditional
    cursor = polled(source).cursor
    (batch,) = backend().fetch(source, cursor)
    assert (batch.documents, batch.cursor, batch.pause) == ((), cursor, 3600)


ITEM = "<item><title>{0}</title><link>https://n.example/{0}</link>{1}</item>"
FORMS = {
    "RSS 0.91": '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://my.netscape.com/rss-0.91.dtd">'
    '<rss version="0.91"><channel><title>News</title>' + ITEM.format("A", "") + "</channel></rss>",
    "RSS 1.0": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>News</title></channel>'
    '<item rdf:about="https://n.example/A"><title>A</title><link>https://n.example/A</link>'
    "<dc:creator>Ana</dc:creator><dc:date>2026-01-02T03:04:05+01:00</dc:date></item></rdf:RDF>",
    "RSS 2.0": rss(ITEM.format("A", "<guid>a</guid><author>Ana</author>"
                               "<pubDate>Fri, 02 Jan 2026 02:04:05 GMT</pubDate>")),
    "Atom": atom('<entry><id>a</id><title>A</title><published>2026-01-02T02:04:05Z</published></entry>'),
    "JSON Feed": json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "News",
                             "items": [{"id": "a", "title": "A", "authors": [{"name": "Ana"}]}]}),
    "AS2": json.dumps({"@context": "https://www.w3.org/ns/activitystreams", "type": "OrderedCollection",
                       "orderedItems": [{"type": "Create", "id": "https://n.example/a", "actor": {"name": "Ana",
                                         "id": "https://n.example/ana", "type": "Person"},
                                         "object": {"type": "Note", "id": "n", "name": "A"}}]}),
    "AS1": json.dumps({"items": [{"id": "a", "verb": "post", "actor": {"id": "ana", "displayName": "Ana"},
                                  "colour": 1, "object": {"objectType": "note", "displayName": "A", "size": 7}}]}),
    "not well-formed": rss("<item><title>A</title><guid>a</guid><description>B & C</description></item>"),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_read(server: WebServer, source: Provider, form: str) -> None:
    server.routes["/feed"] = FORMS[form]
    after = polled(source)
    assert (titles(), after.failures) == (["A"], 0), after.message
    polled(source)
    assert Activity.objects.get().revision == 1
    assert "with 1 entries" in backend().check(source)


def test_what_has_neither_id_nor_date_keeps_its_order_and_place(server: WebServer, source: Provider) -> None:
    items = [f"<item><title>{name}</title></item>" for name in "CBA"]
    server.routes["/feed"] = rss(*items)
    polled(source)
    assert titles() == ["C", "B", "A"]
    server.routes["/feed"] = rss("<item><title>D</title></item>", *items)
    polled(source)
    assert titles() == ["D", "C", "B", "A"]


@pytest.mark.parametrize(
    ("written", "hour"),
    [
        ("Fri, 02 Jan 2026 03:04:05 +0100", 2),
        ("Fri, 02 Jan 2026 03:04:05 EST", 8),
        ("02 Jan 26 03:04 GMT", 3),
        ("2026-01-02T03:04:05-05:00", 8),
        ("2026-01-02 03:04:05", 3),
    ],
)
def test_time_zones(server: WebServer, source: Provider, written: str, hour: int) -> None:
    server.routes["/feed"] = rss(f"<item><guid>a</guid><title>A</title><pubDate>{written}</pubDate></item>")
    polled(source)
    assert (Activity.objects.get().published.hour, Activity.objects.get().published.day) == (hour, 2)


@pytest.mark.parametrize("written", ["2999-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "soon", "99999999999999999999"])
def test_an_impossible_date_counts_as_none(server: WebServer, source: Provider, written: str) -> None:
    server.routes["/feed"] = atom(f"<entry><id>a</id><title>A</title><updated>{written}</updated></entry>")
    polled(source)
    assert (datetime.now(UTC) - Activity.objects.get().published).total_seconds() < 60


LONG = "x" * 5000
NASTY = {
    "a long id": entry(1).replace("urn:1", LONG),
    "a long title": entry(1, LONG),
    "a title of a megabyte": entry(1, "x" * MEGABYTE),
    "a long content": entry(1, "", f"<content type='html'>{'&lt;b>word&lt;/b> ' * 5000}</content>"),
    "tags without end": entry(1, "", f"<content type='html'>{'&lt;b>' * 30_000}</content>"),
    "many categories": entry(1, "", "".join(f'<category term="{n}{LONG}"/>' for n in range(80))),
    "bad addresses": entry(1, "", '<link rel="related" href="javascript:alert(1)"/><link rel="x" href="http://a b"/>'),
    "a long author": entry(1, "", f"<author><name>{LONG}</name><uri>javascript:x</uri></author>"),
    "another source's id": entry(1).replace("urn:1", "provider:1:mine"),
    "control characters": entry(1, "&#x85;&#x202e;"),
    "nothing": "<entry/>",
}


@pytest.mark.parametrize("what", NASTY)
def test_nothing_is_lost_for_what_somebody_wrote(server: WebServer, source: Provider, as_bob: Api, what: str) -> None:
    server.routes["/feed"] = atom(NASTY[what])
    after = polled(source)
    assert (after.failures, Activity.objects.count()) == (0, 1)
    (item,) = as_bob.items()
    assert "javascript" not in json.dumps(item) and Activity.objects.get().entity != "provider:1:mine"


def test_what_is_gone_goes(server: WebServer, source: Provider) -> None:
    server.routes["/feed"] = atom(entry(1), entry(2))
    polled(source)
    server.routes["/feed"] = atom(entry(2), '<at:deleted-entry ref="urn:1" when="2026-01-03T00:00:00Z"/>')
    polled(source)
    assert titles() == ["Entry 2"]


def test_what_is_gone_goes_however_long_its_id(server: WebServer, source: Provider) -> None:
    long = f"https://n.example/{'x' * 300}"
    server.routes["/feed"] = atom(entry(1).replace("urn:1", long))
    polled(source)
    assert titles() == ["Entry 1"]
    server.routes["/feed"] = atom(f'<at:deleted-entry ref="{long}" when="2026-01-03T00:00:00Z"/>')
    polled(source)
    assert titles() == []


@pytest.fixture
def paged(server: WebServer) -> WebServer:
    """Five pages of two entries: 10 and 9, 8 and 7, and so on."""
    for page in range(5):
        older = f'<link rel="next" href="/feed/{page + 1}"/>' if page < 4 else ""
        numbers = (10 - 2 * page, 9 - 2 * page)
        server.routes[f"/feed/{page}" if page else "/feed"] = atom(
            *map(entry, numbers), head=f"<title>N</title>{older}"
        )
    return server


def test_the_first_fetch_reads_one_page(paged: WebServer, source: Provider) -> None:
    polled(source)
    assert titles() == ["Entry 10", "Entry 9"]


def test_more_than_a_page_of_news_is_read_on_its_older_pages(paged: WebServer, source: Provider) -> None:
    paged.routes["/feed"], first = atom(entry(4), entry(3)), paged.routes["/feed"]
    polled(source)
    paged.routes["/feed"] = first
    polled(source)
    assert titles() == [f"Entry {number}" for number in range(10, 2, -1)]
    asked = len(paged.asked)
    polled(source)
    assert len(paged.asked) == asked + 1


def test_a_long_page_with_much_news_and_a_little_known_is_enough(paged: WebServer, source: Provider) -> None:
    older = '<title>N</title><link rel="next" href="/feed/1"/>'
    paged.routes["/feed"] = atom(*map(entry, range(200, 100, -1)), head=older)
    polled(source)
    paged.routes["/feed"] = atom(*map(entry, range(290, 190, -1)), head=older)
    polled(source)
    assert Activity.objects.count() == 190
    assert {asked.path for asked in paged.asked} == {"/feed"}


def passed(source: Provider, cursor: dict[str, Any] | None = None, since: str = "2026-01-01") -> Iterator[Batch]:
    moment = datetime.fromisoformat(f"{since}T00:00:00+00:00")
    return stored(source, backend().history(source, cursor or {}, moment))


def test_history_goes_back_through_all_pages_and_on_where_it_stopped(paged: WebServer, source: Provider) -> None:
    history = passed(source)
    cursor = [next(history).cursor for _ in range(4)][-1]
    asked = len(paged.asked)
    last = list(passed(source, cursor))[-1]
    assert titles() == [f"Entry {number}" for number in range(10, 0, -1)]
    assert (last.cursor["older"], paged.asked[asked].path) == ("", "/feed/2")
    assert list(passed(source, last.cursor)) == []


def test_history_ends_at_its_day(paged: WebServer, source: Provider) -> None:
    list(passed(source, since="2026-01-03"))
    assert len(paged.asked) == 1


def test_a_collection_that_links_to_its_pages(server: WebServer, source: Provider) -> None:
    context = {"@context": "https://www.w3.org/ns/activitystreams"}
    server.routes["/feed"] = context | {"type": "OrderedCollection", "first": f"{server.url}page/1"}
    for page, after in ((1, "page/2"), (2, None)):
        items = [{"type": "Create", "id": f"https://n.example/{page}", "actor": "https://n.example/ana",
                  "published": f"2026-01-0{4 - page}T00:00:00Z",
                  "object": {"type": "Note", "content": f"<p>Post {page}</p>"}}]  # fmt: skip
        more = {"next": f"{server.url}{after}"} if after else {}
        server.routes[f"/page/{page}"] = context | {"type": "OrderedCollectionPage", "orderedItems": items, **more}
    polled(source)
    assert [one.content for one in Activity.objects.all()] == ["<p>Post 1</p>"]
    list(passed(source))
    assert [one.content for one in Activity.objects.newest_first()] == ["<p>Post 1</p>", "<p>Post 2</p>"]


def test_an_older_page_on_another_server_is_not_asked(server: WebServer, source: Provider) -> None:
    server.routes["/feed"] = atom(entry(1), head='<title>N</title><link rel="next" href="https://evil.example/"/>')
    polled(source)
    assert "older pages" not in backend().check(source)
    assert polled(source).failures == 0


BOMB = (
    '<!DOCTYPE f [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><feed xmlns="http://www.w3.org/2005/Atom"><id>&b;</id></feed>'
)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("<!DOCTYPE html><html><body>Sign in</body></html>", "is a web page and no feed"),
        ('<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>', "is a web page and no feed"),
        ("<svg/>", "XML but no feed"),
        ("plain words", "no well-formed XML"),
        ("", "no well-formed XML"),
        (BOMB, "declares entities"),
        ("{", "not valid JSON"),
        ({"error": "unknown key"}, "JSON but no feed"),
        (Reply(status=500), "fails"),
        (Reply(status=401), "credentials"),
    ],
)
def test_what_is_no_feed_is_said(server: WebServer, source: Provider, answer: Any, said: str) -> None:
    server.routes["/feed"] = answer
    after = polled(source)
    assert said in after.message and after.failures == 1
    with pytest.raises(ProviderError, match=said):
        backend().check(source)
    assert not Activity.objects.exists()


def test_what_comes_before_a_feed_breaks_off_is_kept(server: WebServer, source: Provider) -> None:
    server.routes["/feed"] = Reply(atom(entry(1), entry(2))[:-20], headers={"ETag": '"broken"'})
    after = polled(source)
    assert "breaks off" in after.message and titles() == ["Entry 1"]
    assert "etag" not in after.cursor


def test_a_source_that_asks_to_wait_is_left_alone(server: WebServer, source: Provider) -> None:
    server.routes["/feed"] = Reply(status=503, headers={"Retry-After": "120"})
    assert polled(source).failures == 0


SYNDICATION = "http://purl.org/rss/1.0/modules/syndication/"
NOW = datetime(2026, 1, 2, 3, 30, tzinfo=UTC)  # a Friday


@pytest.mark.parametrize(
    ("head", "seconds"),
    [
        ("", None),
        ("<ttl>60</ttl>", 3600),
        ("<ttl>99999</ttl>", 86_400),
        ("<ttl>soon</ttl>", None),
        ("<skipHours><hour>3</hour><hour>4</hour></skipHours>", 5400),
        ("<skipHours><hour>17</hour></skipHours>", None),
        ("<skipDays><day>Friday</day></skipDays>", 73_800),
        ("<ttl>30</ttl><skipHours><hour>4</hour></skipHours>", 5400),
        ("<s:updatePeriod>daily</s:updatePeriod><s:updateFrequency>4</s:updateFrequency>", 21_600),
        ("<skipHours>" + "".join(f"<hour>{hour}</hour>" for hour in range(24)) + "</skipHours>", 84_600),
    ],
)
def test_a_feed_says_how_often_it_wants_to_be_asked(
    server: WebServer, source: Provider, head: str, seconds: int | None
) -> None:
    server.routes["/feed"] = rss(head=head).replace("<rss ", f'<rss xmlns:s="{SYNDICATION}" ')
    assert pacing.pause(polled(source).cursor["pace"], NOW) == seconds


def test_a_private_address_is_asked_and_not_shown(server: WebServer, source: Provider) -> None:
    source.set_credentials({"secret": "feed_token=glft-1234"})
    source.save()
    older = '<title>N</title><link rel="next" href="/feed?feed_token=glft-1234&amp;page=2"/>'
    server.routes["/feed"] = lambda asked: atom(entry(1), head=older if "page" not in asked.query else "")
    polled(source)
    assert server.asked[0].query == {"lang": ["en"], "feed_token": ["glft-1234"]}
    batches = list(passed(source))
    assert server.asked[-1].query["page"] == ["2"]
    server.routes["/feed"] = "no feed"
    shown = [polled(source).message, *(json.dumps(batch.cursor) for batch in batches)]
    assert "glft-1234" not in json.dumps([shown, list(Provider.objects.values())], default=str)


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"address": "news.example"}, "Write an address such as"),
        ({"address": "https://ana:secret@news.example/"}, "Write an address such as"),
        ({"address": "file:///etc/passwd"}, "Write an address such as"),
        ({}, "required"),
        ({"address": "https://news.example/", "user": "ana"}, "A user needs a password"),
    ],
)
def test_what_to_mend_is_said(source: Provider, config: dict[str, Any], said: str) -> None:
    source.config = config
    with pytest.raises(ProviderError, match=said):
        backend().check(source)


WORDS = "<content type='html'>" + "words " * 800 + "</content>"


@pytest.mark.parametrize("form", ["Atom", "RSS"])
def test_a_feed_of_50_megabytes_takes_no_memory(server: WebServer, source: Provider, form: str) -> None:
    count = 50 * MEGABYTE // len(WORDS)
    if form == "Atom":
        pieces = chain([ATOM.encode()], (entry(n, "", WORDS).encode() for n in range(count)), [b"</feed>"])
    else:
        long = f"<description>{'words ' * 800}</description>"
        items = (f"<item><guid>{n}</guid><title>t</title>{long}</item>".encode() for n in range(count))
        pieces = chain([b'<rss version="2.0"><channel>'], items, [b"</channel></rss>"])
    server.routes["/feed"] = Reply(pieces)
    before, read = resident(), 0
    for batch in backend().fetch(source, {}):
        read += len(batch.documents)
    assert read == count
    assert resident() - before < 40 * MEGABYTE


@pytest.mark.parametrize("etag", ['"one"', ""])
def test_a_long_page_is_gone_on_with_where_a_fetch_had_to_stop(server: WebServer, source: Provider, etag: str) -> None:
    server.routes["/feed"] = Reply(atom(*map(entry, range(500))), headers={"ETag": etag} if etag else {})
    cursor = next(stored(source, backend().fetch(source, {}))).cursor
    rest = list(stored(source, backend().fetch(source, cursor)))
    assert (sum(len(batch.documents) for batch in rest), Activity.objects.count()) == (300, 500)
    server.routes["/feed"] = Reply(atom(*map(entry, range(501, 0, -1))), headers={"ETag": '"two"'})
    assert sum(len(batch.documents) for batch in backend().fetch(source, cursor)) == 501


def test_an_endless_feed_ends(server: WebServer, source: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("streams.providers.syndication.config.MOST_BYTES", MEGABYTE)
    endless = (entry(number, "", WORDS).encode() for number, _ in enumerate(repeat(None)))
    server.routes["/feed"] = Reply(chain([ATOM.encode()], endless))
    assert "more than 1 MB" in polled(source).message
    assert Activity.objects.count() > 100


def test_a_compressed_feed(server: WebServer, source: Provider) -> None:
    server.routes["/feed"] = Reply(gzip.compress(atom(entry(1)).encode()), headers={"Content-Encoding": "gzip"})
    polled(source)
    assert titles() == ["Entry 1"]
