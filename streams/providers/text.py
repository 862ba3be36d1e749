"""Foreign text cut and escaped to what the write door accepts, so that nothing is refused for what somebody wrote."""

from __future__ import annotations

import re
from html import escape
from urllib.parse import quote

from streams.conf import conf
from streams.limits import MAX_ADDRESS, MAX_TEXT
from streams.sanitizing import is_web_url, plain

# Whatever else stands in an address is percent-encoded (RFC 3986 §2).
_IN_ADDRESSES = "%/:=&?~#+!$,;'@()*[]"


def line(text: str) -> str:
    return " ".join(plain(text).split())


def clipped(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: max(limit - 1, 0)].rstrip() + "…"[: max(limit, 0)]


def name(text: str) -> str:
    """One line, or nothing: a name of invisible characters would leave a hole in the sentence."""
    words = clipped(line(text), MAX_TEXT)
    return words if any(map(str.isprintable, words)) else ""


def summary(text: str) -> str:
    """HTML of one line of plain text."""
    return escape(clipped(line(text), conf.max_title_length))


def paragraphs(text: str) -> str:
    """HTML of plain text: a blank line parts paragraphs."""
    parts = [part.strip() for part in re.split(r"\n\s*\n", escape(text))]
    return "".join(f"<p>{part}</p>".replace("\n", "<br>") for part in parts if part)


def content(text: str) -> str:
    """HTML of plain text that may be of any length."""
    # Nothing beyond this is shown: spare the work on a text of many pages.
    return paragraphs(clipped(plain(text[: 2 * conf.max_content_length]).strip(), conf.max_content_length))


def web_address(text: str, limit: int = MAX_ADDRESS) -> str:
    """An http(s) address that the write door accepts, else ""."""
    try:
        address = quote(text.strip(), safe=_IN_ADDRESSES)
    except UnicodeEncodeError:
        # Half a character has no place in one.
        return ""
    return address if len(address) <= limit and is_web_url(address) else ""
