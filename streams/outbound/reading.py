"""The bytes of an answer, decoded and counted as they come: no more than a piece is ever held."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping

from streams.outbound.errors import OutboundError

PIECE = 2**16
GZIP = zlib.MAX_WBITS | 16


def body(chunks: Iterable[bytes], headers: Mapping[str, str], most: int, place: str) -> Iterator[bytes]:
    """Raises OutboundError "too_large" beyond `most` bytes, sent or decoded, and "not_readable"."""
    encoding = headers.get("content-encoding", "identity").strip().lower()
    if encoding not in {"", "identity", "gzip", "x-gzip"}:
        raise OutboundError(f"{place} answers in an encoding that nobody asked for; it should be gzip.", "not_readable")
    length = headers.get("content-length", "")
    if length.isdecimal() and int(length[:20]) > most:
        raise _too_large(most, place)
    sent = _limited(chunks, most, place)
    return _limited(_gunzipped(sent, place), most, place) if "gzip" in encoding else sent


def _limited(chunks: Iterable[bytes], most: int, place: str) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > most:
            raise _too_large(most, place)
        yield chunk


def _gunzipped(chunks: Iterable[bytes], place: str) -> Iterator[bytes]:
    """Several files one after the other are one (RFC 1952 §2.2)."""
    expander = zlib.decompressobj(GZIP)
    is_begun = False
    try:
        for chunk in chunks:
            while chunk:
                is_begun = True
                if expander.eof:
                    expander = zlib.decompressobj(GZIP)
                if piece := expander.decompress(chunk, PIECE):
                    yield piece
                chunk = expander.unused_data if expander.eof else expander.unconsumed_tail
    except zlib.error:
        raise OutboundError(f"What {place} sent is no gzip, though it says so.", "not_readable") from None
    if is_begun and not expander.eof:
        raise OutboundError(f"What {place} sent ends too early; it is asked again later.", "not_readable")


def _too_large(most: int, place: str) -> OutboundError:
    size = f"{most / 2**20:.3g} MB" if most >= 2**20 else f"{most} bytes"
    return OutboundError(f"{place} sends more than {size}; ask it for less.", "too_large")
