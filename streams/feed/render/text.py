"""Texts for readers that know less than a browser."""

from __future__ import annotations

import html
import re
from typing import Any

from django.utils.html import strip_tags

# Everything XML 1.0 cannot hold, not even as a reference: control characters, lone surrogates, U+FFFE and U+FFFF.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAK = re.compile(r"<(?:br|/p|/li|/h\d|/pre|/blockquote|hr)\b[^>]*>", re.IGNORECASE)


def xml(text: str) -> str:
    """Text that an XML document may hold (contract.md §9: broken readers)."""
    return _NOT_XML.sub("", text)


def plain(clean_html: str) -> str:
    """What a reader sees of sanitised HTML, a line for each paragraph."""
    if "<" not in clean_html and "&" not in clean_html:
        return clean_html.strip()
    return html.unescape(strip_tags(_BREAK.sub("\n", clean_html))).strip()


def actor_name(item: dict[str, Any]) -> str:
    """Never empty: an author without a name is not valid in any of the forms."""
    return item["actor"]["name"] or item["actor"]["username"] or item["provider"]["name"] or "Somebody"
