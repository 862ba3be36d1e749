"""Foreign text made safe at the door: HTML through nh3, control characters out, addresses http or https only."""

import html
import re
from urllib.parse import urlsplit

import nh3

INLINE_TAGS = {"a", "b", "br", "code", "del", "em", "i", "ins", "s", "span", "strong", "sub", "sup"}
BLOCK_TAGS = INLINE_TAGS | {"blockquote", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "ul"}
ATTRIBUTES = {"a": {"href", "title"}}
SCHEMES = {"http", "https", "mailto"}

# C0 without tab and line feed, DEL, C1, and the non-characters that XML 1.0 forbids (contract.md §9: broken readers).
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
_UNSAFE_IN_URL = re.compile(r"[\s<>\"\\^`{|}\x00-\x20]")


def plain(text: str) -> str:
    """Text without control characters; a carriage return becomes the line feed it meant."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def name(text: str) -> str:
    """A display name: tags are dropped, what they held stays (contract.md §4.5)."""
    text = plain(text)
    if "<" in text:
        text = html.unescape(nh3.clean(text, tags=set()))
    return " ".join(text.split())


def inline_html(text: str) -> str:
    return _clean(text, INLINE_TAGS)


def block_html(text: str) -> str:
    return _clean(text, BLOCK_TAGS)


def visible_length(clean_html: str) -> int:
    """Characters a reader sees of sanitised HTML: what length limits count."""
    return len(html.unescape(nh3.clean(clean_html, tags=set())))


def is_web_url(text: str) -> bool:
    """An absolute http(s) address with a host and without characters that an address cannot hold (RFC 3986 §2)."""
    if _UNSAFE_IN_URL.search(text):
        return False
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc


def _clean(text: str, tags: set[str]) -> str:
    return nh3.clean(
        plain(text), tags=tags, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener noreferrer nofollow"
    ).strip()
