"""Where a page ended: (published, primary key) in the order of the feed, as text for a URL."""

from __future__ import annotations

import base64
import binascii
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.utils.crypto import salted_hmac

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Microseconds since the epoch, and the masked key.
_FORMAT = struct.Struct(">qQ")
_LARGEST_KEY = 2**63 - 1
NOT_OURS = "this cursor was not given out by a page; start without one"


class InvalidCursor(ValueError):
    """A cursor that no page gave out."""


@dataclass(frozen=True)
class Cursor:
    """The last activity of a page: the next page starts behind it, whatever has arrived since.

    Its text is good for as long as SECRET_KEY stays.
    """

    published: datetime
    pk: int

    def encode(self) -> str:
        microseconds = (self.published - EPOCH) // timedelta(microseconds=1)
        packed = _FORMAT.pack(microseconds, self.pk ^ _mask(microseconds))
        return base64.urlsafe_b64encode(packed).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str) -> Cursor:
        """Raises InvalidCursor."""
        try:
            microseconds, masked = _FORMAT.unpack(base64.b64decode(text + "==", altchars=b"-_", validate=True))
            published = EPOCH + timedelta(microseconds=microseconds)
        except (binascii.Error, struct.error, ValueError, OverflowError) as error:
            raise InvalidCursor(NOT_OURS) from error
        pk = masked ^ _mask(microseconds)
        if pk > _LARGEST_KEY:
            raise InvalidCursor(NOT_OURS)
        return cls(published, pk)


def _mask(microseconds: int) -> int:
    """Keys are counted up: read from two cursors, they would tell how much happened in between that is hidden."""
    return int.from_bytes(salted_hmac("streams.cursor", str(microseconds), algorithm="sha256").digest()[:8])
