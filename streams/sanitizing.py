"""Foreign text made safe at the door: HTML through nh3, control characters out, addresses http or https only."""

import html
import re
from urllib.parse import urlsplit

import nh3
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from streams.conf import conf

INLINE_TAGS = {"a", "b", "br", "code", "del", "em", "i", "ins", "s", "span", "strong", "sub", "sup"}
BLOCK_TAGS = INLINE_TAGS | {"blockquote", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "ul"}
# A tag inside a tag comes to light when the outer one is dropped: so often a name is looked through again.
MOST_DISGUISES = 4
# Without a say for all of them, the library keeps `lang` and `title` on every tag.
ATTRIBUTES: dict[str, set[str]] = {"*": set(), "a": {"href", "title", "class"}, "span": {"class"}}
# By which style sheets and scrapers know the author, a resolved issue and "read more" (contract.md §1.7 and §6.4).
CLASSES = {"activity-item-user", "activity-item-author", "resolved-link", "comment-more"}
IMAGE_ATTRIBUTES = {"src", "alt", "title", "width", "height"}
# Whoever serves a picture sees who looks at it; on which page is not told.
IMAGE_MANNERS = {"referrerpolicy": "no-referrer"}
SCHEMES = {"http", "https", "mailto"}

# C0 without tab and line feed, DEL, C1, and the non-characters that XML 1.0 forbids (contract.md §9: broken readers).
# Then the bidirectional overrides, embeddings and isolates: left open, they turn round what a page shows after them
# (https://trojansource.codes). The marks U+200E and U+200F, which right-to-left text needs, stay.
_INVISIBLE = "\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\u202a-\u202e\u2066-\u2069"
_CONTROL = re.compile(f"[{_INVISIBLE}]")
_UNSAFE_IN_URL = re.compile(rf"[\s<>\"\\^`{{|}}{_INVISIBLE}\u200e\u200f]")
# What nearly all addresses look like: for these, one look is enough.
_USUAL_URL = re.compile(r"https?://[a-z0-9.-]*[a-z0-9](?::[0-9]{1,4})?(?:[/?#][\w!#$%&'()*+,./:;=?@~-]*)?", re.ASCII)
_MARKUP = re.compile("[<>&]")


def plain(text: str) -> str:
    """Text without control characters; a carriage return becomes the line feed it meant."""
    # A printable text has none of either, and nearly every text is printable.
    return text if text.isprintable() else _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def escaped(text: str) -> str:
    """Text as HTML that shows it; a quotation mark is one."""
    return html.escape(text, quote=False)


def name(text: str) -> str:
    """A display name, which is text: tags are dropped, what they held stays, an entity is no entity (contract §4.5)."""
    for _ in range(MOST_DISGUISES):
        before, text = text, plain(text)
        if "<" in text:
            text = html.unescape(_NO_HTML.clean(text.replace("&", "&amp;")))
        if text == before:
            break
    return " ".join(text.split())


def inline_html(text: str) -> str:
    return _clean(text, _INLINE)


def block_html(text: str) -> str:
    return _clean(text, _BLOCK_WITH_IMAGES if conf.keep_images else _BLOCK)


def visible(markup: str) -> str:
    """What a reader sees of HTML."""
    return html.unescape(_NO_HTML.clean(markup))


def visible_length(clean_html: str) -> int:
    """Characters a reader sees of sanitised HTML: what length limits count."""
    return len(visible(clean_html))


def is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def is_web_url(text: str) -> bool:
    """An absolute http(s) address with a host and without characters that an address cannot hold (RFC 3986 §2).

    None with a user name either: `https://bank.example@evil.example` leads to the second.
    """
    if _USUAL_URL.fullmatch(text):
        return True
    if _UNSAFE_IN_URL.search(text):
        return False
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc


def _clean(text: str, cleaner: nh3.Cleaner) -> str:
    if text.isprintable() and not _MARKUP.search(text):
        # Nothing that a parser would take for more than a letter.
        return text.strip()
    # Control characters go last, because the parser makes them from references such as &#1;.
    return plain(cleaner.clean(text)).strip()


def _safe_or_nothing(tag: str, attribute: str, value: str) -> str | None:
    if attribute == "src":
        return value if is_web_url(value) else None
    if attribute in {"width", "height"}:
        return value if value.isdecimal() and len(value) < 5 else None
    if attribute == "class":
        return " ".join(name for name in value.split() if name in CLASSES) or None
    if attribute != "href":
        return value
    address = value.strip()
    is_mail = address.startswith("mailto:") and not _UNSAFE_IN_URL.search(address)
    return address if is_mail or is_web_url(address) else None


def _cleaner(tags: set[str]) -> nh3.Cleaner:
    images = "img" in tags
    return nh3.Cleaner(
        tags=tags,
        attributes=ATTRIBUTES | ({"img": IMAGE_ATTRIBUTES} if images else {}),
        set_tag_attribute_values={"img": IMAGE_MANNERS} if images else None,
        attribute_filter=_safe_or_nothing,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )


_NO_HTML, _INLINE, _BLOCK = _cleaner(set()), _cleaner(INLINE_TAGS), _cleaner(BLOCK_TAGS)
_BLOCK_WITH_IMAGES = _cleaner(BLOCK_TAGS | {"img"})
