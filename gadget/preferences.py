"""What a page asks for in the address of a gadget: in our words, or in those of the original's user preferences."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import QueryDict

# The preferences of the original that have a word of ours; a container of OpenSocial adds them to the address.
OURS = {"up_title": "heading", "up_numofentries": "limit"}


def asked(query: QueryDict) -> dict[str, str]:
    """By our words; ours win."""
    given = {name: str(value) for name, value in query.items()}
    return {OURS[name]: value for name, value in given.items() if name in OURS} | given


def origin_of(address: str) -> str:
    """Scheme, host and port of an address; "" where it is none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme and parts.netloc else ""
