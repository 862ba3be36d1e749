"""What a server answered, with its conditions and links; in memory, or read piece by piece."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import orjson

from streams.outbound.errors import OutboundError
from streams.outbound.site import Site

CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
# Others take a time that grows with the square of the text.
CHARSETS = ("utf", "iso8859", "cp", "ascii", "koi8", "gb", "big5", "euc", "shift_jis")
PARAMETER = r";\s*([\w!#$&+.^`|~*-]+)\s*(?:=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^\s\",;]*)))?\s*"
LINK = re.compile(rf"<([^>]*)>\s*((?:{PARAMETER})*)")


@dataclass(frozen=True)
class Head:
    """
    headers: upper and lower case are the same; several of one name are joined by commas.
    url: what was asked in the end, after redirects, query included.
    place: the same for messages: no query, no secret.
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    url: str = field(repr=False)
    place: str
    site: Site = field(repr=False)

    @property
    def is_unchanged(self) -> bool:
        """It is still what `etag` or `last_modified` named (304), and nothing more was sent."""
        return self.status == 304

    @property
    def etag(self) -> str:
        return self.headers.get("etag", "")

    @property
    def last_modified(self) -> str:
        return self.headers.get("last-modified", "")

    def link(self, rel: str) -> str | None:
        """A whole address from the `Link` header (RFC 8288), such as the "next" page's.

        Raises OutboundError "refused_url" where it leads out of the configured address.
        """
        for link in LINK.finditer(self.headers.get("link", "")):
            if rel.lower() in _rels(link[2]):
                return str(self.site.follow(link[1].strip(), httpx.URL(self.url)))
        return None


@dataclass(frozen=True)
class Answer(Head):
    body: bytes = field(repr=False)

    @property
    def text(self) -> str:
        """In the charset it names, else in UTF-8; what cannot be read is �."""
        return self.body.decode(_charset(self.headers.get("content-type", "")), "replace")

    def json(self) -> Any:
        """Raises OutboundError "not_readable"."""
        try:
            return orjson.loads(self.body.removeprefix(codecs.BOM_UTF8))
        except orjson.JSONDecodeError:
            kind = self.headers.get("content-type", "").partition(";")[0].strip()[:60] or "of no named type"
            text = f"{self.place} answers with something that is no JSON ({kind}); check the address and credentials."
            raise OutboundError(text, "not_readable", self.status) from None


@dataclass(frozen=True)
class Reading(Head):
    """An answer whose body has yet to come: going through it reads it, once."""

    chunks: Iterator[bytes] = field(repr=False)

    def __iter__(self) -> Iterator[bytes]:
        return self.chunks


def _rels(parameters: str) -> list[str]:
    """Only the first `rel` counts (RFC 8288 §3.3)."""
    named = ((name.lower(), quoted or plain) for name, quoted, plain in re.findall(PARAMETER, parameters))
    return next((value for name, value in named if name == "rel"), "").lower().split()


def _charset(content_type: str) -> str:
    named = CHARSET.search(content_type)
    try:
        name = codecs.lookup(named[1]).name if named else "utf-8"
    except LookupError:
        return "utf-8"
    return name if name.startswith(CHARSETS) else "utf-8"
