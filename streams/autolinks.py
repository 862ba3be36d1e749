"""Words of sanitised HTML made into links (contract.md §4.5)."""

from __future__ import annotations

import re
from html import escape

# A quoted value may hold a ">".
_TAG = re.compile(r"""(<(?:"[^"]*"|[^">])*>)""")
# What is in these is a link already, or meant literally.
_CLOSED = {"a", "code", "pre"}


def linked(html: str, addresses: dict[str, str]) -> str:
    """Each whole word of the text that has an address is a link to it; tags and what is in links stay."""
    escaped = {escape(word, quote=False): url for word, url in addresses.items()} if addresses and html else {}
    present = {word: url for word, url in escaped.items() if word in html}
    if not present:
        return html
    longest_first = sorted(map(re.escape, present), key=len, reverse=True)
    words = re.compile(rf"(?<![\w&#;-])(?:{'|'.join(longest_first)})(?![\w-])")
    depth, parts = 0, []
    for part in _TAG.split(html):
        if tag := re.match(r"<(/?)(\w+)", part):
            depth += (1 - 2 * bool(tag[1])) * (tag[2] in _CLOSED)
        elif not depth:
            part = words.sub(lambda word: _link(word[0], present[word[0]]), part)
        parts.append(part)
    return "".join(parts)


def _link(text: str, url: str) -> str:
    return f'<a href="{escape(url)}" rel="noopener noreferrer nofollow">{text}</a>'
