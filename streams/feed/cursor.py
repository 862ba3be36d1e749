"""Where a page ended: (published, primary key) in the order of the feed, as text for a URL."""

from __future__ import annotations

import base64
import binascii
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Microseconds since the epoch and the key, both signed 64-bit.
_FORMAT = struct.Struct(">qq")


class InvalidCursor(ValueError):
    """A cursor that no page gave out."""


@dataclass(frozen=True)
class Cursor:
    """The last activity of a page: the next page starts behind it, whatever has arrived since."""

    published: datetime
    pk: int

    def encode(self) -> str:
        microseconds = (self.published - EPOCH) // timedelta(microseconds=1)
        return base64.urlsafe_b64encode(_FORMAT.pack(microseconds, self.pk)).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str) -> Cursor:
        """Raises InvalidCursor."""
        try:
            microseconds, pk = _FORMAT.unpack(base64.b64decode(text + "==", altchars=b"-_", validate=True))
            return cls(EPOCH + timedelta(microseconds=microseconds), pk)
        except (binascii.Error, struct.error, ValueError, OverflowError) as error:
            raise InvalidCursor("this cursor was not given out by a page; start without one") from error
