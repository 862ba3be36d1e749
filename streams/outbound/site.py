"""The configured address and what lies inside it: its origin exactly, and its path segment by segment."""

from __future__ import annotations

import re
from typing import Any, NoReturn
from urllib.parse import unquote

import httpx

from streams.outbound.errors import OutboundError

SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
# Readers of addresses disagree about each of these.
UNCLEAR = re.compile(r"[\x00-\x20\x7f-\xa0\\]")
UNCLEAR_DECODED = re.compile(r"[\x00-\x1f\x7f]")
PORTS = {"http": 80, "https": 443}
PATH = re.compile(r"[^:/?#]+://[^/?#]*([^?#]*)")


def origin_of(address: str) -> str:
    """The origin of a web address as a base for `Outbound`; raises OutboundError for what is none."""
    return str(_parsed(address).copy_with(raw_path=b"/", fragment=None))


class Site:
    """Raises OutboundError "refused_url" when made of something that is no such address."""

    def __init__(self, base_url: str) -> None:
        self.base = _parsed(base_url)
        if {"?", "#"} & set(base_url):
            _refuse("An address is configured without what follows ? or #; remove that.")
        self._folder = _path(self.base).rstrip(b"/") + b"/"

    def __str__(self) -> str:
        return str(self.base)

    def locate(self, where: str, params: Any = None) -> httpx.URL:
        """A path inside, with or without a slash before it, or a whole address; params are added to its query."""
        if where.startswith("//"):
            _refuse(f"This leads away from {self}; name a path inside it.")
        url = self._checked(_parsed(where if SCHEME.match(where) else self._joined(where.lstrip("/"))))
        try:
            return url.copy_merge_params(params) if params else url
        except (httpx.InvalidURL, UnicodeError):
            _refuse("The query of this address is too long, or cannot be written; ask for less.")

    def follow(self, reference: str, page: httpx.URL) -> httpx.URL:
        """Where a page's reference leads, relative ones too (RFC 3986 §5)."""
        _check_text(reference)
        try:
            return self._checked(_parsed(str(page.join(reference))))
        except httpx.InvalidURL:
            _refuse("This is no web address.")

    def _joined(self, path: str) -> str:
        is_other = path and path[0] not in "?#"
        return f"{str(self).rstrip('/')}/{path}" if is_other else f"{self}{path}"

    def _checked(self, url: httpx.URL) -> httpx.URL:
        if _origin(url) != _origin(self.base) or not (_path(url) + b"/").startswith(self._folder):
            _refuse(f"This lies outside of {self}; configure the address that holds both.")
        return url


def shown(url: httpx.URL) -> str:
    """An address for people: no query, no name and password."""
    return str(url.copy_with(query=None, fragment=None, userinfo=b""))


def _parsed(text: str) -> httpx.URL:
    _check_text(text)
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, UnicodeError):
        _refuse("This is no web address; write it as in https://jira.example.com/jira.")
    if url.scheme not in PORTS or not url.host or "%" in url.host:
        _refuse("This is no web address; write it as in https://jira.example.com/jira.")
    if url.userinfo:
        _refuse("An address holds no name and no password; enter them in their own fields.")
    return url


def _check_text(text: str) -> None:
    if UNCLEAR.search(text):
        _refuse("This address holds spaces, backslashes or control characters; remove or encode them.")
    path = PATH.match(text)
    for segment in (path[1] if path else text.partition("?")[0]).split("/"):
        _check_segment(segment, bool(path))


def _check_segment(segment: str, is_whole: bool) -> None:
    """A server, or a proxy before it, may decode a path once more than we do, and then climb out."""
    decoded = segment
    for _ in range(3):
        decoded = unquote(decoded)
    # What follows a semicolon is no part of the name for servers in Java.
    climbs = {".", ".."} & {part.partition(";")[0] for part in re.split(r"[/\\]", decoded)}
    if (climbs and (is_whole or decoded != segment)) or UNCLEAR_DECODED.search(decoded):
        _refuse("The path of this address climbs out of its folder or holds control characters; write it plainly.")


def _origin(url: httpx.URL) -> tuple[str, bytes, int]:
    return url.scheme, url.raw_host, url.port or PORTS[url.scheme]


def _path(url: httpx.URL) -> bytes:
    return url.raw_path.partition(b"?")[0]


def _refuse(text: str) -> NoReturn:
    raise OutboundError(text, "refused_url")
